#include "data_tools/phantom/anatomy.h"

#include <algorithm>
#include <cmath>

namespace sonosweep::data_tools {
namespace {

constexpr double kRibRadiusMm = 9;
constexpr float kBLineBlur = 1.5F;     // its flanks in the image are soft
constexpr double kBLineProfileDb = 5;  // brighter in the middle than at the flanks by this

class AnatomyMaker {
 public:
  AnatomyMaker(const Layout& layout, const Motion& motion, const PhantomOptions& options)
      : l_(layout), m_(motion), height_(options.height), width_(options.width) {
    fuzzy_blur_ = static_cast<float>(options.fuzzy_blur);
    narrowest_px_ = std::max(2.0, options.thickness_min_sigmas * options.sigma_px);
    const auto n = static_cast<std::size_t>(width_);
    out_.pleura_row.resize(n);
    out_.shadow_row.assign(n, 1e6F);
    out_.shadow.assign(n, 0.0F);
    for (std::size_t c = 0; c < n; ++c)
      out_.pleura_row[c] = row(l_.pleura_mm + l_.pleura_bend.at(x(c) - m_.wall_x) + m_.wall_z);
  }

  FrameAnatomy make() {
    add_shadows();
    for (const Fascia& fascia : l_.fascias) add_fascia(fascia);
    add_pleura();
    for (const Reverberation& echo : l_.reverberations) add_reverberation(echo);
    for (const BLine& line : l_.b_lines) add_b_line(line);
    for (const Rib& rib : l_.ribs) add_rib_cap(rib);
    return std::move(out_);
  }

 private:
  double x(std::size_t column) const { return (static_cast<double>(column) + 0.5) * l_.column_mm; }
  float row(double depth_mm) const { return static_cast<float>(depth_mm / l_.pixel_mm); }
  double column(double x_mm) const { return x_mm / l_.column_mm; }
  double rib_x(const Rib& rib) const { return rib.x_mm + m_.wall_x; }

  // `moved_mm`: how far what carries the structure has moved.
  Shape shape(int class_index, const Look& look, double specular, double moved_mm) {
    Shape s(width_);
    s.class_index = class_index;
    s.level_db = look.level_db;
    s.visibility = look.visibility;
    s.specular = specular;
    for (std::size_t c = 0; c < s.shade_db.size(); ++c)
      s.shade_db[c] = static_cast<float>(look.shade.at(x(c) - moved_mm));
    return s;
  }

  void add(Shape s, bool below_ribs) {
    if (below_ribs)
      for (const Rib& rib : l_.ribs)
        s.cut(column(rib_x(rib) - rib.half_mm), column(rib_x(rib) + rib.half_mm));
    s.finish_extent(0.5 * narrowest_px_);
    out_.shapes.push_back(std::move(s));
  }

  void add_shadows() {
    for (const Rib& rib : l_.ribs)
      for (std::size_t c = 0; c < out_.shadow.size(); ++c) {
        const double inside = (rib.half_mm - std::abs(x(c) - rib_x(rib))) / l_.column_mm;
        const double strength = std::clamp(0.5 + inside / 3, 0.0, 1.0);  // edge of 3 pixels
        if (strength <= 0) continue;
        out_.shadow[c] = static_cast<float>(strength);
        out_.shadow_row[c] = row(rib_depth(rib, c) + 0.6);
      }
  }

  double rib_depth(const Rib& rib, std::size_t c) const {
    const double off = x(c) - rib_x(rib);
    return rib.depth_mm + off * off / (2 * kRibRadiusMm) + m_.wall_z;
  }

  void add_fascia(const Fascia& fascia) {
    Shape s = shape(kFasciaBand, fascia.look, 0.6, m_.wall_x);
    for (std::size_t c = 0; c < s.centre.size(); ++c) {
      s.centre[c] = row(fascia.depth_mm + fascia.bend.at(x(c) - m_.wall_x) + m_.wall_z);
      s.half[c] = row(fascia.half_mm);
    }
    s.set_cosine_from_slope();
    add(std::move(s), fascia.depth_mm > (l_.ribs.empty() ? 1e9 : l_.ribs.front().depth_mm - 1));
  }

  void add_pleura() {
    const double low = column(l_.fuzzy.low + m_.lung_x), high = column(l_.fuzzy.high + m_.lung_x);
    if (l_.has_sharp) {
      Shape s = shape(kSharpPleura, l_.sharp_look, 0.85, m_.lung_x);
      s.image_blur = 0.5F;
      s.centre = out_.pleura_row;
      std::fill(s.half.begin(), s.half.end(), row(l_.sharp_half_mm));
      if (l_.has_fuzzy) s.cut(low, high);
      s.set_cosine_from_slope();
      add(std::move(s), true);
    }
    if (l_.has_fuzzy) {
      Shape s = shape(kFuzzyPleura, l_.fuzzy_look, 0.4, m_.lung_x);
      s.blur = s.image_blur = fuzzy_blur_;
      for (std::size_t c = 0; c < s.centre.size(); ++c) {
        const double lung_x = x(c) - m_.lung_x;
        s.centre[c] = out_.pleura_row[c] + row(l_.ragged.at(lung_x));
        s.half[c] = row(l_.fuzzy_half_mm + l_.ragged_half.at(lung_x));
      }
      if (l_.has_sharp) s.keep(low, high);
      for (const Interval& gap : l_.gaps) s.cut(column(gap.low + m_.lung_x), column(gap.high + m_.lung_x));
      add(std::move(s), true);
    }
  }

  void add_reverberation(const Reverberation& echo) {
    Shape s = shape(echo.sub ? kSubALine : kALine, echo.look, 0.75, m_.wall_x);
    const Fascia& fascia = l_.fascias.back();
    for (std::size_t c = 0; c < s.centre.size(); ++c) {
      const double fascia_mm = fascia.depth_mm + fascia.bend.at(x(c) - m_.wall_x) + m_.wall_z;
      s.centre[c] = static_cast<float>(echo.order) * out_.pleura_row[c];
      if (echo.sub) s.centre[c] += out_.pleura_row[c] - row(fascia_mm);
      s.half[c] = row(echo.half_mm);
    }
    s.set_cosine_from_slope();
    s.keep(column(echo.extent.low + m_.wall_x), column(echo.extent.high + m_.wall_x));
    for (const Interval& hidden : behind_b_lines()) s.cut(hidden.low, hidden.high);
    add(std::move(s), true);
  }

  // Columns where horizontal echoes are wiped out: the B lines, and gaps between them too narrow to show one.
  std::vector<Interval> behind_b_lines() const {
    std::vector<Interval> hidden;
    for (const BLine& line : l_.b_lines)
      hidden.push_back(
          {column(line.x_mm + m_.lung_x - line.half_mm), column(line.x_mm + m_.lung_x + line.half_mm)});
    std::sort(hidden.begin(), hidden.end(),
              [](const Interval& a, const Interval& b) { return a.low < b.low; });
    std::vector<Interval> merged;
    for (const Interval& next : hidden) {
      if (!merged.empty() && next.low - merged.back().high < narrowest_px_) {
        merged.back().high = std::max(merged.back().high, next.high);
      } else {
        merged.push_back(next);
      }
    }
    return merged;
  }

  void add_b_line(const BLine& line) {
    Shape s = shape(kVerticalLine, line.look, 0.35, m_.lung_x);
    s.undiminished = true;
    s.image_blur = kBLineBlur;
    const auto bottom = static_cast<float>(3 * height_);  // the image's end is not an edge of the line
    for (std::size_t c = 0; c < s.centre.size(); ++c) {
      s.centre[c] = 0.5F * (out_.pleura_row[c] + bottom);
      s.half[c] = 0.5F * (bottom - out_.pleura_row[c]);
    }
    s.keep(column(line.x_mm + m_.lung_x - line.half_mm), column(line.x_mm + m_.lung_x + line.half_mm));
    for (std::size_t c = 0; c < s.shade_db.size(); ++c) {
      const double off = (x(c) - line.x_mm - m_.lung_x) / line.half_mm;
      s.shade_db[c] -= static_cast<float>(kBLineProfileDb * std::min(1.5, off * off));
    }
    add(std::move(s), true);
  }

  void add_rib_cap(const Rib& rib) {
    Shape s = shape(-1, {22, 1, {}}, 0.7, m_.wall_x);
    s.image_blur = 0.5F;
    for (std::size_t c = 0; c < s.centre.size(); ++c) {
      s.centre[c] = row(rib_depth(rib, c));
      s.half[c] = row(std::max(0.45, 1.2 * l_.pixel_mm));
    }
    s.set_cosine_from_slope();
    s.keep(column(rib_x(rib) - rib.half_mm), column(rib_x(rib) + rib.half_mm));
    add(std::move(s), false);
  }

  const Layout& l_;
  const Motion& m_;
  int height_, width_;
  float fuzzy_blur_ = 1;
  double narrowest_px_ = 2;
  FrameAnatomy out_;
};

}  // namespace

FrameAnatomy make_anatomy(const Layout& layout, const Motion& motion, const PhantomOptions& options) {
  return AnatomyMaker(layout, motion, options).make();
}

}  // namespace sonosweep::data_tools
