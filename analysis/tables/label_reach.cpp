#include "analysis/tables/label_reach.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/tables/caption_text.h"
#include "analysis/tables/empty_masks.h"
#include "core/text.h"
#include "sweep/run_details.h"

namespace sonosweep::analysis {
namespace {

bool is_untrained(const RunOutcome* run) {
  return run->state == RunState::kUntrained;
}

// Patients with a labelled pixel; NaN where the result does not tell.
double labelled_patients(const RunOutcome& run, const char* side) {
  return number_at(run, fmt::format("/{}/{}/patients", sweep::kLabels, side));
}

// Its value on validation is then that of any constant.
std::string constant_on_validation(const StudyResults& results, study::RunKind kind, int threshold,
                                   const study::SegmenterChoice& segmenter,
                                   std::optional<std::uint64_t> seed) {
  std::vector<std::string> constant;
  if (study::is_clinical(kind))
    for (const RunOutcome* run :
         results.runs_of(RunGroup{kind, study::VideoInput::kMasks, threshold, segmenter, false}))
      if ((!seed || run->spec.seed == *seed) && run->spread.constant_on_validation)
        constant.push_back(fmt::format("in fold {} ({})", run->spec.fold, run->spec.id()));
  return constant.empty() ? std::string() : "constant on validation " + some_of(std::move(constant));
}

}  // namespace

std::string unlabelled_text(const Runs& runs) {
  if (runs.empty() || !std::all_of(runs.begin(), runs.end(), is_untrained)) return {};
  return sweep::no_label_text(runs.front()->spec.threshold);
}

std::string why_not_recommended(const StudyResults& results, study::RunKind kind, int threshold,
                                const study::SegmenterChoice& segmenter, std::optional<std::uint64_t> seed) {
  if (auto why = constant_on_validation(results, kind, threshold, segmenter, seed); !why.empty()) return why;
  if (const RunGroup row{kind, study::VideoInput::kMasks, threshold, segmenter, false};
      study::is_clinical(kind) && has_no_masks(results, row))
    return "its segmenter finds no structure in any video, so that the networks see grayscale alone";
  const bool of_folds = study::is_clinical(kind) && results.study().has_fold_segmenters();
  const auto runs = results.runs_of(
      RunGroup{study::RunKind::kSegmentation, study::VideoInput::kMasks, threshold, segmenter, of_folds});
  for (const RunOutcome* run : runs) {
    if (seed && run->spec.seed != *seed) continue;
    const auto id = run->spec.id();
    if (is_untrained(run)) return run->reason + " (" + id + ")";
    if (run->state != RunState::kDone) continue;
    if (const double patients = labelled_patients(*run, "train"); patients < sweep::kFewestLabelledPatients)
      return fmt::format("the labels are of {} ({})",
                         counted(static_cast<std::size_t>(patients), "training patient"), id);
    if (labelled_patients(*run, "validation") == 0)
      return fmt::format("{} in the validation images ({})", sweep::no_label_text(threshold), id);
  }
  return {};
}

}  // namespace sonosweep::analysis
