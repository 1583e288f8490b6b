#include "data_tools/phantom/shapes.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace sonosweep::data_tools {

float Shape::distance(float row, std::size_t column) const {
  const float vertical = (half[column] - std::abs(row + 0.5F - centre[column])) * cosine[column];
  return std::min(vertical, lateral[column]);
}

void Shape::set_cosine_from_slope() {
  const std::size_t n = centre.size();
  for (std::size_t c = 0; c < n; ++c) {
    const std::size_t left = c > 0 ? c - 1 : c, right = c + 1 < n ? c + 1 : c;
    const float slope =
        right > left ? (centre[right] - centre[left]) / static_cast<float>(right - left) : 0.0F;
    cosine[c] = 1.0F / std::sqrt(1.0F + slope * slope);
  }
}

void Shape::cut(double low, double high) {
  std::vector<std::pair<double, double>> left;
  for (const auto& [from, to] : pieces_) {
    if (from < low) left.emplace_back(from, std::min(to, low));
    if (to > high) left.emplace_back(std::max(from, high), to);
  }
  pieces_ = left;
}

void Shape::keep(double low, double high) {
  cut(-1e9, low);
  cut(high, 1e9);
}

void Shape::finish_extent(double narrowest) {
  const auto width = static_cast<double>(lateral.size());
  std::fill(lateral.begin(), lateral.end(), -1e6F);
  for (const auto& [from, to] : pieces_) {
    if (std::min(to, width) - std::max(from, 0.0) < narrowest) continue;
    for (std::size_t c = 0; c < lateral.size(); ++c) {
      const double x = static_cast<double>(c) + 0.5;
      lateral[c] = std::max(lateral[c], static_cast<float>(std::min(x - from, to - x)));
    }
  }
}

cv::Mat class_distance(const std::vector<Shape>& shapes, int class_index, int height, int width) {
  cv::Mat distance(height, width, CV_32F, cv::Scalar(-1e6));
  for (const Shape& shape : shapes) {
    if (shape.class_index != class_index) continue;
    for (int r = 0; r < height; ++r) {
      auto* row = distance.ptr<float>(r);
      for (int c = 0; c < width; ++c)
        row[c] = std::max(row[c], shape.distance(static_cast<float>(r), static_cast<std::size_t>(c)));
    }
  }
  return distance;
}

cv::Mat class_mask(const std::vector<Shape>& shapes, int class_index, int height, int width) {
  return class_distance(shapes, class_index, height, width) >= 0;
}

}  // namespace sonosweep::data_tools
