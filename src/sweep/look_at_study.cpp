#include "sweep/look_at_study.h"

#include "core/error.h"
#include "core/folder.h"
#include "study/study_file.h"
#include "sweep/study_plan.h"

namespace sonosweep::sweep {
namespace {

study::Study study_of(const StudyFolder& folder) {
  if (!is_there(folder.study_file()))
    throw_error<UsageError>(
        "{}: no study.json in it, so it is no results folder; give the folder that was sonosweep-launch's "
        "--out",
        folder.root().string());
  const auto record = folder.read_record();
  try {
    return study::study_from_json(record.study, folder.study_file().string());
  } catch (const UsageError& error) {
    throw_error<DataError>("{}; was it written by another version?", error.what());
  }
}

}  // namespace

farm::StudyStatus look_at_study(const StudyFolder& folder, std::int64_t now_ms) {
  return look_at_results(folder, plan_study(study_of(folder)), now_ms);
}

}  // namespace sonosweep::sweep
