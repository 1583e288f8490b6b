#include "sweep/study_plan.h"

#include "study/grid.h"

namespace sonosweep::sweep {

std::vector<farm::PlannedRun> plan_study(const study::Study& study) {
  std::vector<farm::PlannedRun> plan;
  for (const auto& run : all_runs(study)) {
    farm::PlannedRun planned;
    planned.id = run.id();
    planned.needs = needs_of(study, run);
    planned.epochs = epochs_of(study, run);
    const study::RunKind kind = run.kind == study::RunKind::kLrChoice ? run.task : run.kind;
    planned.kind = run_kind_name(kind);
    planned.resources.gpus = study.device == "cpu" ? 0 : 1;
    planned.checkpoints = kind != study::RunKind::kCache;
    planned.keeps_weights = keeps_weights(study, run);
    if (kind == study::RunKind::kSegmentation)
      planned.checkpoint_epochs = study.segmentation.checkpoint_every;
    if (is_clinical(kind)) planned.checkpoint_epochs = task_config(study, kind).checkpoint_every;
    plan.push_back(planned);
  }
  return plan;
}

}  // namespace sonosweep::sweep
