#include "jobs/run/single_run.h"

#include <chrono>
#include <cstdlib>
#include <optional>
#include <utility>

#include "core/atomic_file.h"
#include "core/checkpoint_files.h"
#include "core/error.h"
#include "core/file_lock.h"
#include "core/log.h"
#include "core/text.h"
#include "farm/results/attempt_folder.h"
#include "farm/results/done_run.h"
#include "farm/results/provenance.h"
#include "jobs/run/clinical_job.h"
#include "jobs/run/mask_cache_job.h"
#include "jobs/run/nothing_to_learn.h"
#include "jobs/run/run_folder.h"
#include "jobs/run/run_record.h"
#include "jobs/run/segmentation_job.h"
#include "study/grid.h"
#include "study/study_file.h"
#include "sweep/run_details.h"
#include "sweep/study_folder.h"
#include "train/device.h"

namespace sonosweep::jobs {
namespace {

// The attempt that the launcher says this is, which then also makes a result of it; 0 = a run by hand.
int attempt_of_launcher() {
  const char* text = std::getenv("SONOSWEEP_ATTEMPT");
  const auto number = text != nullptr ? parse_integer(text) : std::nullopt;
  return number && *number >= 1 ? static_cast<int>(*number) : 0;
}

// Why a finished run is to be repeated; "" if it is not.
std::string reason_to_repeat(const RunContext& context, const farm::RunResult& done) {
  if (auto reason = farm::outdated_input(done, context.results); !reason.empty()) return reason;
  if (context.spec.kind != study::RunKind::kCache || sweep::had_nothing_to_learn(done)) return {};
  // What others will read is looked at again, not taken on trust.
  return look_at_mask_cache(context, wanted_mask_cache(context)).fault;
}

// What stands in the run's own folder.
enum class Standing { kNothing, kDone, kOutdated };

// An outdated result stays until the new one takes its place. No old checkpoint is continued for that: a run
// that is made from other inputs has another identity (run_folder.h); masks are judged by what they say
// themselves.
Standing standing_result(const RunContext& promoted) {
  const auto there = farm::find_run_result(promoted.result_file());
  if (!there || !there->done) return Standing::kNothing;
  const auto reason = reason_to_repeat(promoted, *there);
  if (reason.empty()) {
    log_info("{}: done already, see {}", promoted.spec.id(), promoted.result_file().string());
    return Standing::kDone;
  }
  log_warning("{}: was done, and is done again: {}", promoted.spec.id(), reason);
  return Standing::kOutdated;
}

// "" if the run is done and can be read from. Masks are looked at by whoever opens them.
std::string why_unusable(const RunContext& context, const std::string& id) {
  const auto result = farm::find_run_result(context.results.result_file(id));
  if (!result || !result->done) return "it is not done";
  return study::find_run(context.setup.study, id).kind == study::RunKind::kCache
             ? std::string()
             : farm::outdated_input(*result, context.results);
}

void require_needed_runs(const RunContext& context) {
  for (const auto& id : study::needs_of(context.setup.study, context.spec))
    if (const auto why = why_unusable(context, id); !why.empty())
      throw_error<UsageError>(
          "{} needs {}: {}; run {} first (sonosweep-run .. --run {}), or let sonosweep-launch run "
          "the study",
          context.spec.id(), id, why, id, id);
}

farm::RunResult perform(const RunContext& context) {
  if (auto result = result_without_masks(context)) return std::move(*result);
  switch (context.spec.kind) {
    case study::RunKind::kSegmentation:
      return run_segmentation(context);
    case study::RunKind::kCache:
      return run_mask_cache(context);
    default:
      return run_clinical(context);
  }
}

}  // namespace

void perform_single_run(const SingleRunRequest& request) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  auto study =
      study::read_study_file(request.study);  // a wrong study is said before a large pack is looked at
  const data::PackReader pack(request.data);
  const sweep::StudyFolder results(request.out);
  const auto setup = set_up_study(pack.index(), std::move(study), &results);
  const auto spec = study::find_run(setup.study, request.run_id);
  results.open(setup.record);
  const RunContext promoted{setup, pack, results, spec, results.run(spec.id())};
  require_needed_runs(promoted);
  const int given = attempt_of_launcher();
  std::optional<FileLock> by_hand;  // a launcher looks after its own
  create_folders(results.attempts(spec.id()));
  if (given == 0) by_hand.emplace(results.attempts(spec.id()) / ".lock", "sonosweep-run");
  const bool keeps_weights = study::keeps_weights(setup.study, spec);
  const auto standing = standing_result(promoted);
  if (standing == Standing::kDone) {
    if (by_hand)
      farm::tidy_done_run(results, spec.id(), farm::read_run_result(promoted.result_file()), keeps_weights);
    return;
  }
  const int attempt = given > 0 ? given : farm::make_next_attempt(results, spec.id());
  farm::make_attempt(results, spec.id(), attempt);
  const RunContext context{setup, pack, results, spec, results.attempt(spec.id(), attempt)};
  const FileLock lock(context.folder / ".lock", "sonosweep-run");
  farm::take_over(results, spec.id(), attempt);
  train::set_threads(setup.study.threads);
  train::warn_if_blas_is_slow();

  auto result = perform(context);
  result.attempts = attempt;
  record_circumstances(result, setup, context.folder,
                       std::chrono::duration<double>(Clock::now() - start).count());
  if (!keeps_weights && std::filesystem::exists(context.best_file())) farm::set_weights_dropped(result);
  farm::write_run_result(context.result_file(), result);
  remove_checkpoints(context.folder);  // only after the result, which is what they lead to
  if (given == 0) farm::promote(results, spec.id(), attempt, standing == Standing::kOutdated);
}

}  // namespace sonosweep::jobs
