#include "analysis/tables/compute_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include "analysis/tables/caption_text.h"
#include "core/text.h"

namespace sonosweep::analysis {
namespace {

constexpr study::RunKind kKinds[] = {study::RunKind::kSegmentation, study::RunKind::kCache,
                                     study::RunKind::kLrChoice,     study::RunKind::kSfChange,
                                     study::RunKind::kSfRatio,      study::RunKind::kReadmission};

// What the done runs tell at this place.
std::vector<double> numbers_at(const Runs& runs, const std::string& pointer) {
  std::vector<double> values;
  for (const RunOutcome* run : runs)
    if (const double value = number_at(*run, pointer); !std::isnan(value)) values.push_back(value);
  return values;
}

Cell largest(const std::vector<double>& values, double unit) {
  return values.empty() ? Cell() : Cell::number(*std::max_element(values.begin(), values.end()) / unit);
}

Cell total(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return values.empty() ? Cell() : Cell::number(sum);
}

Cell devices(const Runs& runs) {
  std::set<std::string> names;
  for (const RunOutcome* run : runs)
    if (const auto& name = run->details.text("/device"); !name.empty()) names.insert(name);
  const auto text = join({names.begin(), names.end()}, ", ");
  return Cell::label(text, text);
}

Row row_of(study::RunKind kind, const Runs& runs) {
  constexpr double kMegabyte = 1e6;
  const auto seconds = numbers_at(runs, "/wall_s");
  Row row;
  row.n = count_done(runs);
  row.cells = {Cell::label(study::run_kind_name(kind), study::run_kind_name(kind)),
               Cell::number(static_cast<double>(runs.size())),
               Cell::number(static_cast<double>(row.n)),
               Cell::number(stats::summarize({stats::summarize(seconds).mean})),
               largest(seconds, 1),
               total(seconds),
               largest(numbers_at(runs, "/peak_memory_bytes"), kMegabyte),
               devices(runs)};
  return row;
}

}  // namespace

Table compute_table(const StudyResults& results) {
  Table table;
  table.name = "compute";
  table.label = "Compute";
  table.caption = "Wall time of the finished runs in seconds, and the largest peak memory of one of them.";
  table.columns = {Column::label("kind", "Kind of run"),
                   Column::count("runs", "Runs"),
                   Column::count("done", "Done"),
                   Column::count("wall_s_mean", "Time, mean (s)", 1),
                   Column::count("wall_s_max", "Time, max. (s)", 1),
                   Column::count("wall_s_total", "Time, total (s)", 1),
                   Column::count("peak_memory_mb_max", "Memory, max. (MB)"),
                   Column::label("device", "Device")};
  for (const auto kind : kKinds)
    if (const auto runs = results.runs_of(kind); !runs.empty()) table.rows.push_back(row_of(kind, runs));
  const auto& runs = results.runs();
  const auto continued = std::count_if(runs.begin(), runs.end(), [](const RunOutcome& run) {
    return number_at(run, "/continued_after_epoch") > 0;
  });
  if (continued > 0)
    table.footnotes.push_back(
        fmt::format("{} stopped and continued; of these only the last part is counted.",
                    continued == 1 ? "1 run was" : fmt::format("{} runs were", continued)));
  return table;
}

}  // namespace sonosweep::analysis
