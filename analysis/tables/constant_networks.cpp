#include "analysis/tables/constant_networks.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "analysis/tables/caption_text.h"
#include "analysis/tables/controls.h"
#include "analysis/tables/segmenter_text.h"
#include "core/text.h"
#include "study/choice_grid.h"

namespace sonosweep::analysis {
namespace {

bool is_network(const RunOutcome& run) {
  return run.state == RunState::kDone && study::is_clinical(run.spec.kind);
}

// Whether its network is constant can be told.
bool is_judged(const RunOutcome& run) {
  return is_network(run) && run.spread.is_known() && !std::isnan(run.spread.value);
}

std::string is_or_are(std::size_t count) {
  return count == 1 ? "is" : "are";
}

// "3 of 15 networks".
std::string share_text(std::size_t count, std::size_t networks) {
  return fmt::format("{} of {}", count, counted(networks, "network"));
}

const char* rule_of(study::RunKind task) {
  return task == study::RunKind::kSfRatio ? "the SD of the predictions is below 1 % of the targets' SD"
                                          : "the probability of every class stays within a range of 0.01";
}

}  // namespace

ConstantCount count_constant(const Runs& runs) {
  ConstantCount count;
  for (const RunOutcome* run : runs) {
    if (!is_network(*run)) continue;
    ++count.networks;
    count.judged += is_judged(*run) ? 1 : 0;
    count.constant += run->spread.constant ? 1 : 0;
    count.one_class += run->spread.one_class ? 1 : 0;
  }
  return count;
}

std::string constant_text(std::size_t constant, std::size_t networks) {
  return constant == 0 ? std::string() : fmt::format("{}/{} constant", constant, networks);
}

RowColumn constant_column() {
  return {Column::of_row("constant", "Constant"), [](const Runs& runs) {
            const auto count = count_constant(runs);
            return count.judged == 0 ? Cell() : Cell::number(static_cast<double>(count.constant));
          }};
}

RowColumn one_class_column() {
  return {Column::of_row("one_class", "One class"), [](const Runs& runs) {
            const auto count = count_constant(runs);
            return count.judged == 0 ? Cell() : Cell::number(static_cast<double>(count.one_class));
          }};
}

std::vector<std::string> constant_notes(const Runs& runs) {
  std::vector<std::string> constant, one_class, undefined, by_test;
  std::size_t networks = 0;
  for (const RunOutcome* run : runs) {
    if (!is_network(*run)) continue;
    const auto& spread = run->spread;
    const auto id = run->spec.id();
    if (spread.constant) constant.push_back(id);
    if (spread.one_class) one_class.push_back(id);
    ++networks;
    if (spread.is_known() && std::isnan(spread.value)) undefined.push_back(id);
    if (spread.source == RunSpread::Source::kTestRows && (spread.constant || spread.one_class))
      by_test.push_back(id);
  }
  std::vector<std::string> notes;
  if (!constant.empty())
    notes.push_back(fmt::format(
        "Constant: {} {} everybody the same answer, whatever the video, and learnt nothing from the images: "
        "over validation and test samples together {}. Such runs stay in means and comparisons, since "
        "leaving them out would select on outcome: {}.",
        share_text(constant.size(), networks), constant.size() == 1 ? "gives" : "give",
        rule_of(runs.front()->spec.kind), some_of(constant)));
  if (!one_class.empty())
    notes.push_back(fmt::format(
        "One class: {} {} everybody the same class with probabilities that vary; no fault by itself, since a "
        "perfect network does so where all have the same outcome: {}.",
        share_text(one_class.size(), networks), one_class.size() == 1 ? "gives" : "give",
        some_of(one_class)));
  if (!undefined.empty())
    notes.push_back(
        fmt::format("Whether {} {} constant cannot be told: fewer than two samples, or all with the same "
                    "target: {}.",
                    share_text(undefined.size(), networks), is_or_are(undefined.size()), some_of(undefined)));
  if (!by_test.empty())
    notes.push_back(fmt::format(
        "Of these, {} {} judged by the test samples alone: an older version wrote the results, and does not "
        "tell of validation samples.",
        by_test.size(), by_test.size() == 1 ? "was" : "were"));
  return notes;
}

std::vector<std::string> constant_rows(const StudyResults& results) {
  const auto& study = results.study();
  std::vector<std::string> rows;
  const auto add = [&](const ClinicalTask& task, const std::string& row, const Runs& runs) {
    const auto count = count_constant(runs);
    if (count.constant > 0)
      rows.push_back(
          fmt::format("{}, {}: {}", task.label, row, constant_text(count.constant, count.networks)));
  };
  for (const auto& task : clinical_tasks()) {
    for (const auto& segmenter : study::segmenter_choices(study))
      for (const int threshold : study.thresholds) {
        auto row = threshold_text(threshold);
        if (const auto text = segmenter_text(study, segmenter); !text.empty()) row += ", " + text;
        add(task, row,
            results.runs_of(RunGroup{task.kind, study::VideoInput::kMasks, threshold, segmenter, false}));
      }
    for (const auto& control : trained_controls(results, task)) add(task, control.title, control.runs);
  }
  return rows;
}

std::string constant_sentence(const StudyResults& results) {
  Runs all;
  for (const auto& run : results.runs()) all.push_back(&run);
  const auto count = count_constant(all);
  if (count.constant == 0) return {};
  return fmt::format("{} of {} clinical {} {} constant: the same answer for everybody, whatever the video",
                     count.constant, count.networks, count.networks == 1 ? "network" : "networks",
                     is_or_are(count.constant));
}

std::string unjudged_sentence(const StudyResults& results) {
  std::vector<std::string> ids;
  for (const auto& run : results.runs())
    if (is_network(run) && !is_judged(run)) ids.push_back(run.spec.id());
  return ids.empty() ? std::string()
                     : fmt::format("whether {} clinical {} constant cannot be told: {}", ids.size(),
                                   ids.size() == 1 ? "network is" : "networks are", some_of(ids));
}

}  // namespace sonosweep::analysis
