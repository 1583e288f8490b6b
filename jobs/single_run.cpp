#include "jobs/single_run.h"

#include <chrono>
#include <cstdlib>

#include "core/atomic_file.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/file_lock.h"
#include "core/log.h"
#include "core/text.h"
#include "data/pack_reader.h"
#include "jobs/segmentation_job.h"
#include "jobs/study_setup.h"
#include "sweep/grid.h"
#include "sweep/study_file.h"
#include "train/device.h"

namespace sonosweep::jobs {
namespace {

// Which attempt this is: the launcher says so.
int attempt_number() {
  const char* text = std::getenv("SONOSWEEP_ATTEMPT");
  const auto number = text != nullptr ? parse_integer(text) : std::nullopt;
  return number && *number >= 1 ? static_cast<int>(*number) : 1;
}

}  // namespace

void perform_single_run(const SingleRunRequest& request) {
  using Clock = std::chrono::steady_clock;
  const auto start = Clock::now();
  (void)sweep::read_study_file(request.study);  // a wrong study is said before a large pack is looked at
  const data::PackReader pack(request.data);
  const auto setup = set_up_study(pack.index(), request.study);
  const auto spec = sweep::find_run(setup.study, request.run_id);
  const sweep::ResultsFolder results(request.out);
  results.open(setup.record);
  const auto folder = results.run(spec.id());
  create_folders(folder);
  const FileLock lock(folder / ".lock", "sonosweep-run");
  if (const auto there = sweep::find_run_result(results.result_file(spec.id())); there && there->done) {
    log_info("{}: done already, see {}", spec.id(), results.result_file(spec.id()).string());
    return;
  }
  train::set_threads(setup.study.threads);
  train::warn_if_blas_is_slow();

  auto result = run_segmentation(setup, pack, spec, folder);
  result.attempts = attempt_number();
  result.details["config"] = setup.record.study;
  result.details["data"] = {{"name", setup.record.data_name}, {"checksum", setup.record.data_checksum}};
  result.details["wall_s"] = std::chrono::duration<double>(Clock::now() - start).count();
  result.details["peak_memory_bytes"] = train::peak_memory_bytes();
  result.details["host"] = host_name();
  result.details["versions"] = {{"sonosweep", build_info().version},
                                {"git_describe", build_info().git_describe},
                                {"compiler", build_info().compiler},
                                {"libtorch", train::torch_version()}};
  sweep::write_run_result(results.result_file(spec.id()), result);
}

}  // namespace sonosweep::jobs
