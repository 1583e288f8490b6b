#include "data_tools/image_builder.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include <jpeglib.h>
#include <png.h>
#include <tiffio.h>

#include "core/atomic_file.h"
#include "data_tools/source_builder.h"

namespace sonosweep::data_tools {
namespace {

std::string number(std::uint32_t value, std::size_t bytes, bool little_endian) {
  std::string text;
  for (std::size_t i = 0; i < bytes; ++i)
    text += static_cast<char>(value >> 8 * (little_endian ? i : bytes - 1 - i) & 0xFF);
  return text;
}

// CRC-32 of PNG's chunks.
std::uint32_t checksum(const std::string& bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int k = 0; k < 8; ++k) crc = crc >> 1 ^ ((crc & 1) != 0 ? 0xEDB88320U : 0U);
  }
  return ~crc;
}

void check(bool good, const std::filesystem::path& path) {
  if (!good) throw std::runtime_error(path.string() + ": cannot write");
}

}  // namespace

std::string exif_block(int orientation, bool little_endian) {
  const auto put = [&](std::uint32_t value, std::size_t bytes) {
    return number(value, bytes, little_endian);
  };
  const std::string other = put(0x10F, 2) + put(2, 2) + put(4, 4) + "abc" + '\0';  // the maker's name
  const std::string tag =
      put(0x112, 2) + put(3, 2) + put(1, 4) + put(static_cast<std::uint32_t>(orientation), 2);
  return (little_endian ? "II" : "MM") + put(42, 2) + put(8, 4) + put(2, 2) + other + tag + put(0, 2) +
         put(0, 4);
}

void add_exif(const std::filesystem::path& path, const std::string& exif) {
  std::string bytes = read_file(path);
  if (bytes[0] == '\xFF') {
    const std::string data = std::string("Exif\0\0", 6) + exif;
    bytes.insert(2, "\xFF\xE1" + number(static_cast<std::uint32_t>(data.size() + 2), 2, false) + data);
  } else if (bytes[0] == 'R') {
    bytes += "EXIF" + number(static_cast<std::uint32_t>(exif.size()), 4, true) + exif;
    if (exif.size() % 2 != 0) bytes += '\0';
    bytes.replace(4, 4, number(static_cast<std::uint32_t>(bytes.size() - 8), 4, true));
  } else {
    constexpr std::size_t kBehindHeader = 33;
    bytes.insert(kBehindHeader, number(static_cast<std::uint32_t>(exif.size()), 4, false) + "eXIf" + exif +
                                    number(checksum("eXIf" + exif), 4, false));
  }
  write_file(path, bytes);
}

void flip_byte(const std::filesystem::path& path, std::size_t at) {
  std::string bytes = read_file(path);
  bytes.at(at) = static_cast<char>(bytes[at] ^ 0x55);
  write_file(path, bytes);
}

void write_jpeg(const std::filesystem::path& path, const cv::Mat& image, int colours) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  check(file != nullptr, path);
  jpeg_compress_struct info;
  jpeg_error_mgr errors;
  info.err = jpeg_std_error(&errors);
  jpeg_create_compress(&info);
  jpeg_stdio_dest(&info, file);
  info.image_width = static_cast<JDIMENSION>(image.cols);
  info.image_height = static_cast<JDIMENSION>(image.rows);
  info.input_components = image.channels();
  info.in_color_space = static_cast<J_COLOR_SPACE>(colours);
  jpeg_set_defaults(&info);
  jpeg_set_colorspace(&info, static_cast<J_COLOR_SPACE>(colours));
  jpeg_set_quality(&info, 100, TRUE);
  jpeg_start_compress(&info, TRUE);
  for (int y = 0; y < image.rows; ++y) {
    JSAMPROW row = const_cast<JSAMPROW>(image.ptr(y));
    jpeg_write_scanlines(&info, &row, 1);
  }
  jpeg_finish_compress(&info);
  jpeg_destroy_compress(&info);
  check(std::fclose(file) == 0, path);
}

void write_png(const std::filesystem::path& path, const cv::Mat& image, const PngExtras& extras) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  check(file != nullptr, path);
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, nullptr, nullptr);
  png_infop info = png_create_info_struct(png);
  png_init_io(png, file);
  const int types[] = {extras.palette.empty() ? PNG_COLOR_TYPE_GRAY : PNG_COLOR_TYPE_PALETTE,
                       PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
  png_set_IHDR(png, info, static_cast<png_uint_32>(image.cols), static_cast<png_uint_32>(image.rows),
               image.depth() == CV_16U ? 16 : 8, types[image.channels() - 1], PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  std::vector<png_color> palette;
  for (const auto& colour : extras.palette) palette.push_back({colour[0], colour[1], colour[2]});
  if (!palette.empty()) png_set_PLTE(png, info, palette.data(), static_cast<int>(palette.size()));
  png_color_16 gray = {};
  gray.gray = static_cast<png_uint_16>(std::max(0, extras.transparent_gray));
  if (!extras.opacity.empty())
    png_set_tRNS(png, info, extras.opacity.data(), static_cast<int>(extras.opacity.size()), nullptr);
  if (extras.transparent_gray >= 0) png_set_tRNS(png, info, nullptr, 0, &gray);
  png_write_info(png, info);
  png_set_swap(png);
  for (int y = 0; y < image.rows; ++y) png_write_row(png, image.ptr(y));
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  check(std::fclose(file) == 0, path);
}

void write_tiff(const std::filesystem::path& path, const cv::Mat& image, const TiffOptions& options) {
  TIFF* tiff = TIFFOpen(path.c_str(), "w");
  check(tiff != nullptr, path);
  const int channels = image.channels(), bits = image.depth() == CV_16U ? 16 : 8;
  TIFFSetField(tiff, TIFFTAG_IMAGEWIDTH, image.cols);
  TIFFSetField(tiff, TIFFTAG_IMAGELENGTH, image.rows);
  TIFFSetField(tiff, TIFFTAG_BITSPERSAMPLE, bits);
  TIFFSetField(tiff, TIFFTAG_SAMPLESPERPIXEL, channels);
  TIFFSetField(tiff, TIFFTAG_PHOTOMETRIC, options.photometric);
  TIFFSetField(tiff, TIFFTAG_COMPRESSION, options.compression);
  TIFFSetField(tiff, TIFFTAG_ORIENTATION, options.orientation);
  TIFFSetField(tiff, TIFFTAG_PLANARCONFIG,
               options.planes_apart ? PLANARCONFIG_SEPARATE : PLANARCONFIG_CONTIG);
  if (channels % 2 == 0) {
    const std::uint16_t alpha = EXTRASAMPLE_UNASSALPHA;
    TIFFSetField(tiff, TIFFTAG_EXTRASAMPLES, 1, &alpha);
  }
  if (!options.palette.empty()) {
    std::vector<std::uint16_t> table[3];
    for (int c = 0; c < 3; ++c) {
      for (const auto& colour : options.palette)
        table[c].push_back(static_cast<std::uint16_t>(257 * colour[c]));
      table[c].resize(256);
    }
    TIFFSetField(tiff, TIFFTAG_COLORMAP, table[0].data(), table[1].data(), table[2].data());
  }
  std::vector<cv::Mat> planes{image.clone()};
  if (options.planes_apart) cv::split(image, planes);
  constexpr int kSide = 16;
  if (options.tiled) {
    TIFFSetField(tiff, TIFFTAG_TILEWIDTH, kSide);
    TIFFSetField(tiff, TIFFTAG_TILELENGTH, kSide);
  } else {
    TIFFSetField(tiff, TIFFTAG_ROWSPERSTRIP, kSide);
  }
  for (std::size_t p = 0; p < planes.size(); ++p) {
    const auto plane = static_cast<std::uint16_t>(p);
    if (options.tiled) {
      cv::Mat padded;  // to whole tiles
      cv::copyMakeBorder(planes[p], padded, 0, kSide, 0, kSide, cv::BORDER_CONSTANT);
      for (int y = 0; y < image.rows; y += kSide)
        for (int x = 0; x < image.cols; x += kSide) {
          cv::Mat tile = padded(cv::Rect(x, y, kSide, kSide)).clone();
          check(TIFFWriteTile(tiff, tile.data, static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y),
                              0, plane) >= 0,
                path);
        }
    } else {
      for (int y = 0; y < image.rows; ++y)
        check(TIFFWriteScanline(tiff, planes[p].ptr(y), static_cast<std::uint32_t>(y), plane) >= 0, path);
    }
  }
  TIFFClose(tiff);
}

}  // namespace sonosweep::data_tools
