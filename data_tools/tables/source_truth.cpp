// truth/parameters.json and truth/frames.csv of a source folder.
#include <map>
#include <nlohmann/json.hpp>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/text.h"
#include "core/unicode.h"
#include "data_tools/convert/true_frames.h"
#include "data_tools/tables/table_reading.h"

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

void read_true_frames(TableReading& reading, SourceFolder& source) {
  Faults& faults = reading.faults;
  const auto path = reading.folder / "truth" / "frames.csv";
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
  std::map<std::filesystem::path, const CsvRow*> folders;
  std::map<std::string, int> counts;
  for (const auto& row : table->rows()) ++counts[table->get(row, "video_id")];
  for (const auto& row : table->rows()) {
    const std::string id = table->get(row, "video_id");
    const auto video = videos.find(id);
    if (video == videos.end()) {
      reading.unknown_video(*table, row);
    } else if (counts[id] > 1) {
      table->fault(faults, row, "stands twice", fmt::format("video '{}' stands twice", id));
    } else {
      Faults found;
      const auto file = reading.files.find(*table, row, "", found);
      const std::string text = table->get_as_is(row, "file");
      if (file || text.empty()) faults.append(std::move(found));
      // What is not there is told when it is opened.
      video->second->true_frames = file ? *file : text.empty() ? "" : reading.folder / text;
      const auto [first, is_new] = folders.emplace(video->second->true_frames.lexically_normal(), &row);
      if (!is_new && !text.empty())
        table->note(
            faults, row, "shared folder",
            fmt::format("video '{}': {} is also the folder of line {}; name the one of this video, unless "
                        "one is meant for both",
                        visible(id), text, first->second->line));
    }
  }
}

}  // namespace

void read_source_truth(TableReading& reading, SourceFolder& source) {
  read_truth_parameters(reading.folder, source, reading.faults);
  read_true_frames(reading, source);
}

}  // namespace sonosweep::data_tools
