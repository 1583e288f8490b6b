#include "data_tools/images/png_file.h"

#include <algorithm>
#include <csetjmp>
#include <cstring>
#include <string>
#include <vector>

#include <png.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "data_tools/file_kind.h"
#include "data_tools/images/orientation.h"

namespace sonosweep::data_tools {
namespace {

class PngDecoder {
 public:
  explicit PngDecoder(const std::string& bytes) : bytes_(bytes) {
    png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
    if (png_ != nullptr) info_ = png_create_info_struct(png_);
    if (info_ == nullptr) throw Error("libpng cannot start (not enough memory?)");
  }
  ~PngDecoder() { png_destroy_read_struct(&png_, &info_, nullptr); }
  PngDecoder(const PngDecoder&) = delete;
  PngDecoder& operator=(const PngDecoder&) = delete;

  // Each is one stay within libpng; no object of ours is made or destroyed during one, for an error leaves it
  // by a jump. False: an error.
  bool read_header() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_read_fn(png_, this, on_read);
    png_set_crc_action(png_, PNG_CRC_ERROR_QUIT, PNG_CRC_ERROR_QUIT);
    png_read_info(png_, info_);
    has_palette_ = png_get_color_type(png_, info_) == PNG_COLOR_TYPE_PALETTE;
    has_colour_key_ = !has_palette_ && png_get_valid(png_, info_, PNG_INFO_tRNS) != 0;
    png_set_expand(png_);  // palettes, few bits, tRNS
    png_set_bgr(png_);
    if constexpr (kLittleEndian) png_set_swap(png_);
    png_set_interlace_handling(png_);
    png_read_update_info(png_, info_);
    return true;
  }
  bool read_pixels(png_bytepp rows) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_read_image(png_, rows);
    png_read_end(png_, info_);
    return true;
  }

  cv::Size size() const {
    return {static_cast<int>(png_get_image_width(png_, info_)),
            static_cast<int>(png_get_image_height(png_, info_))};
  }
  int type() const {
    return CV_MAKETYPE(png_get_bit_depth(png_, info_) == 16 ? CV_16U : CV_8U,
                       static_cast<int>(png_get_channels(png_, info_)));
  }
  bool has_palette() const { return has_palette_; }
  bool has_colour_key() const { return has_colour_key_; }
  int orientation() {
    png_uint_32 length = 0;
    png_bytep exif = nullptr;
    if (png_get_eXIf_1(png_, info_, &length, &exif) == 0 || exif == nullptr) return 1;
    return exif_orientation({reinterpret_cast<const char*>(exif), length});
  }
  // Where the image ends, once its pixels are read.
  std::size_t end() const { return at_; }
  const char* error() const { return error_; }

 private:
  static constexpr bool kLittleEndian = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;

  static PngDecoder& self(png_voidp pointer) { return *static_cast<PngDecoder*>(pointer); }
  [[noreturn]] static void on_error(png_structp png, png_const_charp text) {
    std::strncpy(self(png_get_error_ptr(png)).error_, text, sizeof error_ - 1);
    png_longjmp(png, 1);
  }
  static void on_warning(png_structp, png_const_charp) {}  // of colour profiles and the like
  static void on_read(png_structp png, png_bytep out, std::size_t count) {
    PngDecoder& decoder = self(png_get_io_ptr(png));
    if (count > decoder.bytes_.size() - decoder.at_) png_error(png, "the file ends too early");
    std::memcpy(out, decoder.bytes_.data() + decoder.at_, count);
    decoder.at_ += count;
  }

  const std::string& bytes_;
  std::size_t at_ = 0;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  bool has_palette_ = false, has_colour_key_ = false;
  char error_[128] = {};
};

}  // namespace

Image read_png(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  PngDecoder decoder(bytes);
  const auto check = [&](bool good) {
    if (good) return;
    throw_error<DataError>("{}: cannot decode; this PNG image is damaged or cut short ({}); copy it again",
                           path.string(), decoder.error());
  };
  check(decoder.read_header());
  check_image_size(path, decoder.size());
  cv::Mat all(decoder.size(), decoder.type());
  std::vector<png_bytep> rows;
  for (int y = 0; y < all.rows; ++y) rows.push_back(all.ptr(y));
  check(decoder.read_pixels(rows.data()));
  if (bytes.compare(decoder.end(), 8, bytes, 0, 8) == 0)
    throw_error<DataError>("{}: {}", path.string(), two_in_one("image", decoder.end()));
  const int orientation = decoder.orientation();
  Image image = image_of_channels(all, orientation, decoder.has_palette());
  image.colour_key = decoder.has_colour_key();
  return image;
}

}  // namespace sonosweep::data_tools
