#include "analysis/tables/compared_task.h"

#include <algorithm>

#include "analysis/tables/segmentation_table.h"
#include "core/error.h"

namespace sonosweep::analysis {

ComparedTask compared_segmentation(bool has_truth) {
  ComparedTask task;
  task.label = "Table 1";
  task.prefix = "table1";
  task.title = "Segmentation";
  for (auto& column : segmentation_columns(has_truth))
    if (column.may_mark_best) task.metrics.push_back(std::move(column));
  task.unscored_reason = "IoU and WeightedCE have another target at every threshold, and are not compared.";
  return task;
}

const std::string& primary_metric(const study::Study& study, const ComparedTask& task) {
  switch (task.kind) {
    case study::RunKind::kSegmentation: {
      static const std::string kDefault = "ce_unthresholded";
      const auto is_chosen = [&](const Column& metric) { return metric.name == study.recommend_by; };
      return std::any_of(task.metrics.begin(), task.metrics.end(), is_chosen) ? study.recommend_by : kDefault;
    }
    case study::RunKind::kSfChange:
      return study.sf_change.primary_metric;
    case study::RunKind::kSfRatio:
      return study.sf_ratio.primary_metric;
    case study::RunKind::kReadmission:
      return study.readmission.primary_metric;
    default:
      throw Error("this kind of run has no primary metric");
  }
}

}  // namespace sonosweep::analysis
