#include "data_tools/maps/map_values.h"

#include <algorithm>
#include <map>
#include <set>
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
  std::size_t painted = 0;
  std::array<std::size_t, 10> just_below = {}, beside = {};
  std::set<std::string> annotators;
};
// Class, kind, stated full scale, annotator ("": all).
using GroupKey = std::tuple<std::size_t, MapKind, std::uint64_t, std::string>;

std::map<GroupKey, Group> groups_of(const std::vector<JudgedMap>& maps, bool by_annotator) {
  std::map<GroupKey, Group> groups;
  for (std::size_t m = 0; m < maps.size(); ++m) {
    const auto& values = maps[m].values;
    Group& group = groups[{maps[m].channel, values.kind, values.stated_full_scale.value_or(0),
                           by_annotator ? maps[m].annotator : ""}];
    group.maps.push_back(m);
    group.annotators.insert(maps[m].annotator);
    group.largest = std::max(group.largest, values.largest);
    group.small |= values.small;
    group.painted += values.painted;
    for (std::size_t t = 0; t < values.beside.size(); ++t) {
      group.just_below[t] += values.just_below[t];
      group.beside[t] += values.beside[t];
    }
  }
  return groups;
}

std::uint64_t scale_of(const MapValues& values) {
  return values.stated_full_scale.value_or(values.kind == MapKind::kImage16 ? 65535 : 255);
}

// The width of one step of the file's scale in basis points, rounded up; 0 where every percentage is a step.
int step_of(const MapValues& values) {
  if (values.kind == MapKind::kReal || values.kind == MapKind::kBool) return 0;
  const std::uint64_t scale = scale_of(values);
  if (scale < 100 || scale % 100 == 0) return 0;
  return static_cast<int>((data::kFullConfidence + scale - 1) / scale);
}

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
  if (largest <= 10) return largest;
  for (const std::uint64_t end : {100, 255, 1000, 1023, 4095, 10000, 16383})
    if (largest <= end && (largest == end || end == 100 || end == 255)) return end;
  return largest;
}

void judge_scale(const std::string& name, const std::string& whose, const Group& group,
                 const JudgedMap& first, Verdict verdict, Faults& faults) {
  const auto& values = first.values;
  const bool deep = values.kind == MapKind::kImage16;
  const std::uint64_t scale = scale_of(values);
  const std::string text = fmt::format(
      "class '{}'{}: the values of {} map{} {} ({}{}) end at {} ({}), which is {:.1f} % of "
      "full scale {}. Say "
      "which "
      "value means 100 %: a column full_scale in annotations.csv ({}?{}), or full_scale in dataset.ini or "
      "--full-scale for all maps",
      name, whose, group.maps.size(), group.maps.size() == 1 ? "" : "s",
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
  // Nobody's highest confidence is below 1 %; but somebody has said the scale.
  return group.largest > 0 && group.largest * 100 < *values.stated_full_scale ? Verdict::kDoubtful
                                                                              : Verdict::kGood;
}

// Whoever writes floor(255 p) makes 127 of 50 %, which is no label at >= 50 %. A value stands out where few
// pixels have one beside it; in a ramp all are alike.
void note_rounded_down(const std::string& name, const Group& group, const JudgedMap& first, Faults& faults) {
  std::vector<std::string> percents;
  std::size_t pixels = 0;
  for (std::size_t tenth = 1; tenth < group.just_below.size(); ++tenth) {
    const std::size_t count = group.just_below[tenth];
    if (count == 0 || count * 20 < group.painted || count < 4 * group.beside[tenth]) continue;
    percents.push_back(std::to_string(10 * tenth));
    pixels += count;
  }
  if (percents.empty()) return;
  const std::uint64_t scale = scale_of(first.values);
  faults.note(
      "class '{}': {:.0f} % of the painted pixels of {} map{} (the first: {}) have the value just below {} % "
      "of full "
      "scale {}, and are no label at that threshold: were they rounded down when they were written? Write "
      "round({} p), "
      "or say the value that means 100 % in a column full_scale",
      name, 100.0 * static_cast<double>(pixels) / static_cast<double>(group.painted), group.maps.size(),
      group.maps.size() == 1 ? "" : "s", first.file, some_of(percents, 9), scale, scale);
}

// Thresholds that no label of a class can reach, said before anything is trained.
void note_heights(const std::vector<std::string>& classes, const std::vector<JudgedMap>& maps,
                  Faults& faults) {
  std::vector<int> highest(classes.size(), -1);
  std::vector<std::size_t> count(classes.size(), 0);
  for (const auto& map : maps) {
    if (map.values.pixels == 0) continue;
    highest.at(map.channel) = std::max(highest.at(map.channel), map.values.highest);
    ++count[map.channel];
  }
  std::vector<std::string> empty, low;
  for (std::size_t c = 0; c < classes.size(); ++c) {
    if (highest[c] == 0) empty.push_back(fmt::format("'{}' ({} maps)", classes[c], count[c]));
    if (highest[c] > 0 && highest[c] < data::kFullConfidence)
      low.push_back(fmt::format("'{}' {:.4g} %", classes[c], highest[c] / 100.0));
  }
  if (!empty.empty())
    faults.note("classes whose maps are all empty, 0 everywhere: {}; nothing can be learned of them",
                some_of(empty));
  if (!low.empty())
    faults.note(
        "classes that never reach 100 % confidence, with the highest they have: {}; thresholds above have no "
        "label "
        "there. If another value means 100 %, say it in a column full_scale of annotations.csv",
        some_of(low, 20));
}

}  // namespace

void MapValues::look(const cv::Mat& basis_points) {
  const int step = step_of(*this);
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
      highest = std::max(highest, bp);
      if (step == 0) continue;
      constexpr int kTenth = data::kFullConfidence / 10;
      const std::size_t tenth =
          static_cast<std::size_t>((bp + 3 * step) / kTenth);  // the one at hand or just above
      const int distance = bp - static_cast<int>(tenth) * kTenth;
      if (tenth == 0 || tenth >= just_below.size() || distance >= 2 * step) continue;
      ++(distance < 0 && distance >= -step ? just_below : beside)[tenth];
    }
}

bool MapValues::paints_nearly_all() const {
  return painted * 10 > pixels * 9 && border_painted * 10 > border_pixels * 9 &&
         confidence_sum * 2 >= static_cast<double>(painted);
}

std::vector<bool> judge_maps(const std::vector<std::string>& classes, const std::vector<JudgedMap>& maps,
                             Faults& faults) {
  std::vector<bool> wrong(maps.size(), false);
  const auto judge_group = [&](const Group& group, const std::string& whose) {
    const JudgedMap& first = maps[group.maps.front()];
    const Verdict verdict = judge(group, first.values);
    if (verdict == Verdict::kGood) return false;
    judge_scale(classes.at(first.channel), whose, group, first, verdict, faults);
    if (verdict == Verdict::kWrong)
      for (const std::size_t m : group.maps) wrong[m] = true;
    return true;
  };
  const auto alone = groups_of(maps, true);
  for (const auto& [key, group] : groups_of(maps, false)) {
    if (judge_group(group, "")) continue;
    const JudgedMap& first = maps[group.maps.front()];
    note_rounded_down(classes.at(first.channel), group, first, faults);
    // An annotator on the right scale must not hide another on a wrong one.
    auto own_key = key;
    for (const std::string& annotator : group.annotators) {
      std::get<3>(own_key) = annotator;
      if (group.annotators.size() > 1)
        judge_group(alone.at(own_key), fmt::format(", annotator '{}'", annotator));
    }
  }
  struct Painted {
    std::size_t all = 0, nearly_all = 0, example = 0;
  };
  std::map<std::pair<std::size_t, std::string>, Painted> annotators;
  for (std::size_t m = 0; m < maps.size(); ++m) {
    const auto& values = maps[m].values;
    Painted& painted = annotators[{maps[m].channel, maps[m].annotator}];
    painted.all += values.painted > 0 ? 1 : 0;
    if (!values.paints_nearly_all()) continue;
    if (painted.nearly_all++ == 0) painted.example = m;
  }
  note_heights(classes, maps, faults);
  for (const auto& [key, painted] : annotators)
    if (painted.nearly_all > 0)
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
