// Whether samples leave anything to tell apart.
#pragma once

#include <algorithm>
#include <optional>
#include <vector>

namespace sonosweep::tasks {

// The label that all these samples (pairs, views) share; nothing where they differ, or there are none.
template <typename Sample>
std::optional<decltype(Sample::label)> common_label(const std::vector<Sample>& samples) {
  const bool differ = samples.empty() || std::any_of(samples.begin(), samples.end(), [&](const auto& sample) {
                        return sample.label != samples.front().label;
                      });
  if (differ) return std::nullopt;
  return samples.front().label;
}

}  // namespace sonosweep::tasks
