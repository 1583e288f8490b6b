#include "analysis/figures/overlay.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "analysis/figures/plot.h"
#include "analysis/figures/svg_canvas.h"
#include "stats/distance_transform.h"

namespace sonosweep::analysis {
namespace {

constexpr double kOpacity = 0.75;

// Whole multiples keep pixels visible as pixels, in every viewer.
RgbImage enlarged(const RgbImage& image, int factor) {
  RgbImage out{image.width * factor, image.height * factor, {}};
  out.pixels.reserve(static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height));
  for (int y = 0; y < out.height; ++y)
    for (int x = 0; x < out.width; ++x)
      out.pixels.push_back(
          image.pixels[static_cast<std::size_t>(y / factor) * static_cast<std::size_t>(image.width) +
                       static_cast<std::size_t>(x / factor)]);
  return out;
}

using Place = std::pair<double, double>;

// Within `area` and near `wanted`, where no other number is.
Place free_place(const Place& wanted, const Box& area, const std::vector<Place>& taken) {
  constexpr double kHigh = 15, kWide = 12;
  Place place;
  for (const auto& [dx, dy] :
       {Place{0, 0}, Place{0, kHigh}, Place{0, -kHigh}, Place{kWide, 0}, Place{-kWide, 0},
        Place{0, 2 * kHigh}, Place{0, -2 * kHigh}, Place{2 * kWide, 0}}) {
    place = {std::clamp(wanted.first + dx, area.x, area.x + area.width),
             std::clamp(wanted.second + dy, area.y, area.y + area.height)};
    if (std::none_of(taken.begin(), taken.end(), [&](const Place& other) {
          return std::abs(other.first - place.first) < kWide && std::abs(other.second - place.second) < kHigh;
        }))
      break;
  }
  return place;
}

}  // namespace

RgbImage overlay(const std::vector<std::uint8_t>& gray, const std::vector<float>& strength, int height,
                 int width) {
  const std::size_t pixels = gray.size(), classes = pixels == 0 ? 0 : strength.size() / pixels;
  RgbImage image{width, height, std::vector<Rgb>(pixels)};
  std::vector<std::size_t> order(classes);
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t c = 0; c < classes; ++c) order[c] = c;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return strength[a * pixels + i] < strength[b * pixels + i];
    });
    std::array<double, 3> value{};
    value.fill(gray[i]);
    for (const std::size_t c : order) {
      const double opacity = kOpacity * static_cast<double>(strength[c * pixels + i]);
      const Rgb colour = class_colour(c);
      for (std::size_t k = 0; k < 3; ++k) value[k] = (1 - opacity) * value[k] + opacity * colour[k];
    }
    for (std::size_t k = 0; k < 3; ++k)
      image.pixels[i][k] = static_cast<std::uint8_t>(std::lround(std::clamp(value[k], 0.0, 255.0)));
  }
  return image;
}

std::pair<int, int> deepest_pixel(const std::uint8_t* plane, int height, int width) {
  // Outside the picture counts as outside the class: one pixel of rim on every side.
  const int wide = width + 2, high = height + 2;
  std::vector<std::uint8_t> outside(static_cast<std::size_t>(wide) * static_cast<std::size_t>(high), 1);
  const auto at = [&](int x, int y) {
    return static_cast<std::size_t>(y + 1) * static_cast<std::size_t>(wide) + static_cast<std::size_t>(x + 1);
  };
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      if (plane[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) +
                static_cast<std::size_t>(x)] != 0)
        outside[at(x, y)] = 0;
  const auto depth = stats::squared_distance_transform(outside, high, wide);
  std::pair<int, int> best{-1, -1};
  double deepest = 0;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x)
      if (depth[at(x, y)] > deepest) deepest = depth[at(x, y)], best = {x, y};
  return best;
}

void draw_panels(Figure& figure, const std::vector<ImagePanel>& panels,
                 const std::vector<std::string>& classes) {
  constexpr double kMargin = 12, kTitle = 34, kName = 22, kGap = 12, kEntry = 22, kTotalWidth = 1110;
  constexpr int kLeastPanel = 236;
  const int width = panels.front().image.width, height = panels.front().image.height;
  const int factor = std::max(1, (kLeastPanel + width - 1) / width);
  const double wide = width * factor, high = height * factor;
  const auto columns = static_cast<std::size_t>(
      std::clamp((kTotalWidth - kMargin) / (wide + kGap), 1.0, static_cast<double>(panels.size())));
  const std::size_t rows = (panels.size() + columns - 1) / columns;
  figure.width = std::max({2 * kMargin + static_cast<double>(columns) * (wide + kGap) - kGap,
                           text_width(figure.title, 15) * 1.1 + 2 * kMargin});
  const double legend_top = kTitle + static_cast<double>(rows) * (kName + high + kGap);
  // The legend's places first: they say how high the picture is.
  std::vector<std::pair<double, double>> places;
  double x = kMargin, y = legend_top;
  std::vector<std::string> names;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    names.push_back(shortened(fmt::format("{} {}", c + 1, classes[c]), 12, figure.width - 2 * kMargin - 30));
    const double room = 20 + text_width(names[c], 12) + 20;
    if (x > kMargin && x + room > figure.width) x = kMargin, y += kEntry;
    places.emplace_back(x, y);
    x += room;
  }
  figure.height = (classes.empty() ? legend_top : y + kEntry) + kMargin;
  SvgCanvas canvas(figure.width, figure.height, figure.title);
  canvas.text(kMargin, 22, figure.title, {15, Anchor::kStart, true});
  for (std::size_t i = 0; i < panels.size(); ++i) {
    const auto& panel = panels[i];
    const double left = kMargin + static_cast<double>(i % columns) * (wide + kGap);
    const double top = kTitle + static_cast<double>(i / columns) * (kName + high + kGap) + kName;
    canvas.text(left, top - 6, shortened(panel.title, 12, wide), {12});
    canvas.image(left, top, wide, high, png_of_image(enlarged(panel.image, factor)), panel.title);
    std::vector<std::pair<double, double>> taken;
    for (std::size_t c = 0; c < panel.numbers.size(); ++c) {
      const auto& [px, py] = panel.numbers[c];
      if (px < 0) continue;
      TextStyle style{12, Anchor::kMiddle, true, "#000000"};
      style.halo = "#ffffff";
      const auto place = free_place({left + (px + 0.5) * factor, top + (py + 0.5) * factor + 4},
                                    {left + 8, top + 13, wide - 16, high - 17}, taken);
      taken.push_back(place);
      canvas.text(place.first, place.second, std::to_string(c + 1), style);
    }
  }
  for (std::size_t c = 0; c < classes.size(); ++c) {
    canvas.rect(places[c].first, places[c].second + 3, 14, 14, hex_colour(class_colour(c)), {"#222222", 0.6});
    canvas.text(places[c].first + 20, places[c].second + 15, names[c]);
  }
  figure.svg = canvas.svg();
}

}  // namespace sonosweep::analysis
