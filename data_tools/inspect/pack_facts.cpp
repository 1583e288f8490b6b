#include "data_tools/inspect/pack_facts.h"

#include <fmt/format.h>

#include <algorithm>

#include "data/basis_points.h"

namespace sonosweep::data_tools {
namespace {

using data::PackIndex;

Range range_of(std::vector<double> values) {
  Range range;
  range.count = values.size();
  if (values.empty()) return range;
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  range.least = values.front();
  range.most = values.back();
  range.median = values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
  return range;
}

LabelCounts count_map(const std::uint16_t* map, std::size_t pixels, std::size_t patient) {
  std::vector<std::int64_t> counts(data::kFullConfidence + 1, 0);
  for (std::size_t i = 0; i < pixels; ++i) ++counts[map[i]];
  LabelCounts labels;
  labels.rows = 1;
  labels.pixels = static_cast<std::int64_t>(pixels);
  for (int bp = 1; bp <= data::kFullConfidence; ++bp) {
    const std::int64_t count = counts[static_cast<std::size_t>(bp)];
    if (count == 0) continue;
    labels.painted_rows = 1;
    labels.bins[static_cast<std::size_t>(bp / (data::kFullConfidence / 10))] += count;
    for (std::size_t t = 0; t < kShownThresholds.size(); ++t) {
      if (!data::is_label(bp, kShownThresholds[t])) continue;
      labels.labelled[t] += count;
      labels.patients[t].insert(patient);
    }
  }
  return labels;
}

std::map<std::string, std::size_t> rows_of_patients(const PackIndex& index) {
  std::map<std::string, std::size_t> rows;
  for (std::size_t p = 0; p < index.patients.size(); ++p) rows[index.patients[p].id] = p;
  return rows;
}

void count_annotations(const data::PackReader& reader, PackFacts& facts) {
  const PackIndex& index = reader.index();
  const std::size_t pixels = static_cast<std::size_t>(index.height) * static_cast<std::size_t>(index.width);
  const std::size_t classes = index.classes.size();
  const auto patients = rows_of_patients(index);
  facts.classes.resize(classes);
  for (auto& video : facts.videos) video.classes.resize(classes);
  for (std::size_t a = 0; a < index.annotations.size(); ++a) {
    const data::Annotation& row = index.annotations[a];
    const auto v = static_cast<std::size_t>(row.video);
    VideoFacts& video = facts.videos[v];
    video.shown_frame = video.annotations == 0 ? row.frame : std::min(video.shown_frame, row.frame);
    ++video.annotations;
    video.annotated_frames.insert(row.frame);
    video.annotators.insert(row.annotator);
    auto& of_annotator = facts.by_annotator[row.annotator];
    of_annotator.resize(classes);
    const auto maps = reader.read_confidence(static_cast<std::int64_t>(a));
    for (std::size_t c = 0; c < classes; ++c) {
      const auto counts = count_map(maps.data() + c * pixels, pixels, patients.at(index.videos[v].patient));
      for (LabelCounts* sum : {&facts.classes[c], &of_annotator[c], &video.classes[c]}) sum->add(counts);
    }
  }
  for (std::size_t a = 0; a < index.annotations.size(); ++a) {
    const data::Annotation& row = index.annotations[a];
    VideoFacts& video = facts.videos[static_cast<std::size_t>(row.video)];
    if (row.frame == video.shown_frame) video.shown_rows.push_back(static_cast<std::int64_t>(a));
  }
  for (const auto& video : facts.videos)
    facts.annotated_frames += static_cast<std::int64_t>(video.annotated_frames.size());
}

void count_grays(const data::PackReader& reader, const data::Video& video, VideoFacts& facts) {
  facts.gray_frames = std::min(kGrayFrames, video.num_frames);
  double sum = 0, pixels = 0;
  for (std::int64_t i = 0; i < facts.gray_frames; ++i) {
    const std::int64_t frame =
        facts.gray_frames == 1 ? 0 : i * (video.num_frames - 1) / (facts.gray_frames - 1);
    for (const std::uint8_t gray : reader.read_frames(video.first_frame + frame, 1)) {
      ++facts.grays[gray / (256 / kGrayBins)];
      facts.least_gray = std::min<int>(facts.least_gray, gray);
      facts.most_gray = std::max<int>(facts.most_gray, gray);
      sum += gray;
      ++pixels;
    }
  }
  facts.mean_gray = sum / pixels;
}

void count_groups(const PackIndex& index, PackFacts& facts) {
  std::map<std::string, GroupCounts> patients, views;
  for (std::size_t v = 0; v < index.videos.size(); ++v) {
    const data::Video& video = index.videos[v];
    std::vector<GroupCounts*> groups = {&patients[video.patient], &views[video.view]};
    for (const auto& annotator : facts.videos[v].annotators) groups.push_back(&facts.annotators[annotator]);
    for (GroupCounts* group : groups) {
      ++group->videos;
      group->frames += video.num_frames;
      if (video.day >= 0) group->days.insert(video.day);
    }
    patients[video.patient].annotations += facts.videos[v].annotations;
    views[video.view].annotations += facts.videos[v].annotations;
  }
  for (const auto& row : index.annotations) ++facts.annotators[row.annotator].annotations;
  for (const auto& patient : index.patients) facts.patients.emplace_back(patient.id, patients[patient.id]);
  for (const auto& view : data::known_views())
    if (views.count(view) != 0) facts.views.emplace_back(view, views[view]);
  if (views.count("") != 0) facts.views.emplace_back("", views[""]);
}

ClinicalFacts clinical_facts(const PackIndex& index) {
  ClinicalFacts facts;
  for (const auto& video : index.videos)
    if (video.day >= 0) facts.video_days.emplace(video.patient, video.day);
  std::set<std::pair<std::string, int>> days;
  std::set<std::string> patients;
  std::vector<double> ratios, raw;
  for (const auto& row : index.clinical) {
    days.emplace(row.patient, row.day);
    patients.insert(row.patient);
    ratios.push_back(row.sf_ratio);
    raw.push_back(row.sf_ratio_raw);
    if (facts.video_days.count({row.patient, row.day}) == 0)
      facts.ratios_without_video.emplace_back(row.patient, row.day);
  }
  for (const auto& day : facts.video_days)
    if (days.count(day) == 0) facts.days_without_ratio.push_back(day);
  facts.patients = patients.size();
  facts.sf_ratio = range_of(std::move(ratios));
  facts.sf_ratio_raw = range_of(std::move(raw));
  for (const auto& patient : index.patients)
    ++(patient.readmitted_30d == 1   ? facts.readmitted
       : patient.readmitted_30d == 0 ? facts.not_readmitted
                                     : facts.unknown);
  return facts;
}

void count_ranges(const PackIndex& index, PackFacts& facts) {
  std::vector<double> frames, fps, depth, day;
  for (const auto& video : index.videos) {
    frames.push_back(static_cast<double>(video.num_frames));
    if (video.fps > 0) fps.push_back(video.fps);
    if (video.depth_cm > 0) depth.push_back(video.depth_cm);
    if (video.day >= 0) day.push_back(video.day);
  }
  facts.frames = range_of(std::move(frames));
  facts.fps = range_of(std::move(fps));
  facts.depth_cm = range_of(std::move(depth));
  facts.day = range_of(std::move(day));
}

}  // namespace

void LabelCounts::add(const LabelCounts& other) {
  rows += other.rows;
  painted_rows += other.painted_rows;
  pixels += other.pixels;
  for (std::size_t t = 0; t < labelled.size(); ++t) {
    labelled[t] += other.labelled[t];
    patients[t].insert(other.patients[t].begin(), other.patients[t].end());
  }
  for (std::size_t b = 0; b < bins.size(); ++b) bins[b] += other.bins[b];
}

PackFacts pack_facts(const data::PackReader& reader) {
  const PackIndex& index = reader.index();
  PackFacts facts;
  facts.videos.resize(index.videos.size());
  count_annotations(reader, facts);
  for (std::size_t v = 0; v < index.videos.size(); ++v) count_grays(reader, index.videos[v], facts.videos[v]);
  count_groups(index, facts);
  count_ranges(index, facts);
  facts.clinical = clinical_facts(index);
  facts.remarks = pack_remarks(index, facts);
  return facts;
}

std::string share_text(std::int64_t part, std::int64_t whole) {
  if (whole == 0) return "-";
  const double percent = 100 * static_cast<double>(part) / static_cast<double>(whole);
  return part > 0 && percent < 0.01 ? "<0.01 %" : fmt::format("{:.2f} %", percent);
}

}  // namespace sonosweep::data_tools
