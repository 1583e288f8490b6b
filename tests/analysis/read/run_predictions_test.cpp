// Predictions that are no longer what the run wrote.
#include "analysis/read/run_predictions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/all_tables.h"
#include "analysis/compare/patient_scores.h"
#include "analysis/made_up_results.h"
#include "analysis/read/stored_outcomes.h"
#include "analysis/tables/clinical_task.h"
#include "analysis/verified_results.h"
#include "core/atomic_file.h"
#include "core/sha256.h"
#include "message_of.h"
#include "sweep/run_details.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using sonosweep::testing::message_of;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RunPredictions : public ::testing::Test {
 protected:
  void SetUp() override { testing::write_verified_results(folder_, testing::clinical_study()); }
  StudyResults results() const { return read_study_results(folder_); }
  // Whole, and better than it was.
  void beautify(const std::string& id) const {
    auto rows = testing::verified_ratios();
    for (auto& row : rows) row.prediction = row.target;
    tasks::write_predictions(folder_.predictions_file(id), rows);
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_ / "results"};
};

TEST_F(RunPredictions, TheBytesMustBeThoseOfTheDigest) {
  const std::string id = "sf_ratio/t060/fold1";
  const auto path = folder_.predictions_file(id);
  const auto digest = sha256_file(path);
  EXPECT_EQ(checked_predictions(folder_, id, digest), path);
  beautify(id);
  EXPECT_THAT(message_of<ChangedFile>([&] { checked_predictions(folder_, id, digest); }),
              AllOf(HasSubstr(path.string() + ": is not what the run wrote"), HasSubstr(digest.substr(0, 8)),
                    HasSubstr(sha256_file(path).substr(0, 8)), HasSubstr("restore the file from a backup"),
                    HasSubstr("delete the result.json beside it")));
  EXPECT_EQ(checked_predictions(folder_, id, ""), path);  // of 0.1.0
  std::filesystem::remove(path);
  EXPECT_EQ(message_of<DataError>([&] { checked_predictions(folder_, id, digest); }), "no predictions.csv");
}

// The launcher may repeat a run between the two looks: that is no changed file.
TEST_F(RunPredictions, ARunThatIsMadeAnewMeanwhile) {
  const std::string id = "sf_ratio/t060/fold1";
  const auto before = results();
  beautify(id);
  testing::change_result(folder_, id, [&](auto& result) {
    result.details["files"]["predictions.csv"] = sha256_file(folder_.predictions_file(id));
  });
  const auto& task = clinical_tasks()[1];
  EXPECT_THAT(read_task_scores(before, task).problems,
              Contains("sf_ratio/t060/fold1: the run was made anew meanwhile; call again"));
  EXPECT_THAT(read_task_scores(results(), task).problems, IsEmpty());
}

// Whoever reads a row refuses it: comparisons and intervals of the thresholds, outcomes of the controls too.
TEST_F(RunPredictions, NoTableIsMadeFromAChangedFile) {
  EXPECT_NO_THROW(all_tables(results()));
  EXPECT_NO_THROW(StoredOutcomes{results()});
  for (const char* id : {"sf_change/t000/fold0", "sf_ratio/t060/fold1", "readmission/t060/fold0"}) {
    const auto path = folder_.predictions_file(id);
    const auto was = read_file(path);
    write_file_atomically(path, was + was.substr(was.find('\n') + 1));
    EXPECT_THAT(message_of<ChangedFile>([&] { all_tables(results()); }), HasSubstr(path.string())) << id;
    EXPECT_THAT(message_of<ChangedFile>([&] { StoredOutcomes{results()}; }), HasSubstr(path.string())) << id;
    write_file_atomically(path, was);
  }
  beautify("sf_ratio/grayscale/fold0");
  EXPECT_THROW(StoredOutcomes{results()}, ChangedFile);
}

// Whether a network of 0.1.0 is constant is read from its predictions.
TEST_F(RunPredictions, TheSpreadOfOldResultsToo) {
  EXPECT_NO_THROW(refuse_changed_predictions(results().runs()));
  beautify("sf_ratio/grayscale/fold0");
  EXPECT_THAT(message_of<ChangedFile>([&] { refuse_changed_predictions(results().runs()); }),
              HasSubstr("sf_ratio/grayscale/fold0/predictions.csv: is not what the run wrote"));
  testing::change_result(folder_, "sf_ratio/grayscale/fold0",
                         [](auto& result) { result.details.erase("files"); });
  EXPECT_NO_THROW(refuse_changed_predictions(results().runs()));
}

}  // namespace
}  // namespace sonosweep::analysis
