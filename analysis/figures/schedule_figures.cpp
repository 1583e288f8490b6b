#include "analysis/figures/schedule_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "analysis/figures/plot.h"
#include "analysis/render/table_text.h"
#include "analysis/tables/caption_text.h"
#include "core/error.h"
#include "core/text.h"
#include "farm/status/journal_reader.h"

namespace sonosweep::analysis {
namespace {

std::string kind_of(const std::string& run) {
  return run.substr(0, run.find('/'));
}

// Takes out what nobody worked on, where it is long. Returns the seconds taken out.
double cut_idle(std::vector<AttemptSpan>& spans) {
  std::vector<std::pair<std::int64_t, std::int64_t>> busy;  // merged, in order
  for (const auto& span : spans) {
    if (busy.empty() || span.begin_ms > busy.back().second)
      busy.emplace_back(span.begin_ms, span.end_ms);
    else
      busy.back().second = std::max(busy.back().second, span.end_ms);
  }
  std::int64_t worked = 0, cut = 0;
  for (const auto& [begin, end] : busy) worked += end - begin;
  std::vector<std::pair<std::int64_t, std::int64_t>> shifts;  // from here on, that much earlier
  for (std::size_t i = 1; i < busy.size(); ++i) {
    const std::int64_t gap = busy[i].first - busy[i - 1].second;
    if (gap <= worked / 20) continue;
    cut += gap - worked / 50;  // a narrow strip stays
    shifts.emplace_back(busy[i].first, cut);
  }
  for (auto& span : spans)
    for (auto shift = shifts.rbegin(); shift != shifts.rend(); ++shift)
      if (span.begin_ms >= shift->first) {
        span.begin_ms -= shift->second;
        span.end_ms -= shift->second;
        break;
      }
  return static_cast<double>(cut) / 1000;
}

}  // namespace

std::vector<AttemptSpan> attempt_spans(const std::vector<farm::JournalRecord>& records) {
  std::map<std::pair<std::string, int>, AttemptSpan> open;
  std::vector<AttemptSpan> spans;
  std::int64_t last_ms = 0;
  for (const auto& [ms, entry] : records) {
    last_ms = std::max(last_ms, ms);
    const std::pair key(entry.run, entry.attempt);
    if (entry.run.empty()) continue;
    if (entry.event == "started") {
      open[key] = {entry.run, entry.attempt, entry.worker, ms, ms, true};
    } else if (entry.event == "done" || entry.event == "failed" || entry.event == "stopped") {
      AttemptSpan span{entry.run, entry.attempt, entry.worker, ms, ms, false};
      const auto wall_s = farm::number_field(entry, "wall_s");
      if (const auto found = open.find(key); found != open.end()) {
        span.begin_ms = std::min(ms, found->second.begin_ms);
        if (span.worker < 0) span.worker = found->second.worker;
        open.erase(found);
      } else if (wall_s && *wall_s > 0 && *wall_s < 1e9) {
        span.begin_ms = ms - static_cast<std::int64_t>(*wall_s * 1000);
      } else {
        continue;  // it never ran
      }
      spans.push_back(span);
    }
  }
  for (auto& [key, span] : open) {
    span.end_ms = last_ms;
    spans.push_back(span);
  }
  std::sort(spans.begin(), spans.end(), [](const AttemptSpan& a, const AttemptSpan& b) {
    return std::tie(a.begin_ms, a.worker, a.run, a.attempt) <
           std::tie(b.begin_ms, b.worker, b.run, b.attempt);
  });
  return spans;
}

farm::GanttChart ran_chart(std::vector<AttemptSpan> spans, double& cut_s) {
  cut_s = cut_idle(spans);
  farm::GanttChart chart;
  if (spans.empty()) return chart;
  const std::int64_t zero = spans.front().begin_ms;
  std::int64_t end = zero;
  for (const auto& span : spans) end = std::max(end, span.end_ms);
  const double total_s = static_cast<double>(end - zero) / 1000;
  const double unit_ms = total_s >= 7200 ? 3600e3 : total_s >= 120 ? 60e3 : 1e3;
  chart.unit = total_s >= 7200 ? "hours" : total_s >= 120 ? "minutes" : "seconds";
  chart.end = static_cast<double>(end - zero) / unit_ms;

  std::map<int, std::vector<std::int64_t>> lanes;  // worker -> when each of its rows is free again
  std::vector<std::size_t> lane_of;
  for (const auto& span : spans) {
    auto& free_from = lanes[span.worker];
    std::size_t lane = 0;
    while (lane < free_from.size() && free_from[lane] > span.begin_ms) ++lane;
    if (lane == free_from.size()) free_from.push_back(0);
    free_from[lane] = span.end_ms;
    lane_of.push_back(lane);
  }
  std::map<std::pair<int, std::size_t>, std::size_t> rows;
  for (const auto& [worker, all] : lanes)
    for (std::size_t lane = 0; lane < all.size(); ++lane) {
      rows[{worker, lane}] = chart.rows.size();
      const auto name = worker < 0 ? std::string("worker ?") : fmt::format("worker {}", worker);
      chart.rows.push_back(lane == 0 ? name : fmt::format("{} +{}", name, lane));
    }
  for (std::size_t i = 0; i < spans.size(); ++i) {
    const auto& span = spans[i];
    const auto kind = kind_of(span.run);
    auto found = std::find(chart.kinds.begin(), chart.kinds.end(), kind);
    if (found == chart.kinds.end()) found = chart.kinds.insert(found, kind);
    std::string name = span.run;
    if (span.attempt > 1) name += fmt::format(" (attempt {})", span.attempt);
    chart.bars.push_back({name, rows.at({span.worker, lane_of[i]}),
                          static_cast<std::size_t>(found - chart.kinds.begin()),
                          static_cast<double>(span.begin_ms - zero) / unit_ms,
                          static_cast<double>(span.end_ms - zero) / unit_ms});
  }
  return chart;
}

Figure schedule_figure(const FigureInput& input) {
  const auto records = farm::read_journal(input.folder.journal_file()).records;
  const auto spans = attempt_spans(records);
  if (spans.empty()) throw Error("the journal tells of no run");
  std::size_t open = 0;
  double busy_s = 0;
  for (const auto& span : spans) {
    open += span.is_open ? 1 : 0;
    busy_s += static_cast<double>(span.end_ms - span.begin_ms) / 1000;
  }
  double cut_s = 0;
  auto chart = ran_chart(spans, cut_s);
  chart.title = "Schedule as it ran: " + input.results.study().name;
  Figure figure;
  figure.name = "schedule";
  figure.title = "Schedule as it ran";
  figure.svg = farm::gantt_svg(chart);
  // The size stands in the picture's first line.
  const auto number_after = [&](const char* key) {
    const auto at = figure.svg.find(key) + std::string(key).size();
    return parse_number(figure.svg.substr(at, figure.svg.find('"', at) - at)).value_or(1);
  };
  figure.width = number_after("width=\"");
  figure.height = number_after("height=\"");
  figure.caption = fmt::format(
      "{} on {}, from the journal; together {}. A letter stands for the kind of run. No error bars.",
      counted(spans.size(), "attempt"), counted(chart.rows.size(), "row"), human_duration(busy_s));
  if (open > 0)
    figure.caption += fmt::format(" Of {} the journal tells no end: drawn up to its last record.", open);
  if (cut_s > 0)
    figure.caption += fmt::format(" {} in which nothing ran are cut out.", human_duration(cut_s));
  return figure;
}

Figure time_figure(const StudyResults& results) {
  struct Kind {
    std::string name;
    double seconds = 0;
    std::size_t runs = 0;
  };
  std::vector<Kind> kinds;
  double all = 0;
  std::size_t runs = 0;
  for (const auto& run : results.runs()) {
    const double seconds = number_at(run, "/wall_s");
    if (run.state != RunState::kDone || !std::isfinite(seconds)) continue;
    std::string name = study::run_kind_name(run.spec.kind);
    if (study::is_clinical(run.spec.kind) && run.spec.input != study::VideoInput::kMasks) name += " controls";
    auto found =
        std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.name == name; });
    if (found == kinds.end()) found = kinds.insert(found, {name});
    found->seconds += seconds;
    ++found->runs;
    all += seconds;
    ++runs;
  }
  if (runs == 0) throw Error("no done run tells its wall time");
  double longest = 0, left = 0;
  for (const auto& kind : kinds) {
    longest = std::max(longest, kind.seconds);
    left = std::max(left, text_width(kind.name, 12));
  }
  const double unit = longest >= 7200 ? 3600 : longest >= 120 ? 60 : 1;
  const Axis axis = nice_axis(0, longest / unit, 8);
  constexpr double kRow = 26, kPlot = 460, kRight = 190, kTop = 40;
  left += 24;
  const double bottom = kTop + kRow * static_cast<double>(kinds.size());
  Figure figure;
  figure.name = "time_by_kind";
  figure.title = "Where the time went";
  figure.width = left + kPlot + kRight;
  figure.height = bottom + 50;
  SvgCanvas canvas(figure.width, figure.height, figure.title);
  canvas.text(12, 22, figure.title, {15, Anchor::kStart, true});
  for (const auto& tick : axis.ticks) {
    const double x = left + kPlot * axis.share(tick.value);
    canvas.line(x, kTop, x, bottom + 4, {"#dddddd"});
    canvas.text(x, bottom + 18, tick.text, {11, Anchor::kMiddle});
  }
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    const double y = kTop + kRow * static_cast<double>(i), wide = kPlot * axis.share(kinds[i].seconds / unit);
    canvas.text(left - 8, y + 17, kinds[i].name, {12, Anchor::kEnd});
    canvas.rect(left, y + 4, wide, kRow - 8, "#0072b2");
    TextStyle beside{11};
    beside.halo = "#ffffff";
    canvas.text(left + wide + 6, y + 17,
                fmt::format("{} ({:.0f} %), {}", human_duration(kinds[i].seconds),
                            all > 0 ? 100 * kinds[i].seconds / all : 0, counted(kinds[i].runs, "run")),
                beside);
  }
  canvas.line(left, kTop, left, bottom, {});
  canvas.text(left + kPlot / 2, bottom + 38,
              fmt::format("wall time, all runs of a kind together ({})", unit > 60  ? "hours"
                                                                         : unit > 1 ? "minutes"
                                                                                    : "seconds"),
              {12, Anchor::kMiddle});
  figure.svg = canvas.svg();
  figure.caption = fmt::format(
      "Wall time of the {} that are done, {} together. Sums, no error bars; of a run that was "
      "stopped and continued its last part is counted.",
      counted(runs, "run"), human_duration(all));
  return figure;
}

}  // namespace sonosweep::analysis
