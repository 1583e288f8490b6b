#include "data/pack.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <tuple>

#include "core/sha256.h"
#include "core/text.h"

namespace sonosweep::data {
namespace {

void check_videos(const PackIndex& index, const std::set<std::string>& patients,
                  std::vector<std::string>& faults) {
  std::set<std::string> ids;
  for (std::size_t v = 0; v < index.videos.size(); ++v) {
    const Video& video = index.videos[v];
    const auto fault = [&](const std::string& text) {
      faults.push_back(fmt::format("/videos: row {} ('{}'): {}", v, video.id, text));
    };
    if (video.id.empty()) fault("empty id");
    if (!ids.insert(video.id).second) fault("this id stands twice");
    if (patients.count(video.patient) == 0)
      fault(fmt::format("patient '{}' is not in /patients", video.patient));
    if (!is_known_view(video.view))
      fault(fmt::format("unknown view '{}', expected one of {}", video.view, join(known_views(), ", ")));
    if (video.day < -1) fault(fmt::format("day {} is negative", video.day));
    if (video.first_frame < 0 || video.num_frames < 1 || video.num_frames > index.num_frames ||
        video.first_frame > index.num_frames - video.num_frames)
      fault(fmt::format("frames {} + {} lie outside the {} of /frames", video.first_frame, video.num_frames,
                        index.num_frames));
    if (!(std::isfinite(video.fps) && video.fps >= 0)) fault(fmt::format("fps {}", video.fps));
    if (!(std::isfinite(video.depth_cm) && video.depth_cm >= 0))
      fault(fmt::format("depth_cm {}", video.depth_cm));
  }
}

void check_annotations(const PackIndex& index, std::vector<std::string>& faults) {
  std::set<std::tuple<std::int64_t, std::int64_t, std::string>> rows;
  for (std::size_t a = 0; a < index.annotations.size(); ++a) {
    const Annotation& row = index.annotations[a];
    const auto fault = [&](const std::string& text) {
      faults.push_back(fmt::format("/annotations: row {}: {}", a, text));
    };
    if (row.video < 0 || row.video >= static_cast<std::int64_t>(index.videos.size())) {
      fault(fmt::format("video {} of {}", row.video, index.videos.size()));
      continue;
    }
    const Video& video = index.videos[static_cast<std::size_t>(row.video)];
    if (row.frame < 0 || row.frame >= video.num_frames)
      fault(fmt::format("frame {} of video '{}', which has {}", row.frame, video.id, video.num_frames));
    if (!rows.emplace(row.video, row.frame, row.annotator).second)
      fault(fmt::format("video '{}', frame {}, annotator '{}' stands twice", video.id, row.frame,
                        row.annotator));
  }
}

void check_clinical(const PackIndex& index, std::vector<std::string>& faults) {
  std::set<std::pair<std::string, int>> days;
  for (const ClinicalRow& row : index.clinical) {
    const auto fault = [&](const std::string& text) {
      faults.push_back(fmt::format("/clinical: patient '{}', day {}: {}", row.patient, row.day, text));
    };
    if (!days.emplace(row.patient, row.day).second) fault("stands twice");
    if (row.day < 0) fault("the day is negative");
    if (!(std::isfinite(row.sf_ratio) && row.sf_ratio > 0 && std::isfinite(row.sf_ratio_raw) &&
          row.sf_ratio_raw > 0))
      fault(fmt::format("S/F ratio {} (raw {}) is not a positive number", row.sf_ratio, row.sf_ratio_raw));
  }
}

bool is_text(const std::string& text) {
  return text.find('\0') == std::string::npos && is_valid_utf8(text);
}

bool same_columns(const TextColumns& a, const TextColumns& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](const auto& one, const auto& other) { return one.first == other.first; });
}

// The columns of all rows of `table`; `name_of` says which row it is.
template <typename Row, typename NameOf>
void check_columns(const char* table, const std::vector<Row>& rows, NameOf&& name_of,
                   std::vector<std::string>& faults) {
  for (const Row& row : rows) {
    if (!same_columns(row.columns, rows.front().columns))
      faults.push_back(fmt::format("{}/columns: '{}' has other columns than '{}'", table, name_of(row),
                                   name_of(rows.front())));
    for (const auto& [name, value] : row.columns)
      if (!is_text(value))
        faults.push_back(
            fmt::format("{}/columns/{}: '{}': its value is not UTF-8 text", table, name, name_of(row)));
  }
  if (rows.empty()) return;
  for (const auto& [name, value] : rows.front().columns)
    if (name.empty() || !is_text(name))
      faults.push_back(fmt::format("{}/columns: '{}' is not a name", table, name));
}

// Nothing is known of it in packs of version 1, and only there.
void check_geometry(const PackIndex& index, std::vector<std::string>& faults) {
  for (const Video& video : index.videos) {
    const Geometry& g = video.geometry;
    const auto fault = [&](const std::string& text) {
      faults.push_back(fmt::format("/videos: '{}': {}", video.id, text));
    };
    const bool known = g.fit == "stretch" || g.fit == "pad" || g.fit == "crop";
    if (!known && !(g.fit.empty() && index.schema_version == 1))
      fault(fmt::format("fit '{}', expected stretch, pad or crop", g.fit));
    if (!(std::isfinite(g.scale_x) && std::isfinite(g.scale_y) && g.scale_x > 0 && g.scale_y > 0))
      fault(fmt::format("scale {} x {} is not above 0", g.scale_x, g.scale_y));
    if (!(std::isfinite(g.offset_x) && std::isfinite(g.offset_y)))
      fault(fmt::format("offset {}, {} is not a number", g.offset_x, g.offset_y));
  }
}

}  // namespace

const std::vector<std::string>& known_views() {
  static const std::vector<std::string> views = {"R1", "R2", "R3", "L1", "L2", "L3"};
  return views;
}

bool is_known_view(const std::string& view) {
  return view.empty() || std::find(known_views().begin(), known_views().end(), view) != known_views().end();
}

std::vector<std::string> pack_index_faults(const PackIndex& index) {
  std::vector<std::string> faults;
  std::set<std::string> classes, patients;
  for (const auto& name : index.classes)
    if (name.empty() || !classes.insert(name).second)
      faults.push_back(fmt::format("/: attribute classes: '{}' is empty or stands twice", name));
  for (const auto& patient : index.patients) {
    if (patient.id.empty() || !patients.insert(patient.id).second)
      faults.push_back(fmt::format("/patients: id '{}' is empty or stands twice", patient.id));
    if (patient.readmitted_30d < -1 || patient.readmitted_30d > 1)
      faults.push_back(fmt::format("/patients: '{}': readmitted_30d {}, expected 0, 1 or -1 (unknown)",
                                   patient.id, patient.readmitted_30d));
  }
  check_columns(
      "/patients", index.patients, [](const Patient& row) { return row.id; }, faults);
  check_columns(
      "/videos", index.videos, [](const Video& row) { return row.id; }, faults);
  check_columns(
      "/clinical", index.clinical,
      [](const ClinicalRow& row) { return fmt::format("{}, day {}", row.patient, row.day); }, faults);
  for (const auto& note : index.notes)
    if (!is_text(note)) faults.push_back(fmt::format("/notes: '{}' is not UTF-8 text", note));
  check_geometry(index, faults);
  check_videos(index, patients, faults);
  check_annotations(index, faults);
  check_clinical(index, faults);
  return faults;
}

std::string pack_checksum(const std::map<std::string, std::string>& dataset_checksums) {
  Sha256 hash;
  for (const auto& [name, checksum] : dataset_checksums) hash.add(name + " " + checksum + "\n");
  return hash.hex();
}

}  // namespace sonosweep::data
