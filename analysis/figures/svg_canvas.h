// A small SVG writer: what our figures are made of and no more. Text stays text; the same calls give the same
// bytes.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "analysis/figures/style.h"

namespace sonosweep::analysis {

struct Stroke {
  std::string colour = "#222222";
  double width = 1;
  std::string dash = "";
};

enum class Anchor { kStart, kMiddle, kEnd };

struct TextStyle {
  double size = 12;
  Anchor anchor = Anchor::kStart;
  bool bold = false;
  std::string colour = "#222222";
  bool upwards = false;   // turned by 90 degrees, to be read from bottom to top
  std::string halo = "";  // a colour around the letters, so that they stand out from an image
};

// Lengths in pixels, x to the right, y downwards.
class SvgCanvas {
 public:
  // `label` is what a screen reader says of the picture.
  SvgCanvas(double width, double height, const std::string& label);

  void line(double x1, double y1, double x2, double y2, const Stroke& stroke);
  // Points that are NaN interrupt it.
  void polyline(const std::vector<std::pair<double, double>>& points, const Stroke& stroke);
  // `tip` is shown where the pointer rests on it; "" = none. An edge of width 0 is not drawn.
  void rect(double x, double y, double width, double height, const std::string& fill,
            const Stroke& edge = {"", 0}, const std::string& tip = "");
  // Filled; crosses are lines. `radius` is half its height.
  void marker(Marker marker, double x, double y, double radius, const std::string& colour,
              const std::string& tip = "", bool hollow = false);
  // (x, y) lies on the base line.
  void text(double x, double y, const std::string& text, const TextStyle& style = {});
  // `png`: bytes of a PNG file, which go into the picture.
  void image(double x, double y, double width, double height, std::string_view png, const std::string& label);

  double width() const { return width_; }
  double height() const { return height_; }
  // The whole file.
  std::string svg() const { return body_ + "</svg>\n"; }

 private:
  double width_, height_;
  std::string body_;
};

// As text and in quoted attributes. XML has no place for control characters, nor for bytes that are not
// UTF-8: those become '?'.
std::string escape_xml(std::string_view text);

// At most two decimals, none that are zero: "12.5", "-3", "0".
std::string coordinate(double value);

// About how wide the text is, in pixels: good enough to leave room for it.
double text_width(std::string_view text, double size);

// Characters, the last one "…" where it would be wider than `width`.
std::string shortened(const std::string& text, double size, double width);

}  // namespace sonosweep::analysis
