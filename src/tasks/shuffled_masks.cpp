#include "tasks/shuffled_masks.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>

#include "core/error.h"
#include "core/rng.h"

namespace sonosweep::tasks {
namespace {

using Rows = std::vector<std::int64_t>;

// The rows of each patient, patients and rows in random order.
std::vector<Rows> shuffled_patients(const data::PackIndex& index, const std::vector<std::string>& patients) {
  const std::set<std::string> taking_part(patients.begin(), patients.end());
  std::map<std::string, Rows> rows_of;
  for (std::size_t row = 0; row < index.videos.size(); ++row)
    if (taking_part.count(index.videos[row].patient) != 0)
      rows_of[index.videos[row].patient].push_back(static_cast<std::int64_t>(row));
  Rng rng(derive_seed(1, "shuffled masks"));
  std::vector<Rows> all;
  for (auto& [patient, rows] : rows_of) {
    rng.shuffle(rows);
    all.push_back(std::move(rows));
  }
  rng.shuffle(all);
  return all;
}

Rows together(const std::vector<Rows>& patients) {
  Rows rows;
  for (const auto& own : patients) rows.insert(rows.end(), own.begin(), own.end());
  return rows;
}

}  // namespace

std::vector<std::int64_t> videos_of_shuffled_masks(const data::PackIndex& index,
                                                   const std::vector<std::string>& patients) {
  auto groups = shuffled_patients(index, patients);
  const auto rows = together(groups);
  if (rows.size() < 2)
    throw_error<UsageError>(
        "study: controls = shuffled: '{}' has {} of the study's patients, and each video needs the masks of "
        "another one; leave 'shuffled' out of the controls",
        index.name, rows.empty() ? "no video" : "one video only");
  const auto largest = std::max_element(groups.begin(), groups.end(),
                                        [](const auto& a, const auto& b) { return a.size() < b.size(); });
  Rows from(index.videos.size());
  std::iota(from.begin(), from.end(), std::int64_t{0});
  const auto n = rows.size();
  const auto give = [&](std::int64_t row, std::int64_t other) {
    from[static_cast<std::size_t>(row)] = other;
  };
  if (groups.size() == 1 || 2 * largest->size() <= n) {
    // Patients stand in blocks: who looks on by the longest block never meets the own one, n rows round.
    const auto step = groups.size() == 1 ? 1 : largest->size();
    for (std::size_t i = 0; i < n; ++i) give(rows[i], rows[(i + step) % n]);
    return from;
  }
  const auto big = *largest;
  groups.erase(largest);
  const auto others = together(groups);
  for (std::size_t i = 0; i < big.size(); ++i) give(big[i], others[i % others.size()]);
  for (std::size_t i = 0; i < others.size(); ++i) give(others[i], big[i]);
  return from;
}

std::int64_t frame_of_other_video(std::int64_t frame, std::int64_t frames, std::int64_t other_frames) {
  return frame * other_frames / frames;
}

}  // namespace sonosweep::tasks
