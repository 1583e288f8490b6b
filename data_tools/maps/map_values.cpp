#include "data_tools/maps/map_values.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include "data/basis_points.h"

namespace sonosweep::data_tools {
namespace {

// Maps of one class that are read on the same scale.
struct Group {
  std::vector<std::size_t> maps;
  std::uint64_t largest = 0;
  std::bitset<256> small;
};

bool all_multiples_of(const std::bitset<256>& values, std::size_t step) {
  for (std::size_t v = 0; v < values.size(); ++v)
    if (values.test(v) && v % step != 0) return false;
  return true;
}

// "0, 20, 40 and 3 more".
std::string values_seen(const Group& group) {
  std::vector<std::string> texts;
  for (std::size_t v = 0; v < group.small.size(); ++v)
    if (group.small.test(v)) texts.push_back(std::to_string(v));
  if (group.largest >= group.small.size()) texts.push_back(std::to_string(group.largest));
  return some_of(texts, 6);
}

enum class Verdict { kGood, kDoubtful, kWrong };

// On the scale of an image, 255 or 65535, that nobody has stated.
Verdict judge_image(const Group& group, bool deep) {
  const auto largest = group.largest;
  if (largest == 0) return Verdict::kGood;
  if (deep) {
    if (largest <= 255) return Verdict::kWrong;
    // Per mille, basis points, and the ends of 10, 12, 14, 15 bits.
    constexpr std::uint64_t kEnds[] = {1000, 1023, 4095, 10000, 16383, 32767};
    return std::find(std::begin(kEnds), std::end(kEnds), largest) != std::end(kEnds) ? Verdict::kDoubtful
                                                                                     : Verdict::kGood;
  }
  if (largest > 100 || all_multiples_of(group.small, 51)) return Verdict::kGood;  // 51 = 20 % of 255
  // Percent is given in steps; faint maps on the scale of 255 have any values.
  return largest == 100 || largest <= 10 || all_multiples_of(group.small, 5) ? Verdict::kWrong
                                                                             : Verdict::kDoubtful;
}

// What full_scale they probably have.
std::uint64_t likely_full_scale(std::uint64_t largest) {
  for (const std::uint64_t end : {1, 100, 255, 1000, 1023, 4095, 10000, 16383})
    if (largest <= end && (largest == end || end == 100 || end == 255)) return end;
  return largest;
}

void judge_scale(const std::string& name, const Group& group, const JudgedMap& first, Verdict verdict,
                 Faults& faults) {
  const auto& values = first.values;
  const bool deep = values.kind == MapKind::kImage16;
  const std::uint64_t scale = values.stated_full_scale.value_or(deep ? 65535 : 255);
  const std::string text = fmt::format(
      "class '{}': the values of {} map{} {} ({}{}) end at {} ({}), which is {:.1f} % of full scale {}. Say "
      "which "
      "value means 100 %: a column full_scale in annotations.csv ({}?{}), or full_scale in dataset.ini or "
      "--full-scale for all maps",
      name, group.maps.size(), group.maps.size() == 1 ? "" : "s",
      values.kind == MapKind::kInteger ? "of integers"
      : deep                           ? "of 16 bits"
                                       : "of 8 bits",
      group.maps.size() == 1 ? "" : "the first: ", first.file, group.largest, values_seen(group),
      100.0 * static_cast<double>(group.largest) / static_cast<double>(scale), scale,
      likely_full_scale(group.largest),
      values.stated_full_scale ? "" : fmt::format(" {} if they are meant as they are", scale));
  verdict == Verdict::kWrong ? faults.add_text(text) : faults.note_text(text);
}

Verdict judge(const Group& group, const MapValues& values) {
  if (values.kind == MapKind::kReal || values.kind == MapKind::kBool) return Verdict::kGood;
  if (!values.stated_full_scale) return judge_image(group, values.kind == MapKind::kImage16);
  // Nobody's highest confidence is below 1 %.
  return group.largest > 0 && group.largest * 100 < *values.stated_full_scale ? Verdict::kWrong
                                                                              : Verdict::kGood;
}

}  // namespace

void MapValues::look(const cv::Mat& basis_points) {
  for (int y = 0; y < basis_points.rows; ++y)
    for (int x = 0; x < basis_points.cols; ++x) {
      const int bp = basis_points.at<std::uint16_t>(y, x);
      const bool border = y == 0 || x == 0 || y == basis_points.rows - 1 || x == basis_points.cols - 1;
      ++pixels;
      border_pixels += border ? 1 : 0;
      if (bp == 0) continue;
      ++painted;
      border_painted += border ? 1 : 0;
      confidence_sum += static_cast<double>(bp) / data::kFullConfidence;
    }
}

bool MapValues::paints_nearly_all() const {
  return painted * 10 > pixels * 9 && border_painted * 10 > border_pixels * 9 &&
         confidence_sum * 2 >= static_cast<double>(painted);
}

std::vector<bool> judge_maps(const std::vector<std::string>& classes, const std::vector<JudgedMap>& maps,
                             Faults& faults) {
  std::map<std::tuple<std::size_t, MapKind, std::uint64_t>, Group> scales;
  struct Painted {
    std::size_t all = 0, nearly_all = 0, example = 0;
  };
  std::map<std::pair<std::size_t, std::string>, Painted> annotators;
  for (std::size_t m = 0; m < maps.size(); ++m) {
    const auto& values = maps[m].values;
    Group& group = scales[{maps[m].channel, values.kind, values.stated_full_scale.value_or(0)}];
    group.maps.push_back(m);
    group.largest = std::max(group.largest, values.largest);
    group.small |= values.small;
    Painted& painted = annotators[{maps[m].channel, maps[m].annotator}];
    painted.all += values.painted > 0 ? 1 : 0;
    if (!values.paints_nearly_all()) continue;
    if (painted.nearly_all++ == 0) painted.example = m;
  }
  std::vector<bool> wrong(maps.size(), false);
  for (const auto& [key, group] : scales) {
    const JudgedMap& first = maps[group.maps.front()];
    const Verdict verdict = judge(group, first.values);
    if (verdict == Verdict::kGood) continue;
    judge_scale(classes.at(std::get<0>(key)), group, first, verdict, faults);
    if (verdict == Verdict::kWrong)
      for (const std::size_t m : group.maps) wrong[m] = true;
  }
  for (const auto& [key, painted] : annotators)
    if (painted.nearly_all * 2 > painted.all)
      faults.note(
          "class '{}', annotator '{}': {} of {} maps paint more than 90 % of the picture and its border, "
          "with high "
          "confidence (the first is {}): inverted, black on white? A column invert = 1 in annotations.csv "
          "reads them "
          "the other way round",
          classes.at(key.first), key.second, painted.nearly_all, painted.all, maps[painted.example].file);
  return wrong;
}

}  // namespace sonosweep::data_tools
