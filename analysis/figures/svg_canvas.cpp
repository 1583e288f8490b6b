#include "analysis/figures/svg_canvas.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "core/text.h"
#include "page/base64.h"

namespace sonosweep::analysis {
namespace {

std::string stroke_attributes(const Stroke& stroke) {
  std::string text =
      fmt::format(" stroke=\"{}\" stroke-width=\"{}\"", stroke.colour, coordinate(stroke.width));
  if (!stroke.dash.empty()) text += fmt::format(" stroke-dasharray=\"{}\"", stroke.dash);
  return text;
}

std::string closed(const std::string& element, const std::string& tip) {
  if (tip.empty()) return "/>\n";
  return fmt::format("><title>{}</title></{}>\n", escape_xml(tip), element);
}

bool begins_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

}  // namespace

SvgCanvas::SvgCanvas(double width, double height, const std::string& label) : width_(width), height_(height) {
  body_ = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" viewBox=\"0 0 {0} {1}\" "
      "role=\"img\" "
      "aria-label=\"{2}\" font-family=\"DejaVu Sans, Verdana, sans-serif\" font-size=\"12\" "
      "fill=\"#222222\">\n",
      coordinate(width), coordinate(height), escape_xml(label));
  rect(0, 0, width, height, "#ffffff");
}

void SvgCanvas::line(double x1, double y1, double x2, double y2, const Stroke& stroke) {
  body_ += fmt::format("<line x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"{}/>\n", coordinate(x1), coordinate(y1),
                       coordinate(x2), coordinate(y2), stroke_attributes(stroke));
}

void SvgCanvas::polyline(const std::vector<std::pair<double, double>>& points, const Stroke& stroke) {
  std::string list;
  std::size_t count = 0;
  const auto flush = [&] {
    if (count > 1)
      body_ += fmt::format("<polyline points=\"{}\" fill=\"none\" stroke-linejoin=\"round\"{}/>\n", list,
                           stroke_attributes(stroke));
    list.clear();
    count = 0;
  };
  for (const auto& [x, y] : points) {
    if (!std::isfinite(x) || !std::isfinite(y)) {
      flush();
      continue;
    }
    list += fmt::format("{}{},{}", count++ ? " " : "", coordinate(x), coordinate(y));
  }
  flush();
}

void SvgCanvas::rect(double x, double y, double width, double height, const std::string& fill,
                     const Stroke& edge, const std::string& tip) {
  body_ += fmt::format("<rect x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" fill=\"{}\"{}", coordinate(x),
                       coordinate(y), coordinate(width), coordinate(height), fill,
                       edge.width > 0 ? stroke_attributes(edge) : "");
  body_ += closed("rect", tip);
}

void SvgCanvas::marker(Marker marker, double x, double y, double radius, const std::string& colour,
                       const std::string& tip, bool hollow) {
  // Lines have no inside.
  if (hollow && (marker == Marker::kCross || marker == Marker::kPlus)) marker = Marker::kCircle;
  const auto fill = hollow ? fmt::format("#ffffff\" stroke=\"{}\" stroke-width=\"1.4", colour) : colour;
  const double r = radius;
  const auto path = [&](const std::vector<std::pair<double, double>>& corners) {
    std::string points;
    for (const auto& [dx, dy] : corners)
      points +=
          fmt::format("{}{},{}", points.empty() ? "" : " ", coordinate(x + dx * r), coordinate(y + dy * r));
    body_ += fmt::format("<polygon points=\"{}\" fill=\"{}\"", points, fill);
    body_ += closed("polygon", tip);
  };
  const auto cross = [&](double dx, double dy) {
    body_ +=
        fmt::format("<path d=\"M{} {}L{} {}M{} {}L{} {}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"",
                    coordinate(x - dx), coordinate(y - dy), coordinate(x + dx), coordinate(y + dy),
                    coordinate(x - dy), coordinate(y + dx), coordinate(x + dy), coordinate(y - dx), colour);
    body_ += closed("path", tip);
  };
  switch (marker) {
    case Marker::kCircle:
      body_ += fmt::format("<circle cx=\"{}\" cy=\"{}\" r=\"{}\" fill=\"{}\"", coordinate(x), coordinate(y),
                           coordinate(r), fill);
      body_ += closed("circle", tip);
      break;
    case Marker::kSquare:
      path({{-0.9, -0.9}, {0.9, -0.9}, {0.9, 0.9}, {-0.9, 0.9}});
      break;
    case Marker::kTriangle:
      path({{0, -1.1}, {1.1, 0.9}, {-1.1, 0.9}});
      break;
    case Marker::kDiamond:
      path({{0, -1.3}, {1.3, 0}, {0, 1.3}, {-1.3, 0}});
      break;
    case Marker::kTriangleDown:
      path({{0, 1.1}, {1.1, -0.9}, {-1.1, -0.9}});
      break;
    case Marker::kCross:
      cross(r * 0.9, r * 0.9);
      break;
    case Marker::kPlus:
      cross(r * 1.1, 0);
      break;
  }
}

void SvgCanvas::text(double x, double y, const std::string& text, const TextStyle& style) {
  static const char* const anchors[] = {"start", "middle", "end"};
  std::string start = fmt::format("<text x=\"{}\" y=\"{}\"", coordinate(x), coordinate(y));
  if (style.size != 12) start += fmt::format(" font-size=\"{}\"", coordinate(style.size));
  if (style.anchor != Anchor::kStart)
    start += fmt::format(" text-anchor=\"{}\"", anchors[static_cast<int>(style.anchor)]);
  if (style.bold) start += " font-weight=\"bold\"";
  if (style.upwards) start += fmt::format(" transform=\"rotate(-90 {} {})\"", coordinate(x), coordinate(y));
  const std::string end = fmt::format(">{}</text>\n", escape_xml(text));
  if (!style.halo.empty())  // not a text of its own for who reads or copies
    body_ += fmt::format(
        "{} fill=\"none\" stroke=\"{}\" stroke-width=\"3\" stroke-linejoin=\"round\" "
        "aria-hidden=\"true\"{}",
        start, style.halo, end);
  body_ += start;
  if (style.colour != "#222222") body_ += fmt::format(" fill=\"{}\"", style.colour);
  body_ += end;
}

void SvgCanvas::image(double x, double y, double width, double height, std::string_view png,
                      const std::string& label) {
  body_ += fmt::format(
      "<image x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" preserveAspectRatio=\"none\" "
      "href=\"data:image/png;base64,{}\"><title>{}</title></image>\n",
      coordinate(x), coordinate(y), coordinate(width), coordinate(height), page::base64(png),
      escape_xml(label));
}

std::string escape_xml(std::string_view text) {
  const bool is_utf8 = is_valid_utf8(text);
  std::string safe;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '&':
        safe += "&amp;";
        break;
      case '<':
        safe += "&lt;";
        break;
      case '>':
        safe += "&gt;";
        break;
      case '"':
        safe += "&quot;";
        break;
      case '\'':
        safe += "&#39;";
        break;
      default:
        safe += byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !is_utf8) ? '?' : c;
    }
  }
  return safe;
}

std::string coordinate(double value) {
  std::string text = fmt::format("{:.2f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text == "-0" ? "0" : text;
}

double text_width(std::string_view text, double size) {
  double width = 0;
  for (const char c : text) {
    if (!begins_character(c)) continue;
    if (std::string_view("ijlI.,:;'|!()[] ft").find(c) != std::string_view::npos)
      width += 0.37;
    else if (std::string_view("mwMW%@").find(c) != std::string_view::npos)
      width += 0.92;
    else
      width += c >= 'A' && c <= 'Z' ? 0.69 : 0.62;
  }
  return width * size;
}

std::string shortened(const std::string& text, double size, double width) {
  if (text_width(text, size) <= width) return text;
  std::string kept = text;
  while (!kept.empty() && text_width(kept + "…", size) > width) {
    while (!begins_character(kept.back()) && kept.size() > 1) kept.pop_back();
    kept.pop_back();
  }
  return kept + "…";
}

}  // namespace sonosweep::analysis
