#include "train/label_counts.h"

#include <torch/torch.h>

#include <set>
#include <string>

namespace sonosweep::train {

LabelCounts count_labels(const SegmentationSamples& samples, int threshold) {
  const auto classes = samples.confidence.size(1);
  const int least = threshold == 0 ? 1 : 100 * threshold;  // basis points of a label
  LabelCounts counts;
  std::set<std::string> any;
  std::vector<std::set<std::string>> of_class(static_cast<std::size_t>(classes));
  counts.pixels.assign(static_cast<std::size_t>(classes), 0);
  for (std::int64_t i = 0; i < samples.size(); ++i) {
    const auto labelled = samples.confidence[i].ge(least).flatten(1).sum(1).to(torch::kLong);
    const auto& patient = samples.patients.at(static_cast<std::size_t>(i));
    for (std::int64_t c = 0; c < classes; ++c) {
      const auto pixels = labelled[c].item<std::int64_t>();
      if (pixels == 0) continue;
      counts.pixels[static_cast<std::size_t>(c)] += pixels;
      of_class[static_cast<std::size_t>(c)].insert(patient);
      any.insert(patient);
    }
  }
  counts.patients = static_cast<std::int64_t>(any.size());
  for (const auto& patients : of_class)
    counts.patients_of_class.push_back(static_cast<std::int64_t>(patients.size()));
  return counts;
}

}  // namespace sonosweep::train
