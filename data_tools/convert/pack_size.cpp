#include "data_tools/convert/pack_size.h"

#include <map>
#include <utility>

#include "core/text.h"
#include "data_tools/faults.h"
#include "data_tools/resize.h"

namespace sonosweep::data_tools {

std::string describe_sizes(const std::vector<cv::Size>& sizes) {
  std::map<std::pair<int, int>, int> counts;
  for (const auto& size : sizes)
    if (!size.empty()) ++counts[{size.height, size.width}];
  std::vector<std::string> texts;
  for (const auto& [size, count] : counts)
    texts.push_back(fmt::format("{}x{} ({})", size.first, size.second, counted(count, "video")));
  return some_of(texts, 20);
}

std::optional<cv::Size> pack_size(const std::optional<ImageSize>& asked, const std::vector<cv::Size>& sizes) {
  if (asked) return cv::Size(asked->width, asked->height);
  std::optional<cv::Size> common;
  for (const auto& size : sizes) {
    if (size.empty()) continue;
    if (common && *common != size) return std::nullopt;
    common = size;
  }
  return common ? common : cv::Size(1, 1);
}

std::string aspect_note(const std::vector<cv::Size>& sizes, cv::Size pack) {
  std::vector<cv::Size> stretched;
  for (const auto& size : sizes)
    if (!size.empty() && changes_aspect(size, pack)) stretched.push_back(size);
  if (stretched.empty()) return "";
  return fmt::format(
      "--size {}x{} has another aspect ratio than frames of {}: they are stretched; --fit pad keeps their "
      "shape and puts black around, --fit crop cuts their borders, --fit stretch says that this is meant",
      pack.height, pack.width, describe_sizes(stretched));
}

}  // namespace sonosweep::data_tools
