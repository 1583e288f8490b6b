#include "data_tools/convert/map_size.h"

#include "core/error.h"

namespace sonosweep::data_tools {

void check_map_size(const std::filesystem::path& path, cv::Size size, int orientation, cv::Size native) {
  if (native.empty() || size == native) return;
  const bool turned = size == cv::Size(native.height, native.width);
  throw_error<DataError>(
      "{}: is {}x{}{}, the frames of its video are {}x{} (height x width){}", path.string(), size.height,
      size.width, orientation > 1 ? fmt::format(" as its orientation {} turns it", orientation) : "",
      native.height, native.width,
      turned ? "; by a quarter turn it would fit: images with an EXIF orientation and videos marked so are "
               "turned "
               "as viewers show them, so paint maps on the turned frame, or save both without one"
             : "");
}

}  // namespace sonosweep::data_tools
