// A plan with needs as studies have them: per chain a training, what is made of it, and tasks on that;
// besides tasks without needs.
#pragma once

#include <string>
#include <vector>

#include "farm/schedule/planned_run.h"

namespace sonosweep::testing {

// Ids "train/CHAIN", "masks/CHAIN", "first/CHAIN/foldK", "second/CHAIN/foldK" (both need masks), "last/.."
// (needs first of its fold): 2 + 3 * folds runs per chain; and 3 * folds of the chain "alone", which needs no
// masks.
inline std::vector<farm::PlannedRun> chained_plan(const std::vector<std::string>& chains, int folds) {
  std::vector<farm::PlannedRun> plan;
  const auto add_tasks = [&](const std::string& chain, const std::vector<std::string>& needs) {
    for (int k = 0; k < folds; ++k) {
      const auto place = "/" + chain + "/fold" + std::to_string(k);
      plan.push_back({"first" + place, needs});
      plan.push_back({"second" + place, needs});
      plan.push_back({"last" + place, {"first" + place}});
    }
  };
  for (const auto& chain : chains) {
    plan.push_back({"train/" + chain});
    plan.push_back({"masks/" + chain, {"train/" + chain}});
    add_tasks(chain, {"masks/" + chain});
  }
  add_tasks("alone", {});
  return plan;
}

}  // namespace sonosweep::testing
