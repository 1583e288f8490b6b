#include "jobs/run/nothing_to_learn.h"

#include "core/log.h"
#include "core/text.h"
#include "farm/results/provenance.h"
#include "jobs/run/run_folder.h"
#include "study/grid.h"
#include "sweep/run_details.h"
#include "train/label_counts.h"

namespace sonosweep::jobs {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const train::LabelCounts& counts, const std::vector<std::string>& classes) {
  Json pixels = Json::object(), patients = Json::object();
  for (std::size_t c = 0; c < classes.size(); ++c) {
    pixels[classes[c]] = counts.pixels.at(c);
    patients[classes[c]] = counts.patients_of_class.at(c);
  }
  return {{"patients", counts.patients}, {"labelled_patients", patients}, {"labelled_pixels", pixels}};
}

int patients_of(const Json& labels, const char* side) {
  return labels.at(side).at("patients").get<int>();
}

farm::RunResult not_trained(const RunContext& context, const std::string& segmenter) {
  clear_run_folder(context.folder);
  farm::RunResult result;
  result.run_id = context.spec.id();
  sweep::set_nothing_to_learn(result, segmenter);
  sweep::describe_run(result, context.spec);
  return result;
}

}  // namespace

Json labels_json(const RunContext& context, const train::SegmentationSets& sets) {
  const auto& spec = context.spec;
  const auto& classes = context.setup.record.classes;
  Json labels;
  for (const auto& [side, samples] :
       {std::pair<const char*, const train::SegmentationSamples*>{"train", &sets.train},
        {"validation", &sets.validation},
        {"test", &sets.test}})
    labels[side] = json_of(train::count_labels(*samples, spec.threshold), classes);
  const int train = patients_of(labels, "train"), validation = patients_of(labels, "validation");
  if (train > 0 && train < sweep::kFewestLabelledPatients)
    log_warning(
        "{}: the labels at {} % are of {}: too few to learn from; it is trained, and not "
        "recommended",
        spec.id(), spec.threshold, counted(train, "training patient"));
  if (train > 0 && validation == 0)
    log_warning(
        "{}: among the validation patients {}: the best epoch is chosen by the loss alone; it is trained, "
        "and "
        "not recommended",
        spec.id(), sweep::no_label_text(spec.threshold));
  return labels;
}

bool has_nothing_to_learn(const Json& labels) {
  return patients_of(labels, "train") == 0;
}

farm::RunResult untrained_segmenter(const RunContext& context, const Json& labels) {
  const auto id = context.spec.id();
  log_warning(
      "{}: not trained: in the training images {}, of any class; what needs its masks is not run either", id,
      sweep::no_label_text(context.spec.threshold));
  auto result = not_trained(context, id);
  result.details[sweep::kLabels] = labels;
  return result;
}

std::optional<farm::RunResult> result_without_masks(const RunContext& context) {
  const auto& study = context.setup.study;
  for (const auto& need : study::needs_of(study, context.spec)) {
    // Without a rate of its own a task asks for one: learning_rate.h.
    if (study::find_run(study, need).kind == study::RunKind::kLrChoice) continue;
    const auto made = farm::read_run_result(context.results.result_file(need));
    if (!sweep::had_nothing_to_learn(made)) continue;
    const auto segmenter = sweep::segmenter_without_labels(made);
    log_warning("{}: not run: {} was not trained, since in its training images {}", context.spec.id(),
                segmenter, sweep::no_label_text(context.spec.threshold));
    auto result = not_trained(context, segmenter);
    farm::add_input(result, need, farm::output_of(made));
    return result;
  }
  return std::nullopt;
}

}  // namespace sonosweep::jobs
