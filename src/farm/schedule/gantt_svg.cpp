#include <algorithm>
#include <array>

#include "core/error.h"
#include "core/text.h"
#include "farm/schedule/gantt_chart.h"

namespace sonosweep::farm {
namespace {

// Of Okabe and Ito's (2008), told apart by the colour-blind too; in an order in which the first five, as many
// as there are kinds, differ in brightness (87, 0, 162, 119, 213 of 255), for whoever prints them in grey.
struct Colour {
  const char *fill, *contrast;  // the second for letters and edges
};
constexpr std::array<Colour, 8> kColours = {{{"#0072b2", "#ffffff"},
                                             {"#000000", "#ffffff"},
                                             {"#e69f00", "#000000"},
                                             {"#d55e00", "#ffffff"},
                                             {"#f0e442", "#000000"},
                                             {"#56b4e9", "#000000"},
                                             {"#009e73", "#ffffff"},
                                             {"#cc79a7", "#000000"}}};
constexpr double kLetterBar = 12;  // bars at least so wide carry the letter of their kind
constexpr double kRow = 18, kBar = 14, kPlot = 880, kTop = 66, kLetter = 7.2, kRight = 40;

// As text and in attributes. XML has no place for control characters, nor for bytes that are not UTF-8.
std::string escaped(const std::string& text) {
  const bool is_utf8 = is_valid_utf8(text);
  std::string safe;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '&') {
      safe += "&amp;";
    } else if (c == '<') {
      safe += "&lt;";
    } else if (c == '>') {
      safe += "&gt;";
    } else if (c == '"') {
      safe += "&quot;";
    } else if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !is_utf8)) {
      safe += '?';
    } else {
      safe += c;
    }
  }
  return safe;
}

const Colour& colour(std::size_t kind) {
  return kColours[kind % kColours.size()];
}

std::string text_at(double x, double y, const std::string& anchor, const std::string& text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor,
                     escaped(text));
}

std::string legend(const GanttChart& chart, double left) {
  std::string svg;
  const auto letters = kind_letters(chart.kinds);
  double x = left;
  for (std::size_t kind = 0; kind < chart.kinds.size(); ++kind) {
    svg += fmt::format("<rect x=\"{:.1f}\" y=\"36\" width=\"12\" height=\"12\" fill=\"{}\"/>\n", x,
                       colour(kind).fill);
    const auto name = fmt::format("{} {}", letters[kind], chart.kinds[kind]);
    svg += text_at(x + 17, 46, "start", name);
    x += 17 + kLetter * static_cast<double>(name.size()) + 18;
  }
  return svg;
}

}  // namespace

std::string gantt_svg(const GanttChart& chart) {
  std::size_t longest = 0;
  for (const auto& row : chart.rows) longest = std::max(longest, row.size());
  const double left = 20 + kLetter * static_cast<double>(longest);
  const double bottom = kTop + kRow * static_cast<double>(chart.rows.size());
  const double scale = chart.end > 0 ? kPlot / chart.end : 0;
  const double width = left + kPlot + kRight, height = bottom + 44;
  std::string svg = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0:.0f}\" height=\"{1:.0f}\" viewBox=\"0 0 {0:.0f} "
      "{1:.0f}\" font-family=\"sans-serif\" font-size=\"12\" fill=\"#222222\">\n"
      "<rect width=\"{0:.0f}\" height=\"{1:.0f}\" fill=\"#ffffff\"/>\n",
      width, height);
  svg += fmt::format("<text x=\"{:.1f}\" y=\"22\" font-size=\"14\">{}</text>\n", left, escaped(chart.title));
  svg += legend(chart, left);
  for (const double tick : axis_ticks(chart.end, 10)) {
    const double x = left + tick * scale;
    svg += fmt::format(
        "<line x1=\"{0:.1f}\" y1=\"{1:.1f}\" x2=\"{0:.1f}\" y2=\"{2:.1f}\" stroke=\"#cccccc\"/>\n", x,
        kTop - 4, bottom + 4);
    svg += text_at(x, bottom + 18, "middle", fmt::format("{:g}", tick));
  }
  svg += text_at(left + kPlot / 2, bottom + 36, "middle", chart.unit);
  for (std::size_t row = 0; row < chart.rows.size(); ++row)
    svg += text_at(left - 8, kTop + kRow * static_cast<double>(row) + 12, "end", chart.rows[row]);
  const auto letters = kind_letters(chart.kinds);
  for (const auto& bar : chart.bars) {
    const double x = left + bar.start * scale, y = kTop + kRow * static_cast<double>(bar.row) + 1;
    const double wide = std::max(0.5, (bar.end - bar.start) * scale);
    svg += fmt::format(
        "<rect x=\"{:.2f}\" y=\"{:.1f}\" width=\"{:.2f}\" height=\"{:.0f}\" fill=\"{}\" stroke=\"{}\" "
        "stroke-width=\"0.4\"><title>{}: {:.4g} to {:.4g}</title></rect>\n",
        x, y, wide, kBar, colour(bar.kind).fill, colour(bar.kind).contrast, escaped(bar.run), bar.start,
        bar.end);
    if (wide >= kLetterBar)
      svg += fmt::format(
          "<text x=\"{:.1f}\" y=\"{:.1f}\" font-size=\"10\" text-anchor=\"middle\" fill=\"{}\" "
          "pointer-events=\"none\">{}</text>\n",
          x + wide / 2, y + 10.5, colour(bar.kind).contrast, letters[bar.kind]);
  }
  return svg + "</svg>\n";
}

}  // namespace sonosweep::farm
