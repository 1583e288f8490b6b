// Whether the results of a study are what they say they are, and whether they belong together. Reads only.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "analysis/read/study_results.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {

struct Difference {
  std::string run;   // where it was found
  std::string what;  // "best.pt: not the bytes it ended with"
  // In what its result.json says: which program, study and data, or that it is damaged. Otherwise in files.
  bool of_result = true;
  bool spreads = true;  // to what was made from this run
};

struct Verification {
  // By run id; no entry where there is none.
  std::map<std::string, std::vector<Difference>> own;        // found at this run
  std::map<std::string, std::vector<Difference>> inherited;  // at what it was made from, directly or not
  std::vector<std::string> study;                            // of study.json; every row rests on it
  std::size_t results = 0, files = 0;                        // looked at
  std::size_t dropped = 0;  // best.pt that are not there, since keep_weights = needed dropped them
};

// Of every run with a result: that it is of the data set and study of study.json; of the binary and LibTorch
// that most results are of; that its inputs are still what they were; that the files it recorded are there
// with the same bytes; that its metrics are values they can have. Of a clinical run: that its metrics, counts
// and what it says of its network (constant, or not) are those of its predictions.csv (prediction_faults.h),
// that these are about the test patients of study.json, and that its predictor is that of the fold's other
// runs. Of a segmenter: segmenter_faults.h. Of study.json itself: study_faults.h. Runs without a result are
// no difference here. Results of before something was recorded are judged by what they have.
Verification verify_results(const StudyResults& results, const sweep::StudyFolder& folder);

}  // namespace sonosweep::analysis
