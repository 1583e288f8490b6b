// Which channel of an image is the confidence.
#include "data_tools/maps/map_channel.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "data_tools/image_builder.h"
#include "data_tools/images/orientation.h"
#include "data_tools/source_builder.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;

class Channel : public ::testing::Test {
 protected:
  // A map of one row.
  std::vector<int> read(const std::string& name, MapChannel channel = MapChannel::kFound,
                        bool invert = false) {
    const cv::Mat map = read_confidence_map(dir_ / name, {{}, channel, invert}).basis_points;
    return {map.begin<std::uint16_t>(), map.end<std::uint16_t>()};
  }
  // One row of pixels, each with as many values as `channels`.
  void write(const std::string& name, int channels, std::vector<std::uint8_t> values,
             const PngExtras& extras = {}) {
    write_png(dir_ / name,
              cv::Mat(1, static_cast<int>(values.size()) / channels, CV_8UC(channels), values.data()),
              extras);
  }
  std::string fault(const std::string& name, MapChannel channel = MapChannel::kFound) {
    return message_of<DataError>([&] { read(name, channel); });
  }
  testing::TempDir dir_;
};

TEST_F(Channel, TransparencyThatSaysSomething) {
  write("a.png", 4, {9, 8, 7, 0, 9, 8, 7, 51, 9, 8, 7, 255});
  EXPECT_THAT(read("a.png"), ElementsAre(0, 2000, 10000));
  write("a.png", 2, {255, 0, 255, 51, 255, 153});  // gray and alpha
  EXPECT_THAT(read("a.png"), ElementsAre(0, 2000, 6000));
  // A hard brush of one colour; what is not seen does not matter.
  write("a.png", 4, {1, 2, 3, 0, 200, 0, 0, 255, 0, 0, 0, 0, 200, 0, 0, 255});
  EXPECT_THAT(read("a.png"), ElementsAre(0, 10000, 0, 10000));
  write("a.png", 2, {0, 0, 0, 0});  // nothing was painted
  EXPECT_THAT(read("a.png"), ElementsAre(0, 0));
}

TEST_F(Channel, TransparencyThatSaysNothing) {
  write("a.png", 4, {0, 0, 0, 255, 51, 51, 51, 255, 153, 153, 153, 255});
  EXPECT_THAT(fault("a.png"), AllOf(HasSubstr("transparency (alpha) is 255 everywhere"),
                                    HasSubstr("column channel"), HasSubstr("alpha or gray")));
  EXPECT_THAT(read("a.png", MapChannel::kGray), ElementsAre(0, 2000, 6000));
  EXPECT_THAT(read("a.png", MapChannel::kAlpha), ElementsAre(10000, 10000, 10000));
  write("a.png", 2, {51, 0, 102, 0});  // the opposite: everything is hidden, but it is not empty
  EXPECT_THAT(fault("a.png"), HasSubstr("is 0 everywhere"));
  // Cut out, with confidences in gray.
  write("a.png", 2, {0, 0, 51, 255, 102, 255});
  EXPECT_THAT(fault("a.png"),
              HasSubstr("has two values only (0, 255), while what it shows has several gray values"));
  EXPECT_THAT(read("a.png", MapChannel::kGray), ElementsAre(0, 2000, 4000));
  // Classes in colours.
  write("a.png", 4, {0, 0, 0, 0, 255, 0, 0, 255, 0, 255, 0, 255});
  EXPECT_THAT(fault("a.png"), HasSubstr("several colours"));
  EXPECT_THAT(fault("a.png", MapChannel::kGray), HasSubstr("is a colour image"));
}

TEST_F(Channel, DeepTransparency) {
  std::vector<std::uint16_t> values = {0, 0, 0, 39321, 0, 65535};
  write_png(dir_ / "a.png", cv::Mat(1, 3, CV_16UC2, values.data()));
  EXPECT_THAT(read("a.png"), ElementsAre(0, 6000, 10000));
  TiffOptions options;
  write_tiff(dir_ / "a.tif", cv::Mat(1, 3, CV_16UC2, values.data()), options);
  EXPECT_THAT(read("a.tif"), ElementsAre(0, 6000, 10000));
}

TEST_F(Channel, NoTransparency) {
  write("a.png", 1, {0, 51});
  EXPECT_THAT(read("a.png", MapChannel::kGray), ElementsAre(0, 2000));
  EXPECT_THAT(fault("a.png", MapChannel::kAlpha), HasSubstr("has no transparency"));
  write_file(dir_ / "a.npy", npy_bytes("<f4", false, "1, 1", raw_bytes<float>({.5F})));
  EXPECT_THAT(read("a.npy", MapChannel::kGray), ElementsAre(5000));
  EXPECT_THAT(fault("a.npy", MapChannel::kAlpha), HasSubstr("array without channels"));
}

TEST_F(Channel, Palettes) {
  write("a.png", 1, {0, 1, 2}, {{{0, 0, 0}, {51, 51, 51}, {153, 153, 153}}, {}, -1});
  EXPECT_THAT(read("a.png"), ElementsAre(0, 2000, 6000));  // the gray, not the number
  write("a.png", 1, {0, 1, 2}, {{{0, 0, 0}, {128, 0, 0}, {0, 128, 0}}, {}, -1});
  EXPECT_THAT(fault("a.png"), AllOf(HasSubstr("palette of colours"), HasSubstr("label image")));
  // The same with a background that is not shown: still classes.
  write("a.png", 1, {0, 1, 2}, {{{0, 0, 0}, {128, 0, 0}, {0, 128, 0}}, {0}, -1});
  EXPECT_THAT(fault("a.png"), HasSubstr("several colours"));
  // A painted layer that was made small.
  write("a.png", 1, {0, 1, 2}, {{{9, 0, 0}, {9, 0, 0}, {9, 0, 0}}, {0, 51, 153}, -1});
  EXPECT_THAT(read("a.png"), ElementsAre(0, 2000, 6000));
  // Colours that no pixel has do not count.
  write("a.png", 1, {0, 1}, {{{0, 0, 0}, {51, 51, 51}, {0, 128, 0}}, {}, -1});
  EXPECT_THAT(read("a.png"), ElementsAre(0, 2000));
}

TEST_F(Channel, TransparentGray) {
  PngExtras extras;
  extras.transparent_gray = 0;
  write("a.png", 1, {0, 51, 102}, extras);
  EXPECT_THAT(fault("a.png"), HasSubstr("follows from its gray values"));
  // Of one level, too: 60 % must not become 100 %.
  write("b.png", 1, {0, 153, 153}, extras);
  EXPECT_THAT(fault("b.png"), HasSubstr("follows from its gray values"));
  EXPECT_THAT(read("a.png", MapChannel::kGray), ElementsAre(0, 2000, 4000));
}

TEST_F(Channel, Inverted) {
  write("a.png", 1, {255, 102, 0});
  EXPECT_THAT(read("a.png", MapChannel::kFound, true), ElementsAre(0, 6000, 10000));
  write_file(dir_ / "a.npy", npy_bytes("<f4", false, "1, 2", raw_bytes<float>({1, .25F})));
  EXPECT_THAT(read("a.npy", MapChannel::kFound, true), ElementsAre(0, 7500));
  write_file(dir_ / "a.npy", npy_bytes("|b1", false, "1, 2", std::string("\0\1", 2)));
  EXPECT_THAT(read("a.npy", MapChannel::kFound, true), ElementsAre(10000, 0));
}

// Maps are turned like frames.
TEST_F(Channel, Orientation) {
  write("a.png", 1, {0, 51, 102});
  add_exif(dir_ / "a.png", exif_block(3));
  EXPECT_THAT(read("a.png"), ElementsAre(4000, 2000, 0));
  EXPECT_EQ(read_confidence_map(dir_ / "a.png", {}).orientation, 3);
}

}  // namespace
}  // namespace sonosweep::data_tools
