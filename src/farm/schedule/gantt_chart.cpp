#include "farm/schedule/gantt_chart.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "core/error.h"

namespace sonosweep::farm {
namespace {

using RowKey = std::tuple<int, int, int>;  // worker, GPU, lane

std::string row_name(const RowKey& key, bool one_worker) {
  const auto [worker, gpu, lane] = key;
  std::string name = one_worker ? "" : fmt::format("worker {} ", worker);
  if (gpu < 0) return name + fmt::format("slot {}", lane);
  name += fmt::format("gpu {}", gpu);
  return lane == 0 ? name : name + fmt::format(" +{}", lane);
}

// Which bar has most of each column; nullptr = nobody.
std::vector<const GanttBar*> columns_of(const GanttChart& chart, std::size_t row, std::size_t columns) {
  std::vector<const GanttBar*> owner(columns, nullptr);
  std::vector<double> share(columns, 0);
  const double scale = static_cast<double>(columns) / chart.end;
  for (const auto& bar : chart.bars) {
    if (bar.row != row) continue;
    const double from = bar.start * scale, to = bar.end * scale;
    for (auto c = static_cast<std::size_t>(from); c < columns && static_cast<double>(c) < to; ++c) {
      const auto left = static_cast<double>(c);
      const double part = std::min(to, left + 1) - std::max(from, left);
      if (part <= share[c]) continue;
      share[c] = part;
      owner[c] = &bar;
    }
  }
  // A column that is mostly idle is idle.
  for (std::size_t c = 0; c < columns; ++c)
    if (share[c] < 0.25) owner[c] = nullptr;
  return owner;
}

void put(std::string& line, std::size_t at, const std::string& text) {
  if (line.size() < at + text.size()) line.resize(at + text.size(), ' ');
  line.replace(at, text.size(), text);
}

std::string axis(const GanttChart& chart, std::size_t margin, std::size_t columns) {
  std::string marks(margin, ' '), numbers;
  marks += '+' + std::string(columns, '-');
  for (const double tick : axis_ticks(chart.end, static_cast<int>(columns / 10))) {
    const auto column =
        margin + static_cast<std::size_t>(std::lround(tick / chart.end * static_cast<double>(columns)));
    marks[column] = '+';
    put(numbers, column, fmt::format("{:g}", tick));
  }
  return marks + "\n" + numbers + " " + chart.unit + "\n";
}

}  // namespace

GanttChart gantt_chart(const std::vector<PlannedRun>& plan, const Simulation& simulation, std::string title,
                       std::string unit) {
  GanttChart chart;
  chart.title = std::move(title);
  chart.unit = std::move(unit);
  chart.end = simulation.makespan;
  std::map<std::string, std::size_t> kind_of_run;
  for (const auto& run : plan) {
    const auto known = std::find(chart.kinds.begin(), chart.kinds.end(), run.kind);
    kind_of_run[run.id] = static_cast<std::size_t>(known - chart.kinds.begin());
    if (known == chart.kinds.end()) chart.kinds.push_back(run.kind);
  }
  std::map<RowKey, std::size_t> rows;
  std::set<int> workers;
  for (const auto& run : simulation.runs) {
    rows.emplace(RowKey{run.worker, run.gpu, run.lane}, 0);
    workers.insert(run.worker);
  }
  for (auto& [key, row] : rows) {
    row = chart.rows.size();
    chart.rows.push_back(row_name(key, workers.size() == 1));
  }
  for (const auto& run : simulation.runs)
    chart.bars.push_back(
        {run.id, rows.at({run.worker, run.gpu, run.lane}), kind_of_run.at(run.id), run.start, run.end});
  return chart;
}

// The first letter of each kind's name that no other kind has yet.
std::string kind_letters(const std::vector<std::string>& kinds) {
  std::string letters;
  for (const auto& kind : kinds) {
    char letter = '#';
    for (const char c : kind + "abcdefghijklmnopqrstuvwxyz")
      if (c >= 'a' && c <= 'z' && letters.find(c) == std::string::npos) {
        letter = c;
        break;
      }
    letters += letter;
  }
  return letters;
}

std::vector<double> axis_ticks(double end, int most) {
  std::vector<double> ticks = {0};
  if (!(end > 0) || most < 1) return ticks;
  const double power = std::pow(10, std::floor(std::log10(end / most)));
  double step = 10 * power;
  for (const double factor : {5.0, 2.0, 1.0})
    if (factor * power * most >= end) step = factor * power;
  for (int i = 1; i * step <= end * (1 + 1e-9); ++i) ticks.push_back(i * step);
  return ticks;
}

std::string gantt_text(const GanttChart& chart, int width) {
  if (chart.bars.empty() || chart.end <= 0) return "nothing to show\n";
  std::size_t margin = 0;
  for (const auto& row : chart.rows) margin = std::max(margin, row.size());
  ++margin;
  const std::size_t columns = static_cast<std::size_t>(std::max(40, width)) - margin - 1;
  const std::string letters = kind_letters(chart.kinds);
  std::string text;
  for (std::size_t row = 0; row < chart.rows.size(); ++row) {
    text += fmt::format("{:<{}}|", chart.rows[row], margin);
    const GanttBar* before = nullptr;
    for (const GanttBar* bar : columns_of(chart, row, columns)) {
      const char letter = bar == nullptr ? '.' : letters[bar->kind];
      text += bar == before ? letter : static_cast<char>(std::toupper(static_cast<unsigned char>(letter)));
      before = bar;
    }
    text += '\n';
  }
  text += axis(chart, margin, columns);
  std::string legend;
  for (std::size_t kind = 0; kind < chart.kinds.size(); ++kind)
    legend += fmt::format("{}{} {}", legend.empty() ? "" : "   ", letters[kind], chart.kinds[kind]);
  return text + legend + "   . idle; upper case where a run begins\n";
}

}  // namespace sonosweep::farm
