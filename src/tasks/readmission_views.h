// Task 3: one sample per patient and view, made of the videos of that view on two days.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tasks/clinical_videos.h"

namespace sonosweep::tasks {

enum class ReadmissionDays { kFirstTwo, kFirstLast };
// "first_two", "first_last". Throws UsageError.
ReadmissionDays parse_readmission_days(const std::string& text);

struct ReadmissionView {
  std::string patient, view;
  int label = 0;  // 1 = readmitted within 30 days
  std::vector<std::size_t> first_day,
      second_day;  // rows of ReadmissionSamples::videos; several videos: mean feature
};

struct ReadmissionSamples {
  std::vector<TaskVideo> videos;       // those of `views`, no others
  std::vector<ReadmissionView> views;  // by patient, view
  // Videos, patients, and views of the patients that vote, that do not count, one line each: "v012: no view",
  // "p3: outcome unknown", "p4: one recorded day only", "p5 L2: no video on day 3".
  std::vector<std::string> left_out;
};

// A patient's days are those on which there is a video with a view. A view that lacks one of the two days
// does not vote; a patient with no complete view, or of unknown outcome, is left out.
ReadmissionSamples readmission_samples(const data::PackIndex& index, const std::vector<std::string>& patients,
                                       ReadmissionDays days);

}  // namespace sonosweep::tasks
