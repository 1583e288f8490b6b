#include "data_tools/inspect/preview.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <opencv2/imgproc.hpp>
#include <optional>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/text.h"
#include "data/basis_points.h"
#include "data_tools/inspect/class_colours.h"

namespace sonosweep::data_tools {
namespace {

constexpr int kLeastHeight = 384, kLeastWidth = 320;
constexpr double kOpacity = 0.75;

cv::Scalar bgr_of_class(std::size_t c) {
  const auto [red, green, blue] = class_colour(c);
  return {static_cast<double>(blue), static_cast<double>(green), static_cast<double>(red)};
}

// OpenCV's font has ASCII only.
std::string ascii(const std::string& text) {
  std::string out;
  for (const char c : text)
    if ((c & 0xC0) != 0x80 || (c & 0x80) == 0) out += c >= ' ' && c <= '~' ? c : '?';
  return out;
}

struct Shown {
  std::int64_t frame = 0;                        // within the video
  std::vector<std::vector<std::uint16_t>> maps;  // of each annotator
  std::vector<std::uint8_t> truth;
};

Shown choose_frame(const data::PackReader& reader, std::int64_t video) {
  const auto& rows = reader.index().annotations;
  std::optional<std::int64_t> frame;
  for (const auto& row : rows)
    if (row.video == video) frame = std::min(frame.value_or(row.frame), row.frame);
  Shown shown;
  shown.frame = frame.value_or(0);
  for (std::size_t a = 0; a < rows.size(); ++a) {
    if (rows[a].video != video || rows[a].frame != shown.frame) continue;
    shown.maps.push_back(reader.read_confidence(static_cast<std::int64_t>(a)));
    if (reader.index().has_truth) shown.truth = reader.read_truth(static_cast<std::int64_t>(a));
  }
  return shown;
}

// Lays each class's colour over the frame, as strong as `opacity` [C,H,W] in 0..1 says; stronger classes on
// top.
cv::Mat overlay(const cv::Mat& gray, const std::vector<float>& opacity, std::size_t classes) {
  cv::Mat out;
  cv::cvtColor(gray, out, cv::COLOR_GRAY2BGR);
  const std::size_t pixels = gray.total();
  std::vector<std::size_t> order(classes);
  for (int y = 0; y < gray.rows; ++y)
    for (int x = 0; x < gray.cols; ++x) {
      const std::size_t i =
          static_cast<std::size_t>(y) * static_cast<std::size_t>(gray.cols) + static_cast<std::size_t>(x);
      for (std::size_t c = 0; c < classes; ++c) order[c] = c;
      std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return opacity[a * pixels + i] < opacity[b * pixels + i];
      });
      auto& pixel = out.at<cv::Vec3b>(y, x);
      for (const std::size_t c : order) {
        const double strength = kOpacity * static_cast<double>(opacity[c * pixels + i]);
        for (int k = 0; k < 3; ++k)
          pixel[k] =
              cv::saturate_cast<std::uint8_t>((1 - strength) * pixel[k] + strength * bgr_of_class(c)[k]);
      }
    }
  return out;
}

// Whole multiples keep pixels visible as pixels.
cv::Mat enlarged(const cv::Mat& image) {
  const int factor = std::max(
      {1, (kLeastHeight + image.rows - 1) / image.rows, (kLeastWidth + image.cols - 1) / image.cols});
  cv::Mat out;
  cv::resize(image, out, {}, factor, factor, cv::INTER_NEAREST);
  return out;
}

// Lettering grows with the panels.
struct Lettering {
  double scale;
  int gap, line;
  explicit Lettering(int panel_width)
      : scale(0.45 * std::max(1.0, panel_width / 640.0)),
        gap(cvRound(26 * scale)),
        line(cvRound(50 * scale)) {}
  int width(const std::string& text) const {
    int baseline = 0;
    return cv::getTextSize(ascii(text), cv::FONT_HERSHEY_SIMPLEX, scale, 1, &baseline).width;
  }
  // In the line whose upper edge is y.
  void write(cv::Mat& image, const std::string& text, int x, int y) const {
    cv::putText(image, ascii(text), {x, y + line * 7 / 10}, cv::FONT_HERSHEY_SIMPLEX, scale,
                cv::Scalar::all(230), cvRound(scale + 0.5), cv::LINE_AA);
  }
};

cv::Mat side_by_side(const std::vector<std::pair<std::string, cv::Mat>>& panels, const std::string& title,
                     const std::vector<std::string>& legend) {
  const int width = panels[0].second.cols, height = panels[0].second.rows;
  const int count = static_cast<int>(panels.size());
  const Lettering letters(width);
  const int gap = letters.gap, line = letters.line, full_width = count * (width + gap) + gap;
  int entry = 0;
  for (const auto& name : legend) entry = std::max(entry, letters.width(name) + line + 2 * gap);
  const int columns = std::max(1, full_width / entry);
  const int legend_rows = (static_cast<int>(legend.size()) + columns - 1) / columns;
  const int top = 2 * line + gap, bottom = top + height + gap;
  cv::Mat canvas(bottom + legend_rows * line + gap, full_width, CV_8UC3, cv::Scalar::all(24));
  letters.write(canvas, title, gap, gap / 2);
  for (int p = 0; p < count; ++p) {
    const auto& [name, image] = panels[static_cast<std::size_t>(p)];
    const int left = gap + p * (width + gap);
    letters.write(canvas, name, left, line + gap / 2);
    image.copyTo(canvas(cv::Rect(left, top, width, height)));
  }
  for (std::size_t c = 0; c < legend.size(); ++c) {
    const int x = gap + static_cast<int>(c) % columns * entry,
              y = bottom + static_cast<int>(c) / columns * line;
    cv::rectangle(canvas, cv::Rect(x, y + line / 8, line * 3 / 4, line * 3 / 4), bgr_of_class(c), cv::FILLED);
    letters.write(canvas, legend[c], x + line, y);
  }
  return canvas;
}

}  // namespace

cv::Mat draw_preview(const data::PackReader& reader, const std::string& video) {
  const data::PackIndex& index = reader.index();
  std::vector<std::string> ids;
  for (const auto& row : index.videos) ids.push_back(row.id);
  const auto found = std::find(ids.begin(), ids.end(), video);
  if (found == ids.end())
    throw_error<UsageError>("--preview {}: no such video among the {} of the pack{}", video, ids.size(),
                            did_you_mean(video, ids));
  const auto v = found - ids.begin();
  const Shown shown = choose_frame(reader, v);
  auto pixels = reader.read_frames(index.videos[static_cast<std::size_t>(v)].first_frame + shown.frame, 1);
  const cv::Mat gray(index.height, index.width, CV_8U, pixels.data());
  cv::Mat plain;
  cv::cvtColor(gray, plain, cv::COLOR_GRAY2BGR);
  std::vector<std::pair<std::string, cv::Mat>> panels = {
      {fmt::format("frame {}", shown.frame), enlarged(plain)}};
  const std::size_t classes = index.classes.size();
  if (!shown.maps.empty()) {
    const auto fused = data::fuse(shown.maps, data::Fusion::Kind::kMean);
    std::vector<float> opacity(fused.begin(), fused.end());
    for (auto& value : opacity) value /= data::kFullConfidence;
    panels.emplace_back(
        shown.maps.size() == 1 ? "confidence" : fmt::format("confidence, {} annotators", shown.maps.size()),
        enlarged(overlay(gray, opacity, classes)));
  }
  if (!shown.truth.empty())
    panels.emplace_back("true structures",
                        enlarged(overlay(gray, {shown.truth.begin(), shown.truth.end()}, classes)));
  const std::string title = shown.maps.empty() ? fmt::format("{} (no annotation)", video) : video;
  return side_by_side(panels, title, index.classes);
}

}  // namespace sonosweep::data_tools
