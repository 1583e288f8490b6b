#include "data_tools/resize.h"

#include <opencv2/imgproc.hpp>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::data_tools {

Fit parse_fit(const std::string& text) {
  if (text == "stretch") return Fit::kStretch;
  if (text == "pad") return Fit::kPad;
  if (text == "crop") return Fit::kCrop;
  throw_error<UsageError>("fit '{}': expected stretch, pad or crop{}", text,
                          did_you_mean(text, {"stretch", "pad", "crop"}));
}

cv::Mat resize_frame(const cv::Mat& frame, cv::Size size) {
  if (frame.size() == size) return frame;
  cv::Mat out;
  cv::resize(frame, out, size, 0, 0, cv::INTER_AREA);
  return out;
}

cv::Mat resize_map(const cv::Mat& map, cv::Size size) {
  if (map.size() == size) return map;
  // In float64, so that a constant map stays within rounding of its value, and rounds to it exactly.
  cv::Mat real, resized, out;
  map.convertTo(real, CV_64F);
  cv::resize(real, resized, size, 0, 0, cv::INTER_LINEAR);
  resized.convertTo(out, CV_16U);
  return out;
}

cv::Mat resize_mask(const cv::Mat& mask, cv::Size size) {
  if (mask.size() == size) return mask;
  cv::Mat out;
  cv::resize(mask, out, size, 0, 0, cv::INTER_NEAREST_EXACT);
  return out;
}

}  // namespace sonosweep::data_tools
