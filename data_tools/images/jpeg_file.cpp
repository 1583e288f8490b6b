#include "data_tools/images/jpeg_file.h"

#include <csetjmp>
#include <cstdio>
#include <string>
#include <string_view>

#include <jpeglib.h>

#include <opencv2/imgproc.hpp>

#include "core/atomic_file.h"
#include "core/error.h"
#include "data_tools/images/orientation.h"

namespace sonosweep::data_tools {
namespace {

// libjpeg's errors: the first warning is kept, an error jumps out of it.
struct Watch {
  jpeg_error_mgr manager;
  std::jmp_buf jump;
  char message[JMSG_LENGTH_MAX];
};

Watch& watch_of(j_common_ptr info) {
  return *reinterpret_cast<Watch*>(info->err);  // its first member
}

[[noreturn]] void on_error(j_common_ptr info) {
  Watch& watch = watch_of(info);
  if (info->err->num_warnings == 0) (*info->err->format_message)(info, watch.message);
  ++info->err->num_warnings;
  std::longjmp(watch.jump, 1);
}

void on_message(j_common_ptr info, int level) {
  if (level < 0 && info->err->num_warnings++ == 0) (*info->err->format_message)(info, watch_of(info).message);
}

class JpegDecoder {
 public:
  explicit JpegDecoder(const std::string& bytes) : bytes_(bytes) {
    info_.err = jpeg_std_error(&watch_.manager);
    watch_.manager.error_exit = on_error;
    watch_.manager.emit_message = on_message;
    watch_.message[0] = '\0';
  }
  ~JpegDecoder() { jpeg_destroy_decompress(&info_); }
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;

  // Each is one stay within libjpeg; no object of ours is made or destroyed during one, for an error leaves
  // it by a jump. False: an error.
  bool read_header() {
    if (setjmp(watch_.jump) != 0) return false;
    jpeg_create_decompress(&info_);
    jpeg_mem_src(&info_, reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
    jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(&info_, TRUE);
    if (info_.jpeg_color_space == JCS_YCbCr) info_.out_color_space = JCS_GRAYSCALE;  // its luma, as stored
    jpeg_calc_output_dimensions(&info_);
    return true;
  }
  bool read_pixels(cv::Mat& pixels) {
    if (setjmp(watch_.jump) != 0) return false;
    jpeg_start_decompress(&info_);
    while (info_.output_scanline < info_.output_height) {
      JSAMPROW row = pixels.ptr(static_cast<int>(info_.output_scanline));
      jpeg_read_scanlines(&info_, &row, 1);
    }
    jpeg_finish_decompress(&info_);
    return true;
  }

  cv::Size size() const {
    return {static_cast<int>(info_.output_width), static_cast<int>(info_.output_height)};
  }
  J_COLOR_SPACE stored() const { return info_.jpeg_color_space; }
  // What libjpeg warned of first; "" if of nothing.
  std::string warning() const { return watch_.manager.num_warnings > 0 ? watch_.message : ""; }
  int orientation() const {
    constexpr std::string_view kMark("Exif\0\0", 6);
    for (auto marker = info_.marker_list; marker != nullptr; marker = marker->next) {
      const std::string_view data(reinterpret_cast<const char*>(marker->data), marker->data_length);
      if (data.substr(0, kMark.size()) == kMark) return exif_orientation(data.substr(kMark.size()));
    }
    return 1;
  }

 private:
  const std::string& bytes_;
  jpeg_decompress_struct info_ = {};
  Watch watch_ = {};
};

}  // namespace

Image read_jpeg(const std::filesystem::path& path) {
  const std::string bytes = read_file(path);
  JpegDecoder decoder(bytes);
  const auto check = [&](bool good) {
    if (good && decoder.warning().empty()) return;
    throw_error<DataError>("{}: cannot decode; this JPEG image is damaged or cut short ({}); copy it again",
                           path.string(), decoder.warning());
  };
  check(decoder.read_header());
  const J_COLOR_SPACE stored = decoder.stored();
  if (stored != JCS_GRAYSCALE && stored != JCS_YCbCr && stored != JCS_RGB)
    throw_error<DataError>("{}: has the four colours of print (CMYK) or others; save it in gray or RGB",
                           path.string());
  check_image_size(path, decoder.size());
  cv::Mat pixels(decoder.size(), stored == JCS_RGB ? CV_8UC3 : CV_8UC1);
  const int orientation = decoder.orientation();  // forgotten once the last row is read
  check(decoder.read_pixels(pixels));
  if (stored == JCS_RGB) cv::cvtColor(pixels, pixels, cv::COLOR_RGB2BGR);
  return image_of_channels(pixels, orientation, false);
}

}  // namespace sonosweep::data_tools
