// Still images of every kind: as they are meant, turned as viewers show them, or refused as damaged.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <jpeglib.h>

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "data_tools/image_builder.h"
#include "data_tools/images/image_file.h"
#include "data_tools/images/orientation.h"
#include "data_tools/source_builder.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::HasSubstr;
using testing::message_of;

bool same(const cv::Mat& a, const cv::Mat& b) {
  return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0;
}

cv::Mat noise(int rows, int columns, int type) {
  cv::Mat image(rows, columns, type);
  cv::RNG(5).fill(image, cv::RNG::UNIFORM, 1, CV_MAT_DEPTH(type) == CV_16U ? 65535 : 255);
  return image;
}

class Images : public ::testing::Test {
 protected:
  std::string fault(const std::string& name) {
    const std::string message = message_of<DataError>([&] { read_image(dir_ / name); });
    EXPECT_THAT(message, HasSubstr(name));
    return message;
  }
  testing::TempDir dir_;
};

// The eight orientations of a picture of 2x3 pixels, by the definition in TIFF 6.0: where row 0 and column 0
// are when it is shown. 3: the bottom right; 6: row 0 is the right side.
TEST(Orientation, TurnsAsDefined) {
  const cv::Mat stored = (cv::Mat_<std::uint8_t>(2, 3) << 1, 2, 3, 4, 5, 6);
  const std::vector<cv::Mat> shown = {
      (cv::Mat_<std::uint8_t>(2, 3) << 1, 2, 3, 4, 5, 6), (cv::Mat_<std::uint8_t>(2, 3) << 3, 2, 1, 6, 5, 4),
      (cv::Mat_<std::uint8_t>(2, 3) << 6, 5, 4, 3, 2, 1), (cv::Mat_<std::uint8_t>(2, 3) << 4, 5, 6, 1, 2, 3),
      (cv::Mat_<std::uint8_t>(3, 2) << 1, 4, 2, 5, 3, 6), (cv::Mat_<std::uint8_t>(3, 2) << 4, 1, 5, 2, 6, 3),
      (cv::Mat_<std::uint8_t>(3, 2) << 6, 3, 5, 2, 4, 1), (cv::Mat_<std::uint8_t>(3, 2) << 3, 6, 2, 5, 1, 4)};
  for (int orientation = 1; orientation <= 8; ++orientation)
    EXPECT_TRUE(same(turned(stored, orientation), shown[static_cast<std::size_t>(orientation - 1)]))
        << orientation;
  EXPECT_TRUE(same(turned(stored, 0), stored));
}

TEST(Orientation, OfAnExifBlock) {
  for (int orientation = 1; orientation <= 8; ++orientation)
    for (const bool little : {true, false})
      EXPECT_EQ(exif_orientation(exif_block(orientation, little)), orientation);
  EXPECT_EQ(exif_orientation(exif_block(9)), 1);
  EXPECT_EQ(exif_orientation(""), 1);
  // Damaged anywhere, it is not read beyond its end.
  const std::string whole = exif_block(6);
  for (std::size_t kept = 0; kept < 32; ++kept) EXPECT_EQ(exif_orientation(whole.substr(0, kept)), 1) << kept;
  EXPECT_EQ(exif_orientation(std::string("II\x2A\0\xFF\xFF\xFF\xFF", 8)), 1);
}

TEST_F(Images, AreTurnedWhateverTheirKind) {
  const cv::Mat image = noise(24, 40, CV_8U);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    for (const char* name : {"a.png", "a.webp", "a.jpg"}) {
      write_image(dir_ / name, image);
      const cv::Mat stored = read_image(dir_ / name).pixels;
      add_exif(dir_ / name, exif_block(orientation));
      const Image turned_image = read_image(dir_ / name);
      EXPECT_TRUE(same(turned_image.pixels, turned(stored, orientation))) << name << orientation;
      EXPECT_EQ(turned_image.orientation, orientation);
    }
    TiffOptions options;
    options.orientation = orientation;
    write_tiff(dir_ / "a.tif", image, options);
    EXPECT_TRUE(same(read_image(dir_ / "a.tif").pixels, turned(image, orientation))) << orientation;
  }
}

TEST_F(Images, LosslessOnesStayBitForBit) {
  for (const int type : {CV_8UC1, CV_8UC3, CV_8UC4, CV_16UC1, CV_16UC3, CV_16UC4}) {
    const cv::Mat image = noise(21, 37, type);
    for (const char* name : {"a.png", "a.tif", "a.webp", "a.bmp"}) {
      const bool coloured_bytes = CV_MAT_DEPTH(type) == CV_8U && image.channels() > 1;
      if (std::string(name) == "a.webp" && !coloured_bytes) continue;
      if (std::string(name) == "a.bmp" && type != CV_8UC1 && type != CV_8UC3) continue;
      std::filesystem::remove(dir_ / name);
      ASSERT_TRUE(cv::imwrite((dir_ / name).string(), image, {cv::IMWRITE_WEBP_QUALITY, 101}));
      const Image read = read_image(dir_ / name);
      cv::Mat all = read.pixels;
      if (!read.alpha.empty()) {
        std::vector<cv::Mat> planes;
        cv::split(read.pixels, planes);
        planes.push_back(read.alpha);
        cv::merge(planes, all);
      }
      EXPECT_TRUE(same(all, image)) << name << " of type " << type;
    }
  }
}

TEST_F(Images, TiffsOfEachLayout) {
  for (const int type : {CV_8UC1, CV_8UC2, CV_8UC3, CV_8UC4, CV_16UC1, CV_16UC2, CV_16UC3, CV_16UC4})
    for (const int compression : {1, 5, 8, 32773})
      for (const bool tiled : {false, true})
        for (const bool apart : {false, true}) {
          const cv::Mat image = noise(35, 21, type);
          TiffOptions options;
          options.photometric = image.channels() > 2 ? 2 : 1;
          options.compression = compression;
          options.tiled = tiled;
          options.planes_apart = apart;
          write_tiff(dir_ / "a.tif", image, options);
          const Image read = read_image(dir_ / "a.tif");
          std::vector<cv::Mat> planes, expected;
          cv::split(read.pixels, planes);
          std::reverse(planes.begin(), planes.end());  // BGR to RGB
          if (!read.alpha.empty()) planes.push_back(read.alpha);
          cv::split(image, expected);
          ASSERT_EQ(planes.size(), expected.size());
          for (std::size_t c = 0; c < planes.size(); ++c)
            ASSERT_TRUE(same(planes[c], expected[c])) << type << " " << compression << tiled << apart << c;
        }
}

TEST_F(Images, TiffsWhiteFirstAndWithPalette) {
  TiffOptions options;
  options.photometric = 0;
  for (const int type : {CV_8UC1, CV_16UC1}) {
    const cv::Mat image = noise(5, 7, type);
    write_tiff(dir_ / "a.tif", image, options);
    EXPECT_TRUE(same(read_image(dir_ / "a.tif").pixels, (type == CV_8UC1 ? 255 : 65535) - image));
  }
  options.photometric = 3;
  options.palette = {{0, 0, 0}, {200, 100, 50}};
  write_tiff(dir_ / "a.tif", cv::Mat(1, 2, CV_8U, cv::Scalar(1)), options);
  const Image read = read_image(dir_ / "a.tif");
  EXPECT_TRUE(read.has_palette);
  EXPECT_TRUE(same(read.pixels, cv::Mat(1, 2, CV_8UC3, cv::Scalar(50, 100, 200))));
}

TEST_F(Images, JpegColours) {
  // Luma as stored: what gray went in comes out, within what JPEG changes.
  const cv::Mat gray(16, 16, CV_8U, cv::Scalar(100));
  write_jpeg(dir_ / "gray.jpg", gray, JCS_GRAYSCALE);
  EXPECT_TRUE(same(read_image(dir_ / "gray.jpg").pixels, gray));
  cv::Mat colour(16, 16, CV_8UC3, cv::Scalar(30, 120, 210));  // B, G, R
  write_image(dir_ / "ycc.jpg", colour);
  const Image luma = read_image(dir_ / "ycc.jpg");
  ASSERT_EQ(luma.pixels.type(), CV_8UC1);
  EXPECT_NEAR(luma.pixels.at<std::uint8_t>(8, 8), .114 * 30 + .587 * 120 + .299 * 210, 2);
  cv::cvtColor(colour, colour, cv::COLOR_BGR2RGB);
  write_jpeg(dir_ / "rgb.jpg", colour, JCS_RGB);
  const Image rgb = read_image(dir_ / "rgb.jpg");
  ASSERT_EQ(rgb.pixels.type(), CV_8UC3);
  EXPECT_NEAR(rgb.pixels.at<cv::Vec3b>(8, 8)[0], 30, 2);
  EXPECT_NEAR(rgb.pixels.at<cv::Vec3b>(8, 8)[2], 210, 2);
  for (const int print : {JCS_CMYK, JCS_YCCK}) {
    write_jpeg(dir_ / "print.jpg", cv::Mat(16, 16, CV_8UC4, cv::Scalar::all(9)), print);
    EXPECT_THAT(fault("print.jpg"), HasSubstr("colours of print"));
  }
}

// Half a JPEG file, closed as if it were whole.
TEST_F(Images, JpegCutAndClosed) {
  write_image(dir_ / "a.jpg", noise(64, 64, CV_8U));
  cut_file(dir_ / "a.jpg", 0.5);
  {
    std::FILE* file = std::fopen((dir_ / "a.jpg").c_str(), "ab");
    ASSERT_NE(file, nullptr);
    std::fputs("\xFF\xD9", file);
    std::fclose(file);
  }
  EXPECT_THAT(fault("a.jpg"), HasSubstr("damaged or cut short"));
}

// Cut anywhere, no kind of image passes.
TEST_F(Images, CutShort) {
  const cv::Mat image = noise(48, 64, CV_8UC3);
  for (const char* name : {"a.png", "a.jpg", "a.tif", "a.bmp", "a.webp"})
    for (const double kept : {0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.97, 0.99}) {
      write_image(dir_ / name, image);
      cut_file(dir_ / name, kept);
      EXPECT_NE(fault(name), "(no exception)") << kept;
    }
}

// A changed byte among the pixels: PNG has checksums, deflate has one, the others must be found by their
// sense.
TEST_F(Images, DamagedBytes) {
  const cv::Mat image = noise(64, 64, CV_8U);
  const auto found = [&](const char* name, auto&& write) {
    int count = 0;
    for (int k = 0; k < 20; ++k) {
      write();
      const auto bytes = std::filesystem::file_size(dir_ / name);
      flip_byte(dir_ / name, bytes / 4 + static_cast<std::size_t>(k) * bytes / 50);
      const std::string message = message_of<DataError>([&] { read_image(dir_ / name); });
      count += message != "(no exception)" ? 1 : 0;
    }
    return count;
  };
  EXPECT_EQ(found("a.png", [&] { write_image(dir_ / "a.png", image); }), 20);
  TiffOptions options;
  options.compression = 8;
  EXPECT_EQ(found("a.tif", [&] { write_tiff(dir_ / "a.tif", image, options); }), 20);
  options.compression = 5;
  EXPECT_GE(found("a.tif", [&] { write_tiff(dir_ / "a.tif", image, options); }), 5);
}

TEST_F(Images, AWrongChecksumIsDamage) {
  write_image(dir_ / "a.png", noise(8, 8, CV_8U));
  flip_byte(dir_ / "a.png", std::filesystem::file_size(dir_ / "a.png") - 13);  // the last one of IDAT
  EXPECT_THAT(fault("a.png"), HasSubstr("CRC"));
}

TEST_F(Images, HeadersThatCannotBe) {
  write_image(dir_ / "a.jpg", noise(8, 8, CV_8U));
  flip_byte(dir_ / "a.jpg", 2);  // a marker no longer there
  EXPECT_NE(fault("a.jpg"), "(no exception)");
  ASSERT_TRUE(
      cv::imwritemulti((dir_ / "b.tif").string(), std::vector{noise(8, 8, CV_8U), noise(8, 8, CV_8U)}));
  EXPECT_THAT(fault("b.tif"), HasSubstr("has 2 pages"));
  write_image(dir_ / "c.tif", cv::Mat(4, 4, CV_32F, cv::Scalar(.5)));
  EXPECT_THAT(fault("c.tif"), HasSubstr("neither of 8 nor of 16 bits"));
}

}  // namespace
}  // namespace sonosweep::data_tools
