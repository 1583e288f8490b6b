#include "chaos/fault_plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/rng.h"

namespace sonosweep::chaos {

const char* fault_name(FaultKind kind) {
  static constexpr const char* kNames[kFaultKinds] = {"kill run",    "kill supervisor", "kill coordinator",
                                                      "kill keeper", "stop rank",       "stop run",
                                                      "full disk",   "planned stop"};
  return kNames[static_cast<int>(kind)];
}

bool FaultPlan::has(FaultKind kind) const {
  return std::any_of(faults.begin(), faults.end(), [&](const Fault& fault) { return fault.kind == kind; });
}

FaultPlan plan_faults(std::uint64_t seed, int runs) {
  Rng rng(derive_seed(seed, "chaos"));
  FaultPlan plan;
  plan.seed = seed;
  plan.lease = rng.uniform();
  if (rng.chance(0.15)) plan.slow_files_us = static_cast<int>(rng.uniform(200, 3000));
  const auto number = 2 + rng.below(5);
  for (std::uint64_t i = 0; i < number; ++i) {
    Fault fault;
    fault.kind = static_cast<FaultKind>(rng.below(kFaultKinds));
    fault.after_starts = static_cast<int>(rng.below(static_cast<std::uint64_t>(runs)));
    fault.delay_s = rng.uniform(0, 0.03);
    fault.pick = rng.uniform();
    fault.leaves_orphans = rng.chance(0.5);
    const double part = rng.uniform();
    fault.length = fault.kind == FaultKind::kStopRank ? 0.1 + 2.4 * part : 0.1 + 0.4 * part;
    plan.faults.push_back(fault);
  }
  std::stable_sort(plan.faults.begin(), plan.faults.end(),
                   [](const Fault& a, const Fault& b) { return a.after_starts < b.after_starts; });
  return plan;
}

std::string to_text(const FaultPlan& plan) {
  std::string text;
  for (const auto& fault : plan.faults)
    text += fmt::format("{}{} @{}", text.empty() ? "" : ", ", fault_name(fault.kind), fault.after_starts);
  if (plan.slow_files_us > 0) text += fmt::format(", slow files up to {} us", plan.slow_files_us);
  return text;
}

}  // namespace sonosweep::chaos
