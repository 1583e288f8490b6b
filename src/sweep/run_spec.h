// One run of a study: a plain value with a stable id, e.g. "segmentation/t060".
#pragma once

#include <cstdint>
#include <string>

namespace sonosweep::sweep {

enum class RunKind { kSegmentation };

struct RunSpec {
  RunKind kind = RunKind::kSegmentation;
  int threshold = 0;  // percent, 0..100
  std::uint64_t seed = 1;
  std::string loss = "weighted_bce";
  // Stand in the id only when the study has several.
  bool seed_in_id = false;
  bool loss_in_id = false;

  // "segmentation/t060", "segmentation/t060/seed2", "segmentation/t060/dice/seed2".
  std::string id() const;
};

const char* run_kind_name(RunKind kind);

}  // namespace sonosweep::sweep
