// Images: pixels to PNG, SVG to PNG, classes over a frame.
#include "analysis/figures/png.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/figures/overlay.h"
#include "analysis/figures/svg_canvas.h"
#include "analysis/png_pixels.h"
#include "core/error.h"

namespace sonosweep::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

TEST(Png, PixelsComeBack) {
  const RgbImage image{2, 1, {Rgb{1, 2, 3}, Rgb{250, 0, 128}}};
  const auto read = testing::pixels_of_png(png_of_image(image));
  EXPECT_EQ(read.width, 2);
  EXPECT_EQ(read.height, 1);
  EXPECT_THAT(read.pixels, ElementsAre(Rgb{1, 2, 3}, Rgb{250, 0, 128}));
  EXPECT_THROW(png_of_image({}), Error);
}

TEST(Png, OfAnSvg) {
  SvgCanvas canvas(10, 4, "");
  canvas.rect(0, 0, 5, 4, "#ff0000");
  const auto read = testing::pixels_of_png(png_of_svg(canvas.svg(), 10, 4, 2));
  ASSERT_EQ(read.width, 20);
  ASSERT_EQ(read.height, 8);
  EXPECT_EQ(read.pixels[0], (Rgb{255, 0, 0}));
  EXPECT_EQ(read.pixels[19], (Rgb{255, 255, 255}));
}

TEST(Png, AnImageWithinAnSvg) {
  SvgCanvas canvas(4, 2, "");
  canvas.image(0, 0, 4, 2, png_of_image({2, 1, {Rgb{0, 0, 255}, Rgb{0, 0, 255}}}), "blue");
  const auto read = testing::pixels_of_png(png_of_svg(canvas.svg(), 4, 2, 1));
  EXPECT_EQ(read.pixels[5], (Rgb{0, 0, 255}));
}

TEST(Png, NoSvg) {
  EXPECT_THROW(png_of_svg("<svg xmlns=\"http://www.w3.org/2000/svg\"><text>&</text></svg>", 1, 1, 1), Error);
  EXPECT_THROW(png_of_svg("", 1, 1, 1), Error);
}

TEST(Overlay, BlendsByStrength) {
  // Class 0 is (230, 159, 0). Full strength is three quarters opaque: 0.25 * 100 + 0.75 * 230 = 197.5 -> 198;
  // half strength 0.625 * 100 + 0.375 * 230 = 148.75 -> 149.
  const auto image = overlay({100, 100, 100}, {1, 0.5F, 0}, 1, 3);
  EXPECT_EQ(image.pixels[0], (Rgb{198, 144, 25}));
  EXPECT_EQ(image.pixels[1][0], 149);
  EXPECT_EQ(image.pixels[2], (Rgb{100, 100, 100}));
}

TEST(Overlay, DeepestPixel) {
  // A 3x3 block from (1, 0), of which only (2, 1) has a neighbour on all sides; the rim of the picture is
  // outside.
  const std::uint8_t plane[] = {0, 1, 1, 1,  //
                                0, 1, 1, 1,  //
                                0, 1, 1, 1,  //
                                0, 0, 0, 0};
  EXPECT_THAT(deepest_pixel(plane, 4, 4), Pair(2, 1));
  const std::uint8_t nothing[] = {0, 0};
  EXPECT_THAT(deepest_pixel(nothing, 1, 2), Pair(-1, -1));
}

}  // namespace
}  // namespace sonosweep::analysis
