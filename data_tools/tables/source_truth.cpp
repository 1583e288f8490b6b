// truth/parameters.json and truth/frames.csv of a source folder.
#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/text.h"
#include "data_tools/convert/true_frames.h"
#include "data_tools/tables/csv_table.h"
#include "data_tools/tables/source_folder.h"

namespace sonosweep::data_tools {
namespace {

void read_truth_parameters(const std::filesystem::path& folder, SourceFolder& source, Faults& faults) {
  const auto path = folder / "truth" / "parameters.json";
  if (!std::filesystem::exists(path)) return;
  try {
    source.truth_parameters = read_file(path);
    if (!is_valid_utf8(source.truth_parameters) || !nlohmann::json::accept(source.truth_parameters))
      throw_error<DataError>("{}: is not JSON", path.string());
  } catch (const Error& error) {
    faults.add("{}", error.what());
    source.truth_parameters.clear();
  }
}

void read_true_frames(const std::filesystem::path& folder, const std::vector<std::string>& known_videos,
                      SourceFolder& source, Faults& faults) {
  const auto path = folder / "truth" / "frames.csv";
  if (!std::filesystem::exists(path)) return;
  const auto table = CsvTable::read(path, {"video_id", "file"}, {}, faults);
  if (!table) return;
  if (source.classes.size() > kMostTrueFrameClasses) {
    faults.add("{}: a pixel of 8 bits holds {} classes, dataset.ini has {}", path.string(),
               kMostTrueFrameClasses, source.classes.size());
    return;
  }
  if (table->rows().empty()) {
    faults.add("{}: lists no videos", path.string());
    return;
  }
  source.has_true_frames = true;
  std::map<std::string, SourceVideo*> videos;
  for (auto& video : source.videos) videos[video.row.id] = &video;
  std::map<std::string, int> counts;
  for (const auto& row : table->rows()) ++counts[table->get(row, "video_id")];
  for (const auto& row : table->rows()) {
    const std::string id = table->get(row, "video_id"), file = table->get(row, "file");
    const auto video = videos.find(id);
    if (video == videos.end()) {
      if (std::find(known_videos.begin(), known_videos.end(), id) == known_videos.end())
        faults.add("{}: video_id '{}' is not in videos.csv{}", table->at(row), id,
                   did_you_mean(id, known_videos));
    } else if (file.empty()) {
      faults.add("{}: file is empty", table->at(row));
    } else if (counts[id] > 1) {
      faults.add("{}: video '{}' stands twice", table->at(row), id);
    } else {
      video->second->true_frames = folder / file;
    }
  }
}

}  // namespace

void read_source_truth(const std::filesystem::path& folder, const std::vector<std::string>& known_videos,
                       SourceFolder& source, Faults& faults) {
  read_truth_parameters(folder, source, faults);
  read_true_frames(folder, known_videos, source, faults);
}

}  // namespace sonosweep::data_tools
