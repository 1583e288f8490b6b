// Image files of kinds that cv::imwrite does not write.
#pragma once

#include <cstdint>
#include <filesystem>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace sonosweep::data_tools {

// An Exif block that says this orientation.
std::string exif_block(int orientation, bool little_endian = true);
// Puts an Exif block into a JPEG file, a PNG file or a WebP file.
void add_exif(const std::filesystem::path& path, const std::string& exif);
// Changes one byte.
void flip_byte(const std::filesystem::path& path, std::size_t at);

// Colours of libjpeg (JCS_RGB, JCS_CMYK ..); `image` has as many channels.
void write_jpeg(const std::filesystem::path& path, const cv::Mat& image, int colours);

struct PngExtras {
  std::vector<cv::Vec3b> palette;     // RGB; then `image` holds numbers
  std::vector<std::uint8_t> opacity;  // tRNS of the palette
  int transparent_gray = -1;          // tRNS of gray
};
// 1 channel: gray or palette; 2: gray and alpha; 3: RGB; 4: RGB and alpha. 8 or 16 bits.
void write_png(const std::filesystem::path& path, const cv::Mat& image, const PngExtras& extras = {});

struct TiffOptions {
  int photometric = 1;  // 0 white first, 1 black first, 2 RGB, 3 palette
  int compression = 1;  // 1 none, 5 LZW, 8 deflate, 32773 packbits
  int orientation = 1;
  bool tiled = false, planes_apart = false;
  std::vector<cv::Vec3b> palette;  // RGB
};
// 1 to 4 channels of 8 or 16 bits, RGB order; strips of 16 rows or tiles of 16x16.
void write_tiff(const std::filesystem::path& path, const cv::Mat& image, const TiffOptions& options);

}  // namespace sonosweep::data_tools
