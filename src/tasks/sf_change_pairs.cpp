#include "tasks/sf_change_pairs.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <tuple>

namespace sonosweep::tasks {
namespace {

constexpr double kSameWithin = 1e-6;  // in units of 477

VideoPair labelled(const std::vector<TaskVideo>& videos, std::size_t first, std::size_t second) {
  return {first, second, classify_sf_change(videos[first].sf_ratio.value(), videos[second].sf_ratio.value())};
}

}  // namespace

const char* sf_change_name(SfChange change) {
  switch (change) {
    case SfChange::kDecrease:
      return "decrease";
    case SfChange::kSame:
      return "same";
    case SfChange::kIncrease:
      return "increase";
  }
  return "";
}

SfChange classify_sf_change(double first, double second) {
  if (std::abs(second - first) <= kSameWithin) return SfChange::kSame;
  return first > second ? SfChange::kDecrease : SfChange::kIncrease;
}

SfChange swapped(SfChange change) {
  switch (change) {
    case SfChange::kDecrease:
      return SfChange::kIncrease;
    case SfChange::kIncrease:
      return SfChange::kDecrease;
    case SfChange::kSame:
      break;
  }
  return SfChange::kSame;
}

TrainPairs parse_train_pairs(const std::string& text) {
  if (text == "all") return TrainPairs::kAll;
  if (text == "own_patient") return TrainPairs::kOwnPatient;
  if (text == "not_same_day") return TrainPairs::kNotSameDay;
  throw std::invalid_argument("train_pairs = " + text);
}

bool is_wanted(TrainPairs wanted, const TaskVideo& a, const TaskVideo& b) {
  switch (wanted) {
    case TrainPairs::kAll:
      break;
    case TrainPairs::kOwnPatient:
      return a.patient == b.patient;
    case TrainPairs::kNotSameDay:
      return a.patient != b.patient || a.day != b.day;
  }
  return true;
}

std::vector<VideoPair> training_pairs(const std::vector<TaskVideo>& videos, TrainPairs wanted) {
  std::vector<VideoPair> pairs;
  for (std::size_t i = 0; i < videos.size(); ++i)
    for (std::size_t j = i + 1; j < videos.size(); ++j)
      if (videos[i].zone == videos[j].zone && is_wanted(wanted, videos[i], videos[j]))
        pairs.push_back(labelled(videos, i, j));
  return pairs;
}

std::vector<VideoPair> evaluation_pairs(const std::vector<TaskVideo>& videos, bool both) {
  std::vector<std::size_t> rows(videos.size());
  std::iota(rows.begin(), rows.end(), 0);
  std::sort(rows.begin(), rows.end(), [&](std::size_t a, std::size_t b) {
    const auto key = [&](std::size_t row) {
      const TaskVideo& video = videos[row];
      return std::tie(video.patient, video.zone, video.day, video.view, video.id);
    };
    return key(a) < key(b);
  });
  std::vector<VideoPair> pairs;
  for (auto first = rows.begin(); first != rows.end(); ++first)
    for (auto second = first + 1; second != rows.end(); ++second) {
      const TaskVideo &a = videos[*first], &b = videos[*second];
      if (a.patient != b.patient || a.zone != b.zone) break;
      pairs.push_back(labelled(videos, *first, *second));
      if (both) pairs.push_back(labelled(videos, *second, *first));
    }
  return pairs;
}

bool is_of_one_day(const std::vector<TaskVideo>& videos, const VideoPair& pair) {
  const TaskVideo &a = videos[pair.first], &b = videos[pair.second];
  return a.patient == b.patient && a.day == b.day;
}

std::vector<VideoPair> pairs_across_days(const std::vector<TaskVideo>& videos,
                                         const std::vector<VideoPair>& pairs) {
  std::vector<VideoPair> across;
  for (const auto& pair : pairs)
    if (!is_of_one_day(videos, pair)) across.push_back(pair);
  return across;
}

std::array<std::size_t, 3> count_classes(const std::vector<VideoPair>& pairs) {
  std::array<std::size_t, 3> counts{};
  for (const auto& pair : pairs) ++counts.at(static_cast<std::size_t>(pair.label));
  return counts;
}

}  // namespace sonosweep::tasks
