#include "jobs/run_record.h"

#include "core/build_info.h"
#include "train/device.h"

namespace sonosweep::jobs {

void record_circumstances(sweep::RunResult& result, const StudySetup& setup, double wall_s) {
  auto& details = result.details;
  details["config"] = setup.record.study;
  details["data"] = {{"name", setup.record.data_name}, {"checksum", setup.record.data_checksum}};
  details["wall_s"] = wall_s;
  details["peak_memory_bytes"] = train::peak_memory_bytes();
  details["host"] = host_name();
  details["versions"] = {{"sonosweep", build_info().version},
                         {"git_describe", build_info().git_describe},
                         {"compiler", build_info().compiler},
                         {"libtorch", train::torch_version()}};
}

}  // namespace sonosweep::jobs
