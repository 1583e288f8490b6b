#include "jobs/clinical_task.h"

#include "core/log.h"

namespace sonosweep::jobs {

void say_empty_sides(const TaskRun& run, const std::string& what, std::size_t validation, std::size_t test) {
  const auto id = run.context.spec.id();
  if (validation == 0)
    log_warning("{}: no {} among the validation patients; the last epoch's weights are taken", id, what);
  if (test == 0 && !run.is_lr_choice())
    log_warning("{}: no {} among the test patients; its test metrics are not defined", id, what);
}

}  // namespace sonosweep::jobs
