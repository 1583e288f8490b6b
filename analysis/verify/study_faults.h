// What study.json says beside the study itself (split of patients, classes, unit of S/F ratios), against
// itself and against what the results can tell.
#pragma once

#include <string>
#include <vector>

#include "study/study.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {

// The S/F ratios that stand as targets in predictions, in the study's unit.
struct SeenRatios {
  double least = 0, most = 0;
  bool any = false;
  void add(double ratio);
};

// One line each: a patient on two sides, or testing in two groups; other numbers of groups, folds and
// segmenters of folds than the study asks for; patients of a segmenter who are in no fold, or the other way
// round; classes without a name or twice; a unit of S/F ratios that makes `ratios` none that anybody can have
// (50 to 500 in real data).
std::vector<std::string> study_faults(const sweep::StudyRecord& record, const study::Study& study,
                                      const SeenRatios& ratios);

}  // namespace sonosweep::analysis
