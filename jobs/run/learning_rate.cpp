#include "jobs/run/learning_rate.h"

#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/log.h"
#include "core/text.h"
#include "farm/results/provenance.h"
#include "farm/results/run_result.h"
#include "study/grid.h"
#include "sweep/run_details.h"

namespace sonosweep::jobs {

std::optional<double> best_rate(const std::vector<std::pair<double, double>>& losses) {
  std::optional<std::pair<double, double>> best;
  for (const auto& [rate, loss] : losses) {
    if (!std::isfinite(loss)) continue;
    if (!best || loss < best->second || (loss == best->second && rate > best->first)) best = {rate, loss};
  }
  return best ? std::optional(best->first) : std::nullopt;
}

std::string rule_of_best_rate(const std::vector<std::pair<double, double>>& losses) {
  const auto best = best_rate(losses);
  double lowest = std::numeric_limits<double>::infinity();
  for (const auto& [rate, loss] : losses)
    if (best && rate == *best) lowest = loss;
  std::vector<std::string> equal, undefined;
  for (const auto& [rate, loss] : losses) {
    if (loss == lowest) equal.push_back(fmt::format("{}", rate));
    if (!std::isfinite(loss)) undefined.push_back(fmt::format("{}", rate));
  }
  auto text = equal.size() > 1
                  ? fmt::format("the largest of {}, whose validation losses are equal and the lowest",
                                join(equal, ", "))
                  : std::string("by the lowest validation loss");
  if (!undefined.empty()) text += fmt::format(", {} having none", join(undefined, ", "));
  return text;
}

LearningRate learning_rate(const RunContext& context) {
  const auto& study = context.setup.study;
  const auto& spec = context.spec;
  const auto& config = study::task_config(study, spec.kind);
  LearningRate out;
  if (!config.lr_auto) {
    out.value = config.lr;
    return out;
  }
  std::vector<std::pair<double, double>> losses;
  for (const auto& choice : study::lr_choices_of(study, spec.kind, spec.rotation)) {
    const auto result = farm::read_run_result(context.results.result_file(choice.id()));
    if (sweep::had_nothing_to_learn(result))
      throw_error<UsageError>(
          "{}: lr = auto, and {} had nothing to learn from ({} was not trained: {}); give a rate in [{}], or "
          "list a lower "
          "threshold first, and choose another --out",
          spec.id(), choice.id(), sweep::segmenter_without_labels(result),
          sweep::no_label_text(choice.threshold), study::run_kind_name(spec.kind));
    // Also where another score chooses the epoch (best_by).
    const double loss = result.metrics.at("val_loss");
    losses.emplace_back(choice.lr, loss);
    out.evidence[fmt::format("{}", choice.lr)] =
        std::isfinite(loss) ? nlohmann::ordered_json(loss) : nlohmann::ordered_json();
    out.inputs[choice.id()] = farm::output_of(result);
  }
  const auto rate = best_rate(losses);
  if (!rate)
    throw_error<Error>(
        "{}: lr = auto, and none of its learning-rate runs has a validation loss, because fold 0 holds "
        "nothing to validate on; give a rate in [{}]",
        spec.id(), study::run_kind_name(spec.kind));
  out.value = *rate;
  log_info("{}: lr = {}, {} ({})", spec.id(), out.value, rule_of_best_rate(losses), out.evidence.dump());
  return out;
}

}  // namespace sonosweep::jobs
