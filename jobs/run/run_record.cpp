#include "jobs/run/run_record.h"

#include <unistd.h>

#include <string>

#include "core/build_info.h"
#include "farm/processes/gpus.h"
#include "farm/results/circumstances.h"
#include "sweep/study_folder.h"
#include "train/device.h"

namespace sonosweep::jobs {

void record_circumstances(farm::RunResult& result, const StudySetup& setup,
                          const std::filesystem::path& folder, double wall_s) {
  auto& details = result.details;
  details["config"] = setup.record.study;
  details["study"] = sweep::study_digest(setup.record.study);
  details["data"] = {{"name", setup.record.data_name}, {"checksum", setup.record.data_checksum}};
  details["wall_s"] = wall_s;
  details["peak_memory_bytes"] = train::peak_memory_bytes();
  details["versions"] = {{"sonosweep", build_info().version},
                         {"git_describe", build_info().git_describe},
                         {"compiler", build_info().compiler},
                         {"libtorch", train::torch_version()}};
  farm::record_process(result);
  // So that the launcher knows how many such runs fit on one GPU.
  if (const auto device = details.find("device");
      device != details.end() && device->is_string() && device->get<std::string>().rfind("cuda", 0) == 0)
    if (const auto held = farm::gpu_bytes_held(::getpid()); held > 0) details["gpu_peak_bytes"] = held;
  farm::record_files(result, folder);
}

}  // namespace sonosweep::jobs
