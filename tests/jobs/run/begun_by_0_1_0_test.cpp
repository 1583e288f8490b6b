// A study that sonosweep 0.1.0 began (study.ini, study.json and the identities of three of its runs, as it
// wrote them): this version goes on with it, so its checkpoints must be those of the same runs, trained by
// the rules of then.
#include <gtest/gtest.h>

#include <filesystem>

#include "core/atomic_file.h"
#include "core/text.h"
#include "jobs/run/run_identity.h"
#include "study/grid.h"
#include "study/study_file.h"
#include "sweep/study_folder.h"
#include "test_paths.h"

namespace sonosweep::jobs {
namespace {

const std::filesystem::path kFolder =
    std::filesystem::path(SONOSWEEP_SOURCE_DIR) / "tests/jobs/run/begun_by_0_1_0";

StudySetup setup(bool earlier_rules) {
  StudySetup out;
  out.record = sweep::StudyFolder(kFolder).read_record();
  out.study = study::read_study_file(kFolder / "study.ini");
  if (earlier_rules) study::keep_earlier_rules(out.study, out.record.study);
  out.record.study = study::study_to_json(out.study);
  return out;
}

std::string identity(const StudySetup& setup, const std::string& run) {
  const auto spec = study::find_run(setup.study, run);
  const auto& split = setup.record.split();
  if (spec.kind == study::RunKind::kSegmentation)
    return segmentation_identity(setup, spec, study::segmenter_sides(split, spec.fold));
  return clinical_identity(setup, spec, spec.kind, study::task_sides(split, spec.fold),
                           study::task_config(setup.study, spec.kind).lr, {});
}

TEST(BegunBy010, is_the_same_study) {
  const auto begun = sweep::StudyFolder(kFolder).read_record();
  EXPECT_EQ(setup(true).record.study.dump(), begun.study.dump());
  EXPECT_NE(setup(false).record.study.dump(), begun.study.dump());
  // Tables, status and report read it from there.
  const auto read = study::study_from_json(begun.study, "study.json");
  EXPECT_EQ(read.video.batch_norm, "running");
  EXPECT_EQ(read.segmentation.best_ties, "earliest");
}

TEST(BegunBy010, has_the_same_runs) {
  int runs = 0;
  for (const auto& line : split_list(read_file(kFolder / "identities"), '\n')) {
    if (line.empty()) continue;
    const auto run = line.substr(0, line.find(' '));
    EXPECT_EQ(identity(setup(true), run), line);
    EXPECT_NE(identity(setup(false), run), line);
    ++runs;
  }
  EXPECT_EQ(runs, 3);
}

}  // namespace
}  // namespace sonosweep::jobs
