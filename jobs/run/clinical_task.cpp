#include "jobs/run/clinical_task.h"

#include <fmt/format.h>

#include "core/log.h"

namespace sonosweep::jobs {

void say_empty_sides(const TaskRun& run, const std::string& what, std::size_t validation, std::size_t test) {
  const auto id = run.context.spec.id();
  if (validation == 0)
    log_warning("{}: no {} among the validation patients; the last epoch's weights are taken", id, what);
  if (test == 0 && !run.is_lr_choice())
    log_warning("{}: no {} among the test patients; its test metrics are not defined", id, what);
}

void say_constant(const TaskRun& run, const tasks::NetworkSpread& spread) {
  const auto id = run.context.spec.id();
  if (!spread.all.is_defined())
    log_warning(
        "{}: whether the network answers the same for everybody cannot be told: {} validation and test "
        "samples{}",
        id, spread.all.rows, spread.all.rows < 2 ? "" : ", all with the same target");
  else if (spread.all.constant)
    log_warning(
        "{}: constant: the network gives everybody the same answer, whatever the video ({}; {} validation "
        "and "
        "test samples); it learnt nothing from the images. More epochs or a higher lr may help",
        id,
        run.context.spec.kind == study::RunKind::kSfRatio
            ? fmt::format("SD of the predictions {:.2g} of the targets', below {}", spread.all.value,
                          tasks::kLeastSdRatio)
            : fmt::format("every probability within {:.2g}, below {}", spread.all.value,
                          tasks::kLeastProbabilityRange),
        spread.all.rows);
  else if (spread.all.one_class)
    log_info("{}: everybody gets the same class, with probabilities that differ by up to {:.2g}", id,
             spread.all.value);
}

}  // namespace sonosweep::jobs
