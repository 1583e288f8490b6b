// predictions.csv of the clinical tasks, and the metrics that are computed from its rows: the numbers of
// tables 2-4. Columns: sf_change    video_first,video_second,label,logit_decrease,logit_same,logit_increase,
//                                   patient,day_first,day_second (0.1.0 had not these three)
//          sf_ratio     video,patient,day,view,target,prediction
//          readmission  patient,view,label,logit_no,logit_yes
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tasks/sf_change_pairs.h"

namespace sonosweep::tasks {

struct SfChangePrediction {
  std::string video_first, video_second;
  SfChange label = SfChange::kSame;
  std::array<double, 3> logits{};  // by SfChange
  // Whose the two videos are, and of which days; empty and nothing in files of 0.1.0.
  std::string patient = {};
  std::optional<int> day_first = {}, day_second = {};

  bool has_two_days() const { return day_first && day_second && *day_first != *day_second; }
};

struct SfRatioPrediction {
  std::string video, patient;
  int day = 0;
  std::string view;
  double target = 0, prediction = 0;  // in units of 477
};

struct ReadmissionPrediction {
  std::string patient, view;
  int label = 0;
  double logit_no = 0, logit_yes = 0;
};

using Metrics = std::map<std::string, double>;  // NaN = not defined on these rows

// The class of the largest logit; of equal ones the first of decrease, same, increase.
SfChange predicted_change(const SfChangePrediction& row);

// accuracy3; accuracy2 after argmax, decrease and same merged; accuracy3_days, accuracy2_days: the same over
// pairs of two days, of which `same` is the rare tie. NaN without rows, and where the days are not known.
Metrics sf_change_metrics(const std::vector<SfChangePrediction>& rows);

// Mean cross entropy of `increase` against the other two together over pairs of two days; NaN without any.
double sf_change_loss_of_days(const std::vector<SfChangePrediction>& rows);

// rmse_max, rmse_average, rmse_median over (patient, day): each takes the videos' predictions, mean over the
// videos of a view first, then maximum, average or median over the views (median of an even number: mean of
// the middle two).
Metrics sf_ratio_metrics(const std::vector<SfRatioPrediction>& rows);

// accuracy, recall, precision over patients; positive = readmitted. A patient's views vote (a view votes yes
// where logit_yes > logit_no); on a tie the class with the larger sum of logits over the views, "no" if those
// are equal too. Precision 0/0 = 0; recall is NaN where no patient is positive; all NaN without rows.
Metrics readmission_metrics(const std::vector<ReadmissionPrediction>& rows);

// The patients' votes: patient -> 0/1.
std::map<std::string, int> readmission_votes(const std::vector<ReadmissionPrediction>& rows);

// Whole or not at all, all digits (the values read back are the same). Throws Error, also for a prediction
// that is not finite.
void write_predictions(const std::filesystem::path& path, const std::vector<SfChangePrediction>& rows);
void write_predictions(const std::filesystem::path& path, const std::vector<SfRatioPrediction>& rows);
void write_predictions(const std::filesystem::path& path, const std::vector<ReadmissionPrediction>& rows);

// Throw DataError naming file, line and field: other columns, a field out of range, a file cut short, two
// targets of one patient and day, two labels of one patient, a video of two patients or days, a change
// within one day.
std::vector<SfChangePrediction> read_sf_change_predictions(const std::filesystem::path& path);
std::vector<SfRatioPrediction> read_sf_ratio_predictions(const std::filesystem::path& path);
std::vector<ReadmissionPrediction> read_readmission_predictions(const std::filesystem::path& path);

}  // namespace sonosweep::tasks
