#include "data_tools/inspect/inspect_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <set>
#include <vector>

#include "core/text.h"
#include "core/unicode.h"
#include "data/basis_points.h"

namespace sonosweep::data_tools {
namespace {

struct Counts {
  std::int64_t videos = 0, frames = 0, annotations = 0;
  std::set<int> days;
};

std::string visible_list(std::vector<std::string> names) {
  for (auto& name : names) name = visible(name);
  return join(names, ", ");
}

// A table of counts, in the order of `keys`.
std::string count_table(const std::string& title, const std::vector<std::string>& keys,
                        std::map<std::string, Counts>& counts) {
  std::size_t wide = 24;
  for (const auto& key : keys) wide = std::max(wide, visible(key).size());
  std::string text = fmt::format("\n{:<{}} {:>8} {:>8} {:>8} {:>12}\n", title, wide, "videos", "frames",
                                 "days", "annotations");
  for (const auto& key : keys) {
    const Counts& c = counts[key];
    text += fmt::format("{:<{}} {:>8} {:>8} {:>8} {:>12}\n", key.empty() ? "(none)" : visible(key), wide,
                        c.videos, c.frames, c.days.size(), c.annotations);
  }
  return text;
}

// Bins: (0,10) %, [10,20) %, .., [90,100) %, exactly 100 %; basis points 0 are counted apart.
constexpr std::size_t kBins = 11;
struct ClassCounts {
  std::int64_t rows = 0;  // annotation rows in which it was painted at all
  std::int64_t painted = 0, empty = 0;
  std::array<std::int64_t, kBins> bins{};
};

std::vector<ClassCounts> count_confidence(const data::PackReader& reader) {
  const data::PackIndex& index = reader.index();
  const std::size_t pixels = static_cast<std::size_t>(index.height) * static_cast<std::size_t>(index.width);
  std::vector<ClassCounts> classes(index.classes.size());
  for (std::size_t a = 0; a < index.annotations.size(); ++a) {
    const auto maps = reader.read_confidence(static_cast<std::int64_t>(a));
    for (std::size_t c = 0; c < classes.size(); ++c) {
      const std::int64_t before = classes[c].painted;
      for (std::size_t i = 0; i < pixels; ++i) {
        const int bp = maps[c * pixels + i];
        if (bp == 0) {
          ++classes[c].empty;
        } else {
          ++classes[c].painted;
          ++classes[c].bins[static_cast<std::size_t>(bp / (data::kFullConfidence / 10))];
        }
      }
      classes[c].rows += classes[c].painted > before ? 1 : 0;
    }
  }
  return classes;
}

std::string class_tables(const data::PackReader& reader) {
  const data::PackIndex& index = reader.index();
  const auto classes = count_confidence(reader);
  std::string text = fmt::format("\n{:<24} {:>12} {:>16}\n", "class", "painted in", "pixels painted");
  for (std::size_t c = 0; c < classes.size(); ++c) {
    const double all = std::max<double>(1, static_cast<double>(classes[c].painted + classes[c].empty));
    text += fmt::format("{:<24} {:>12} {:>14.2f} %\n", visible(index.classes[c]), classes[c].rows,
                        100 * static_cast<double>(classes[c].painted) / all);
  }
  text += "\nconfidence of painted pixels, percent of them\n";
  text += fmt::format("{:<24}", "class");
  for (const char* bin : {"<10", "<20", "<30", "<40", "<50", "<60", "<70", "<80", "<90", "<100", "100"})
    text += fmt::format(" {:>6}", bin);
  text += '\n';
  for (std::size_t c = 0; c < classes.size(); ++c) {
    text += fmt::format("{:<24}", visible(index.classes[c]));
    for (const auto bin : classes[c].bins)
      text += classes[c].painted == 0 ? fmt::format(" {:>6}", "-")
                                      : fmt::format(" {:>6.1f}", 100.0 * static_cast<double>(bin) /
                                                                     static_cast<double>(classes[c].painted));
    text += '\n';
  }
  return text;
}

}  // namespace

std::string pack_report(const data::PackReader& reader) {
  const data::PackIndex& index = reader.index();
  std::map<std::string, Counts> by_patient, by_view, by_annotator;
  std::set<std::string> annotators;
  for (const auto& video : index.videos)
    for (Counts* counts : {&by_patient[video.patient], &by_view[video.view]}) {
      ++counts->videos;
      counts->frames += video.num_frames;
      if (video.day >= 0) counts->days.insert(video.day);
    }
  for (const auto& row : index.annotations) {
    const auto& video = index.videos[static_cast<std::size_t>(row.video)];
    ++by_patient[video.patient].annotations;
    ++by_view[video.view].annotations;
    annotators.insert(row.annotator);
  }
  std::vector<std::string> patients, views;
  int readmitted = 0, not_readmitted = 0;
  for (const auto& patient : index.patients) {
    patients.push_back(patient.id);
    readmitted += patient.readmitted_30d == 1 ? 1 : 0;
    not_readmitted += patient.readmitted_30d == 0 ? 1 : 0;
  }
  for (const auto& view : data::known_views())
    if (by_view.count(view) != 0) views.push_back(view);
  if (by_view.count("") != 0) views.emplace_back();

  std::string text =
      fmt::format("data set       {}\nclasses        {}\nimages         {} x {} (height x width)\n",
                  visible(index.name), visible_list(index.classes), index.height, index.width);
  text += fmt::format(
      "videos         {} with {} frames\npatients       {}; readmitted within 30 days: {} yes, {} no, {} "
      "unknown\n",
      index.videos.size(), index.num_frames, index.patients.size(), readmitted, not_readmitted,
      static_cast<int>(index.patients.size()) - readmitted - not_readmitted);
  text += fmt::format("annotations    {} by {} annotator(s)\nS/F ratios     {}\ntrue masks     {}\n",
                      index.annotations.size(), annotators.size(), index.clinical.size(),
                      index.has_frame_truth ? "of every frame"
                      : index.has_truth     ? "of annotated frames"
                                            : "no");
  if (!index.patients.empty() && !index.patients.front().columns.empty()) {
    std::vector<std::string> columns;
    for (const auto& [name, value] : index.patients.front().columns) columns.push_back(name);
    text += fmt::format("columns        {} (of patients)\n", visible_list(columns));
  }
  text += fmt::format("packed by      sonosweep {}\nchecksum       {}\n", visible(index.program_version),
                      visible(index.checksum));
  text += count_table("patient", patients, by_patient);
  text += count_table("view", views, by_view);
  text += class_tables(reader);
  return text;
}

}  // namespace sonosweep::data_tools
