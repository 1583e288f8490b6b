// An axis of the sweep as one row: all that ids, study files, results, tables and help say of it.
#pragma once

#include <string>
#include <vector>

#include "study/segmenter_choice.h"
#include "study/study.h"

namespace sonosweep::study {

struct AxisRow {
  ChoiceAxis axis;
  const char* name;   // in results and CSV: "sub_threshold"
  const char* title;  // of a column: "Sub-threshold"
  const char* noun;   // in a sentence: "sub-threshold rule"
  const char* key;    // of the study file: "segmentation.sub_threshold"
  std::string SegmenterChoice::*part;
  const std::vector<std::string>& (*values)(const Study&);  // what the study lists

  std::string section() const;  // of the key: "segmentation"
  std::string short_key() const;
};

// In the order of ids and tables.
const std::vector<AxisRow>& axis_rows();
const AxisRow& row_of(ChoiceAxis axis);

}  // namespace sonosweep::study
