#include "jobs/plan/run_costs.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/rng.h"
#include "study/grid.h"
#include "tasks/pair_batches.h"
#include "tasks/readmission_views.h"

namespace sonosweep::jobs {
namespace {

using Ids = std::vector<std::string>;
using study::RunKind;

constexpr double kTrainingPass = 3;

// Network passes of one epoch's training, of validation and of test, before frames of a clip are counted.
struct Passes {
  double train = 0, validation = 0, test = 0;
};

double over_training(const Passes& passes, int epochs) {
  return epochs * (kTrainingPass * passes.train + passes.validation) + passes.validation + passes.test;
}

class PassCounter {
 public:
  PassCounter(const StudySetup& setup, const data::PackIndex& index) : setup_(setup), index_(index) {
    for (const auto& row : index.annotations) annotated_.emplace(row.video, row.frame);
  }

  double count(const study::RunSpec& run) {
    if (run.kind == RunKind::kCache) return static_cast<double>(index_.num_frames);
    if (run.kind == RunKind::kLrChoice) return count(study::stand_in_of(setup_.study, run));
    // Thresholds, segmenters, seeds and inputs share their samples.
    const auto [found, is_new] = counted_.try_emplace({run.kind, run.rotation, run.fold});
    if (is_new) found->second = over_training(passes(run), study::epochs_of(setup_.study, run));
    return found->second * (run.kind == RunKind::kSegmentation ? 1 : setup_.study.video.frames);
  }

 private:
  Passes passes(const study::RunSpec& run) const {
    const auto& split = setup_.record.split(run.rotation);
    const auto sides = run.kind == RunKind::kSegmentation ? study::segmenter_sides(split, run.fold)
                                                          : study::task_sides(split, run.fold);
    switch (run.kind) {
      case RunKind::kSegmentation:
        return {images(sides.train), images(sides.validation), images(sides.test)};
      case RunKind::kSfChange:
        return {pair_passes(sides.train), videos(sides.validation), videos(sides.test)};
      case RunKind::kReadmission:
        return {views(sides.train), views(sides.validation), views(sides.test)};
      default:
        return {videos(sides.train), videos(sides.validation), videos(sides.test)};
    }
  }

  double images(const Ids& patients) const {
    return static_cast<double>(std::count_if(annotated_.begin(), annotated_.end(), [&](const auto& image) {
      const auto& patient = index_.videos.at(static_cast<std::size_t>(image.first)).patient;
      return std::find(patients.begin(), patients.end(), patient) != patients.end();
    }));
  }

  double videos(const Ids& patients) const {
    return static_cast<double>(tasks::videos_with_sf_ratio(index_, patients).videos.size());
  }

  double pair_passes(const Ids& patients) const {
    const auto videos = tasks::videos_with_sf_ratio(index_, patients).videos;
    const auto& config = setup_.study.sf_change;
    if (config.pair_batches == "plain") return 2 * static_cast<double>(tasks::training_pairs(videos).size());
    Rng rng(1);  // which videos meet does not change how many there are
    double passes = 0;
    for (const auto& batch : tasks::shared_pair_batches(videos, config.batch, rng))
      passes += static_cast<double>(batch.videos.size());
    return passes;
  }

  double views(const Ids& patients) const {
    const auto days = tasks::parse_readmission_days(setup_.study.readmission.days);
    double passes = 0;
    for (const auto& view : tasks::readmission_samples(index_, patients, days).views)
      passes += static_cast<double>(view.first_day.size() + view.second_day.size());
    return passes;
  }

  const StudySetup& setup_;
  const data::PackIndex& index_;
  std::set<std::pair<std::int64_t, std::int64_t>> annotated_;  // (video, frame)
  std::map<std::tuple<RunKind, int, int>, double> counted_;    // (kind, rotation, fold)
};

}  // namespace

RunCosts epoch_costs(const study::Study& study) {
  RunCosts out;
  out.unit = "epochs, one for a cache; with --data frames passed through a network";
  out.short_unit = "epochs";
  for (const auto& run : study::all_runs(study))
    out.costs.push_back(run.kind == RunKind::kCache ? 1 : study::epochs_of(study, run));
  return out;
}

RunCosts pass_costs(const StudySetup& setup, const data::PackIndex& index) {
  RunCosts out;
  out.unit = "frames passed through a network, three for one that is trained on";
  out.short_unit = "frames";
  PassCounter counter(setup, index);
  for (const auto& run : study::all_runs(setup.study)) out.costs.push_back(counter.count(run));
  return out;
}

}  // namespace sonosweep::jobs
