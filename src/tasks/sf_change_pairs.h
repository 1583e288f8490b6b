// Task 1: pairs of videos of one zone, and whether the S/F ratio fell, stayed or rose from the first to the
// second.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "tasks/clinical_videos.h"

namespace sonosweep::tasks {

enum class SfChange { kDecrease = 0, kSame = 1, kIncrease = 2 };
// "decrease", "same", "increase".
const char* sf_change_name(SfChange change);

// kSame where the two are equal within 1e-6.
SfChange classify_sf_change(double first, double second);
// What the label becomes when the two videos change places.
SfChange swapped(SfChange change);

struct VideoPair {
  std::size_t first = 0, second = 0;  // rows of the list of videos
  SfChange label = SfChange::kSame;
};

// Which pairs of a zone a training uses: all; those of one patient, of one day too; all but those of one
// patient on one day.
enum class TrainPairs { kAll, kOwnPatient, kNotSameDay };
// Of a study's words: "all", "own_patient", "not_same_day". Throws std::invalid_argument for others.
TrainPairs parse_train_pairs(const std::string& text);
bool is_wanted(TrainPairs wanted, const TaskVideo& a, const TaskVideo& b);

// The wanted pairs of one zone, across patients and days; first < second. Every video must have an S/F ratio,
// otherwise throws std::bad_optional_access; below too.
std::vector<VideoPair> training_pairs(const std::vector<TaskVideo>& videos,
                                      TrainPairs wanted = TrainPairs::kAll);

// Pairs of one patient and zone, same day included, chronological (same day: by view, then id, as text); by
// patient, zone, first, second video in that order. With `both` also each pair the other way round, right
// behind it.
std::vector<VideoPair> evaluation_pairs(const std::vector<TaskVideo>& videos, bool both);

// Whether the two videos are of one patient and day: then there is one S/F ratio, and nothing can change.
bool is_of_one_day(const std::vector<TaskVideo>& videos, const VideoPair& pair);
// The pairs that are not.
std::vector<VideoPair> pairs_across_days(const std::vector<TaskVideo>& videos,
                                         const std::vector<VideoPair>& pairs);

// How many pairs of each class, by SfChange.
std::array<std::size_t, 3> count_classes(const std::vector<VideoPair>& pairs);

}  // namespace sonosweep::tasks
