#include "sweep/run_spec.h"

#include <fmt/format.h>

namespace sonosweep::sweep {

const char* run_kind_name(RunKind kind) {
  switch (kind) {
    case RunKind::kSegmentation: return "segmentation";
  }
  return "unknown";
}

std::string RunSpec::id() const {
  std::string text = fmt::format("{}/t{:03}", run_kind_name(kind), threshold);
  if (loss_in_id) text += "/" + loss;
  if (seed_in_id) text += fmt::format("/seed{}", seed);
  return text;
}

}  // namespace sonosweep::sweep
