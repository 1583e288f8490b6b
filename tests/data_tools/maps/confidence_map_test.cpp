#include "data_tools/maps/confidence_map.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>

#include "core/error.h"
#include "data_tools/maps/npy_file.h"
#include "data_tools/source_builder.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::message_of;

// An image of one channel, row by row.
template <typename T>
cv::Mat pixels(int rows, const std::vector<T>& values) {
  cv::Mat image(rows, static_cast<int>(values.size()) / rows, cv::DataType<T>::type);
  std::copy(values.begin(), values.end(), image.begin<T>());
  return image;
}

class Map : public ::testing::Test {
 protected:
  // A 1 x n map of the image, as a vector.
  std::vector<int> image(const std::string& name, const cv::Mat& map,
                         std::optional<std::uint64_t> full_scale = {}) {
    write_image(dir_ / name, map);
    return read(name, full_scale);
  }
  std::vector<int> npy(const std::string& bytes, std::optional<std::uint64_t> full_scale = {}) {
    write_file(dir_ / "a.npy", bytes);
    return read("a.npy", full_scale);
  }
  std::vector<int> read(const std::string& name, std::optional<std::uint64_t> full_scale = {}) {
    const cv::Mat map = read_confidence_map(dir_ / name, {full_scale}).basis_points;
    EXPECT_EQ(map.type(), CV_16U);
    std::vector<int> values;
    for (int y = 0; y < map.rows; ++y)
      for (int x = 0; x < map.cols; ++x) values.push_back(map.at<std::uint16_t>(y, x));
    return values;
  }
  template <typename Call>
  std::string fault(Call&& call) {
    const std::string message = message_of<DataError>(call);
    EXPECT_THAT(message, HasSubstr(dir_.path().string()));
    return message;
  }
  testing::TempDir dir_;
  const float nan_ = std::nanf("");
};

TEST_F(Map, GrayOfEightAndSixteenBits) {
  EXPECT_THAT(image("a.png", pixels<std::uint8_t>(1, {0, 1, 153, 255})), ElementsAre(0, 39, 6000, 10000));
  // 39321 = 0.6 * 65535
  const cv::Mat deep = pixels<std::uint16_t>(1, {0, 1, 39321, 65535});
  EXPECT_THAT(image("b.png", deep), ElementsAre(0, 1, 6000, 10000));
  EXPECT_THAT(image("c.tiff", deep), ElementsAre(0, 1, 6000, 10000));
}

TEST_F(Map, TheContentDecidesNotTheName) {
  image("a.png", pixels<std::uint8_t>(1, {0, 153}));
  std::filesystem::rename(dir_ / "a.png", dir_ / "a.npy");
  EXPECT_THAT(read("a.npy"), ElementsAre(0, 6000));
}

TEST_F(Map, TransparencyIsConfidence) {
  cv::Mat rgba(1, 2, CV_8UC4, cv::Scalar(10, 200, 30, 0));
  rgba.at<cv::Vec4b>(0, 1)[3] = 153;
  EXPECT_THAT(image("a.png", rgba), ElementsAre(0, 6000));
}

TEST_F(Map, GrayStoredAsColour) {
  EXPECT_THAT(image("a.png", cv::Mat(1, 2, CV_8UC3, cv::Scalar(153, 153, 153))), ElementsAre(6000, 6000));
}

TEST_F(Map, Colour) {
  EXPECT_THAT(fault([&] { image("a.png", cv::Mat(1, 2, CV_8UC3, cv::Scalar(153, 153, 154))); }),
              HasSubstr("is a colour image"));
}

TEST_F(Map, FullScaleOfAnImage) {
  EXPECT_THAT(image("a.png", pixels<std::uint8_t>(1, {0, 1, 2}), 2), ElementsAre(0, 5000, 10000));
  EXPECT_THAT(fault([&] {
                image("a.png", pixels<std::uint8_t>(2, {0, 1, 2, 3}), 2);
              }),
              HasSubstr("row 1, column 1: value 3 is above full_scale 2"));
}

TEST_F(Map, OtherKinds) {
  EXPECT_THAT(fault([&] { image("a.jpg", cv::Mat(8, 8, CV_8U, cv::Scalar(3))); }), HasSubstr("a JPEG image"));
  EXPECT_THAT(fault([&] { read("no.png"); }), HasSubstr("no such file"));
  write_file(dir_ / "empty.png", "");
  EXPECT_THAT(fault([&] { read("empty.png"); }), HasSubstr("is empty"));
  write_file(dir_ / "text.png", "not an image");
  EXPECT_THAT(fault([&] { read("text.png"); }), HasSubstr("a text file"));
  EXPECT_THAT(fault([&] { image("a.tiff", cv::Mat(2, 2, CV_32F, cv::Scalar(0.5))); }),
              HasSubstr("neither of 8 nor of 16 bits"));
}

TEST_F(Map, CutShort) {
  cv::Mat noise(64, 64, CV_8U);
  cv::randu(noise, 0, 255);
  for (const double kept : {0.3, 0.9, 0.999}) {
    write_image(dir_ / "a.png", noise);
    cut_file(dir_ / "a.png", kept);
    EXPECT_THAT(fault([&] { read("a.png"); }), HasSubstr("cut short")) << kept;
  }
}

TEST_F(Map, NumpyReals) {
  EXPECT_THAT(npy(npy_bytes("<f4", false, "1, 3", raw_bytes<float>({0, 0.6F, 1}))),
              ElementsAre(0, 6000, 10000));
  EXPECT_THAT(npy(npy_bytes("<f8", false, "1, 2", raw_bytes<double>({0.00005, 0.99994}))),
              ElementsAre(1, 9999));
  // Big-endian 0.5 = 3F000000.
  EXPECT_THAT(npy(npy_bytes(">f4", false, "1, 1", std::string("\x3F\0\0\0", 4))), ElementsAre(5000));
  // Fortran order: columns first. [[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]]
  EXPECT_THAT(npy(npy_bytes("<f4", true, "2, 3", raw_bytes<float>({0.1F, 0.4F, 0.2F, 0.5F, 0.3F, 0.6F}))),
              ElementsAre(1000, 2000, 3000, 4000, 5000, 6000));
}

TEST_F(Map, NumpyIntegersNeedAFullScale) {
  const auto bytes = npy_bytes("<i2", false, "1, 3", raw_bytes<std::int16_t>({0, 50, 100}));
  EXPECT_THAT(npy(bytes, 100), ElementsAre(0, 5000, 10000));
  EXPECT_THAT(fault([&] { npy(bytes); }), HasSubstr("needs a column full_scale"));
  EXPECT_THAT(fault([&] { npy(bytes, 99); }), HasSubstr("row 0, column 2: value 100 lies outside 0..99"));
  EXPECT_THAT(fault([&] { npy(npy_bytes("|i1", false, "1, 1", "\xFF"), 9); }),
              HasSubstr("value -1 lies outside"));
  EXPECT_THAT(npy(npy_bytes("|b1", false, "1, 2", std::string("\0\1", 2))), ElementsAre(0, 10000));
  EXPECT_THAT(npy(npy_bytes("<u8", false, "1, 1", raw_bytes<std::uint64_t>({7})), 7), ElementsAre(10000));
  EXPECT_THAT(fault([&] { npy(npy_bytes("<u8", false, "1, 1", raw_bytes<std::uint64_t>({UINT64_MAX})), 7); }),
              HasSubstr("lies outside 0..7"));
}

TEST_F(Map, NumpyValuesOutOfRange) {
  const auto one = [&](float value) {
    return fault([&] { npy(npy_bytes("<f4", false, "2, 2", raw_bytes<float>({0, 1, value, 0}))); });
  };
  EXPECT_THAT(one(nan_), HasSubstr("row 1, column 0: nan is not a confidence"));
  EXPECT_THAT(one(1.001F), HasSubstr("row 1, column 0: 1.001"));
  EXPECT_THAT(one(-0.1F), HasSubstr("row 1, column 0: -0.1"));
  EXPECT_THAT(one(INFINITY), HasSubstr("inf is not a confidence"));
  EXPECT_THAT(fault([&] { npy(npy_bytes("<f4", false, "1, 1", raw_bytes<float>({0})), 255); }),
              HasSubstr("leave it empty"));
}

TEST_F(Map, NumpyFilesThatAreNot) {
  const std::string four = raw_bytes<float>({0, 0, 0, 0});
  EXPECT_THAT(fault([&] { npy(npy_bytes("<f4", false, "1, 2, 2", four)); }), HasSubstr("shape (1, 2, 2)"));
  EXPECT_THAT(fault([&] { npy(npy_bytes("<f4", false, "4,", four)); }), HasSubstr("shape (4)"));
  EXPECT_THAT(fault([&] { npy(npy_bytes("<f4", false, "0, 4", "")); }), HasSubstr("shape (0, 4)"));
  EXPECT_THAT(fault([&] { npy(npy_bytes("<f2", false, "2, 4", four)); }), HasSubstr("element type '<f2'"));
  EXPECT_THAT(fault([&] { npy(npy_bytes("<c8", false, "1, 2", four)); }), HasSubstr("element type '<c8'"));
  EXPECT_THAT(fault([&] { npy(npy_bytes("|O", false, "1, 2", four)); }), HasSubstr("element type '|O'"));
  EXPECT_THAT(fault([&] { npy(npy_bytes("<f4", false, "2, 3", four)); }),
              HasSubstr("holds 16 bytes of data, its shape needs 24"));
  EXPECT_THAT(fault([&] { npy(npy_bytes("<f4", false, "1, 3", four)); }), HasSubstr("its shape needs 12"));
  EXPECT_THAT(fault([&] { npy(npy_bytes("<f4", false, "99999999999999999999, 3", four)); }),
              HasSubstr("shape"));
  const std::string whole = npy_bytes("<f4", false, "2, 2", four);
  for (std::size_t kept = 7; kept < whole.size(); kept += 3)
    EXPECT_THAT(fault([&] { npy(whole.substr(0, kept)); }), AllOf(HasSubstr("a.npy"))) << kept;
}

TEST_F(Map, TruthMask) {
  write_image(dir_ / "t.png", pixels<std::uint8_t>(1, {0, 1, 255}));
  const cv::Mat mask = read_truth_mask(dir_ / "t.png");
  EXPECT_EQ(std::vector<std::uint8_t>(mask.begin<std::uint8_t>(), mask.end<std::uint8_t>()),
            (std::vector<std::uint8_t>{0, 1, 1}));
  write_image(dir_ / "t.png", cv::Mat(1, 3, CV_16U, cv::Scalar(1)));
  EXPECT_THROW(read_truth_mask(dir_ / "t.png"), DataError);
}

}  // namespace
}  // namespace sonosweep::data_tools
