#include "data_tools/images/tiff_file.h"

#include <algorithm>
#include <cstdarg>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <tiffio.h>

#include <opencv2/imgproc.hpp>

#include "core/error.h"

namespace sonosweep::data_tools {
namespace {

// What libtiff complains of, first one kept.
struct Watch {
  std::string complaint, warning;
  bool decoding = false;

  void take(const char* format, std::va_list arguments) {
    if (!complaint.empty()) return;
    char text[256];
    std::vsnprintf(text, sizeof text, format, arguments);
    complaint = text;
  }
};

int on_error(TIFF*, void* watch, const char*, const char* format, std::va_list arguments) {
  static_cast<Watch*>(watch)->take(format, arguments);
  return 1;
}

// Warnings of the directory are of tags unknown to it. Those of pixels say what it had to make up; but for
// one on files of very old programs.
int on_warning(TIFF*, void* pointer, const char*, const char* format, std::va_list arguments) {
  Watch& watch = *static_cast<Watch*>(pointer);
  if (std::strstr(format, "StripByteCount") != nullptr && watch.warning.empty())
    watch.warning = "its byte counts are wrong";
  if (watch.decoding && std::strncmp(format, "Old-style LZW", 13) != 0) watch.take(format, arguments);
  return 1;
}

struct Layout {
  std::uint32_t width = 0, height = 0;
  std::uint16_t bits = 1, samples = 1, format = SAMPLEFORMAT_UINT, photometric = 0xFFFF, planes = 1,
                orientation = 1, compression = 1, extra = EXTRASAMPLE_UNSPECIFIED;
};

class TiffDecoder {
 public:
  explicit TiffDecoder(std::filesystem::path path) : path_(std::move(path)) {
    const std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(),
                                                                               TIFFOpenOptionsFree);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), on_error, &watch_);
    TIFFOpenOptionsSetWarningHandlerExtR(options.get(), on_warning, &watch_);
    file_.reset(TIFFOpenExt(path_.c_str(), "r", options.get()));
    if (!file_) throw_damaged();
  }

  Image read() {
    if (const auto pages = TIFFNumberOfDirectories(tiff()); pages > 1)
      throw_error<DataError>("{}: has {} pages; save them as a folder of images", path_.string(), pages);
    read_layout();
    check_layout();
    watch_.decoding = true;
    cv::Mat all = TIFFIsTiled(tiff()) != 0 ? read_tiles() : read_rows();
    if (!watch_.complaint.empty()) throw_damaged();
    const int orientation = layout_.orientation;
    if (layout_.photometric == PHOTOMETRIC_PALETTE) return image_of_channels(colours(all), orientation, true);
    if (layout_.photometric == PHOTOMETRIC_MINISWHITE) invert_gray(all);
    if (all.channels() == 3) cv::cvtColor(all, all, cv::COLOR_RGB2BGR);
    if (all.channels() == 4) cv::cvtColor(all, all, cv::COLOR_RGBA2BGRA);
    return image_of_channels(all, orientation, false);
  }

 private:
  TIFF* tiff() const { return file_.get(); }

  [[noreturn]] void throw_damaged() const {
    throw_error<DataError>("{}: cannot decode; this TIFF image is damaged or cut short ({}); copy it again",
                           path_.string(), watch_.complaint);
  }
  [[noreturn]] void throw_unknown(const std::string& what) const {
    throw_error<DataError>("{}: {}; save it with gray or RGB values of 8 or 16 bits", path_.string(), what);
  }

  void read_layout() {
    TIFFGetField(tiff(), TIFFTAG_IMAGEWIDTH, &layout_.width);
    TIFFGetField(tiff(), TIFFTAG_IMAGELENGTH, &layout_.height);
    TIFFGetFieldDefaulted(tiff(), TIFFTAG_BITSPERSAMPLE, &layout_.bits);
    TIFFGetFieldDefaulted(tiff(), TIFFTAG_SAMPLESPERPIXEL, &layout_.samples);
    TIFFGetFieldDefaulted(tiff(), TIFFTAG_SAMPLEFORMAT, &layout_.format);
    TIFFGetFieldDefaulted(tiff(), TIFFTAG_PLANARCONFIG, &layout_.planes);
    TIFFGetFieldDefaulted(tiff(), TIFFTAG_ORIENTATION, &layout_.orientation);
    TIFFGetFieldDefaulted(tiff(), TIFFTAG_COMPRESSION, &layout_.compression);
    TIFFGetField(tiff(), TIFFTAG_PHOTOMETRIC, &layout_.photometric);
    std::uint16_t count = 0, *extra = nullptr;
    if (TIFFGetFieldDefaulted(tiff(), TIFFTAG_EXTRASAMPLES, &count, &extra) != 0 && count > 0)
      layout_.extra = extra[0];
    if (layout_.compression == COMPRESSION_JPEG && layout_.photometric == PHOTOMETRIC_YCBCR) {
      TIFFSetField(tiff(), TIFFTAG_JPEGCOLORMODE, JPEGCOLORMODE_RGB);
      layout_.photometric = PHOTOMETRIC_RGB;
    }
  }

  void check_layout() const {
    check_image_size(path_, {static_cast<int>(std::min(layout_.width, 1U << 30)),
                             static_cast<int>(std::min(layout_.height, 1U << 30))});
    const bool few_bits = layout_.bits == 1 || layout_.bits == 2 || layout_.bits == 4;
    if (layout_.format != SAMPLEFORMAT_UINT && layout_.format != SAMPLEFORMAT_VOID)
      throw_unknown(
          "pixels are neither of 8 nor of 16 bits but real or signed numbers (those of a map are read from "
          ".npy)");
    if (!few_bits && layout_.bits != 8 && layout_.bits != 16)
      throw_unknown(fmt::format("pixels of {} bits are neither of 8 nor of 16 bits", layout_.bits));
    const int samples = layout_.samples;
    const bool gray =
        layout_.photometric == PHOTOMETRIC_MINISBLACK || layout_.photometric == PHOTOMETRIC_MINISWHITE;
    const bool palette = layout_.photometric == PHOTOMETRIC_PALETTE && samples == 1 && layout_.bits <= 8;
    const bool colour = layout_.photometric == PHOTOMETRIC_RGB && (samples == 3 || samples == 4);
    if (!(gray && samples <= 2) && !palette && !colour)
      throw_unknown(fmt::format("{} values a pixel of kind {} (PhotometricInterpretation) are not read",
                                samples, layout_.photometric));
    const bool extra = gray && samples == 2;  // of a fourth one beside RGB programs agree
    if (extra && layout_.extra != EXTRASAMPLE_ASSOCALPHA && layout_.extra != EXTRASAMPLE_UNASSALPHA)
      throw_unknown(fmt::format(
          "has {} values a pixel, and the last one is not said to be transparency (ExtraSamples)", samples));
    check_sizes();
    if (few_bits && samples > 1)
      throw_unknown(fmt::format("{} values of {} bits a pixel", samples, layout_.bits));
    if (TIFFIsCODECConfigured(layout_.compression) == 0)
      throw_unknown(fmt::format("its compression ({}) is not known to this libtiff", layout_.compression));
  }

  // Uncompressed pixels take the room that the size says: libtiff mends sizes that are too small by a guess.
  void check_sizes() const {
    if (layout_.compression != COMPRESSION_NONE || TIFFIsTiled(tiff()) != 0) return;
    std::uint64_t stored = 0,
                  needed = static_cast<std::uint64_t>(TIFFScanlineSize64(tiff())) * layout_.height * planes();
    for (std::uint32_t strip = 0; strip < TIFFNumberOfStrips(tiff()); ++strip)
      stored += TIFFRawStripSize64(tiff(), strip);
    if (stored < needed || !watch_.warning.empty())
      throw_error<DataError>(
          "{}: cannot decode; this TIFF image is damaged or cut short (its pixels take {} bytes, {} are "
          "there{}); copy "
          "it again",
          path_.string(), needed, stored, watch_.warning.empty() ? "" : "; " + watch_.warning);
  }

  cv::Mat empty_image() const {
    return cv::Mat(static_cast<int>(layout_.height), static_cast<int>(layout_.width),
                   CV_MAKETYPE(layout_.bits == 16 ? CV_16U : CV_8U, layout_.samples));
  }

  // `count` values as stored, from `packed`, to every `stride`th one of `row`; those of few bits are numbers
  // of colours, or are spread over 0..255.
  void unpack(const std::uint8_t* packed, std::uint32_t count, std::uint8_t* row, std::size_t stride) const {
    const bool spread = layout_.photometric != PHOTOMETRIC_PALETTE;
    const unsigned bits = layout_.bits, most = (1U << bits) - 1;
    for (std::size_t i = 0; i < count; ++i) {
      if (bits == 16) {
        std::memcpy(row + 2 * i * stride, packed + 2 * i, 2);
      } else if (bits == 8) {
        row[i * stride] = packed[i];
      } else {
        const std::size_t bit = i * bits;
        const unsigned value = packed[bit / 8] >> (8 - bits - bit % 8) & most;
        row[i * stride] = static_cast<std::uint8_t>(spread ? value * 255 / most : value);
      }
    }
  }
  // One row of one plane, or of all together.
  void put_row(const std::uint8_t* packed, std::uint32_t count, std::uint16_t plane, cv::Mat& all,
               std::uint32_t y, std::uint32_t x) const {
    const bool apart = layout_.planes == PLANARCONFIG_SEPARATE;
    std::uint8_t* row = all.ptr(static_cast<int>(y)) + x * all.elemSize() + plane * all.elemSize1();
    unpack(packed, apart ? count : count * layout_.samples, row, apart ? layout_.samples : 1);
  }
  std::uint16_t planes() const { return layout_.planes == PLANARCONFIG_SEPARATE ? layout_.samples : 1; }

  cv::Mat read_rows() {
    cv::Mat all = empty_image();
    std::vector<std::uint8_t> packed(static_cast<std::size_t>(TIFFScanlineSize(tiff())));
    for (std::uint16_t plane = 0; plane < planes(); ++plane)
      for (std::uint32_t y = 0; y < layout_.height; ++y) {
        if (TIFFReadScanline(tiff(), packed.data(), y, plane) < 0) throw_damaged();
        put_row(packed.data(), layout_.width, plane, all, y, 0);
      }
    return all;
  }

  cv::Mat read_tiles() {
    cv::Mat all = empty_image();
    std::uint32_t width = 0, height = 0;
    TIFFGetField(tiff(), TIFFTAG_TILEWIDTH, &width);
    TIFFGetField(tiff(), TIFFTAG_TILELENGTH, &height);
    const auto row_bytes = static_cast<std::size_t>(TIFFTileRowSize(tiff()));
    std::vector<std::uint8_t> packed(static_cast<std::size_t>(TIFFTileSize(tiff())));
    for (std::uint16_t plane = 0; plane < planes(); ++plane)
      for (std::uint32_t top = 0; top < layout_.height; top += height)
        for (std::uint32_t left = 0; left < layout_.width; left += width) {
          if (TIFFReadTile(tiff(), packed.data(), left, top, 0, plane) < 0) throw_damaged();
          for (std::uint32_t y = 0; y < std::min(height, layout_.height - top); ++y)
            put_row(packed.data() + y * row_bytes, std::min(width, layout_.width - left), plane, all, top + y,
                    left);
        }
    return all;
  }

  // The palette's colours, BGR. Most programs write them with 16 bits, some with 8.
  cv::Mat colours(const cv::Mat& numbers) const {
    std::uint16_t* palette[3] = {};
    if (TIFFGetField(tiff(), TIFFTAG_COLORMAP, &palette[0], &palette[1], &palette[2]) == 0) throw_damaged();
    const std::size_t count = std::size_t{1} << layout_.bits;
    bool wide = false;
    for (const auto* channel : palette)
      wide |= std::any_of(channel, channel + count, [](std::uint16_t v) { return v > 255; });
    cv::Mat table(1, 256, CV_8UC3, cv::Scalar::all(0)), spread, out;
    for (std::size_t i = 0; i < count; ++i)
      for (int c = 0; c < 3; ++c)
        table.at<cv::Vec3b>(0, static_cast<int>(i))[2 - c] =
            static_cast<std::uint8_t>(wide ? palette[c][i] >> 8 : palette[c][i]);
    cv::merge(std::vector{numbers, numbers, numbers}, spread);
    cv::LUT(spread, table, out);
    return out;
  }

  void invert_gray(cv::Mat& all) const {
    cv::Mat gray;
    cv::extractChannel(all, gray, 0);
    cv::subtract(cv::Scalar::all(layout_.bits == 16 ? 65535 : 255), gray, gray);
    cv::insertChannel(gray, all, 0);
  }

  std::filesystem::path path_;
  Watch watch_;
  std::unique_ptr<TIFF, void (*)(TIFF*)> file_{nullptr, TIFFClose};
  Layout layout_;
};

}  // namespace

Image read_tiff(const std::filesystem::path& path) {
  return TiffDecoder(path).read();
}

}  // namespace sonosweep::data_tools
