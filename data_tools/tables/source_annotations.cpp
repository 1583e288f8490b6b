// annotations.csv and truth/masks.csv of a source folder.
#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <tuple>

#include "core/error.h"
#include "core/text.h"
#include "core/unicode.h"
#include "data_tools/maps/confidence_map.h"
#include "data_tools/tables/table_reading.h"

namespace sonosweep::data_tools {
namespace {

// What both tables have in common: which video, frame, class and file a row is about.
class MapRows {
 public:
  MapRows(TableReading& reading, const SourceFolder& source)
      : reading_(reading), source_(source), faults_(reading.faults) {
    for (std::size_t v = 0; v < source.videos.size(); ++v) videos_[source.videos[v].row.id] = v;
  }

  struct Target {
    std::optional<std::size_t> video;  // none: unknown, or one with a fault of its own
    std::optional<std::int64_t> frame;
    std::optional<SourceMap> map;
    bool good() const { return video && frame && map; }
  };

  Target read(const CsvTable& table, const CsvRow& row) {
    Target target;
    const std::string name = table.get(row, "class"), frame = table.get(row, "frame");
    const auto video = videos_.find(table.get(row, "video_id"));
    if (video != videos_.end())
      target.video = video->second;
    else
      reading_.unknown_video(table, row);
    const auto number = parse_integer(frame);
    if (number && *number >= 0)
      target.frame = *number;
    else
      table.fault(faults_, row, "frame",
                  fmt::format("frame '{}' is not a whole number >= 0", visible(frame)));
    SourceMap map;
    const auto channel = std::find(source_.classes.begin(), source_.classes.end(), name);
    // Without classes dataset.ini has a fault of its own.
    if (channel == source_.classes.end() && !source_.classes.empty())
      table.fault(faults_, row, "unknown class",
                  fmt::format("class '{}' is not among those of dataset.ini ({}){}", visible(name),
                              join(source_.classes, ", "), spelling_hint(name, source_.classes)));
    const auto path = reading_.files.find(table, row, "", faults_);
    const bool options = read_map_options(table, row, map.options);
    if (channel == source_.classes.end() || !path || !options) return target;
    map.channel = static_cast<std::size_t>(channel - source_.classes.begin());
    map.path = *path;
    map.where = table.place(row);
    target.map = map;
    return target;
  }

 private:
  // Columns full_scale, channel and invert; false and a fault if one says nothing known.
  bool read_map_options(const CsvTable& table, const CsvRow& row, MapOptions& options) {
    const std::string scale = table.get(row, "full_scale"), channel = table.get(row, "channel"),
                      invert = table.get(row, "invert");
    try {
      if (!scale.empty()) options.full_scale = parse_full_scale(scale);
      if (channel == "gray")
        options.channel = MapChannel::kGray;
      else if (channel == "alpha")
        options.channel = MapChannel::kAlpha;
      else if (!channel.empty())
        throw_error<UsageError>("channel '{}', expected gray, alpha or nothing", channel);
      options.invert = invert == "1";
      if (invert != "1" && invert != "0" && !invert.empty())
        throw_error<UsageError>("invert '{}', expected 1, 0 or nothing", invert);
      return true;
    } catch (const UsageError& error) {
      table.fault(faults_, row, "map options", error.what());
      return false;
    }
  }

  TableReading& reading_;
  const SourceFolder& source_;
  Faults& faults_;
  std::map<std::string, std::size_t> videos_;
};

bool has_channel(const std::vector<SourceMap>& maps, std::size_t channel) {
  return std::any_of(maps.begin(), maps.end(), [&](const SourceMap& map) { return map.channel == channel; });
}

using Frame = std::pair<std::size_t, std::int64_t>;  // video, frame

void read_truth_masks(TableReading& reading, MapRows& reader, SourceFolder& source) {
  Faults& faults = reading.faults;
  const auto path = reading.folder / "truth" / "masks.csv";
  if (!std::filesystem::exists(path)) return;
  const auto table = CsvTable::read(path, {"video_id", "frame", "class", "file"}, {}, faults);
  if (!table) return;
  std::map<Frame, std::vector<SourceMap>> truth;
  for (const auto& row : table->rows()) {
    const auto target = reader.read(*table, row);
    if (!target.good()) continue;
    auto& maps = truth[{*target.video, *target.frame}];
    if (has_channel(maps, target.map->channel))
      table->fault(
          faults, row, "stands twice",
          fmt::format("video '{}', frame {}, class '{}' stands twice", source.videos[*target.video].row.id,
                      *target.frame, source.classes[target.map->channel]));
    else
      maps.push_back(*target.map);
  }
  std::set<Frame> used;
  for (auto& annotation : source.annotations) {
    const auto found = truth.find({annotation.video, annotation.frame});
    if (found == truth.end()) continue;
    annotation.truth = found->second;
    used.insert(found->first);
  }
  if (used.size() < truth.size())
    faults.note("{}: {} frames have true masks and no annotation; these masks are not packed", path.string(),
                truth.size() - used.size());
}

}  // namespace

void read_source_annotations(TableReading& reading, SourceFolder& source) {
  Faults& faults = reading.faults;
  const auto path = reading.folder / "annotations.csv";
  if (!is_there(path, faults)) {
    faults.note("{}: is not there, so the pack has no annotations", path.string());
    return;
  }
  const auto table = CsvTable::read(path, {"video_id", "frame", "annotator", "class", "file"},
                                    {"full_scale", "channel", "invert"}, faults);
  if (!table) return;
  MapRows reader(reading, source);
  Spellings annotators("annotator", "they would count as two people");
  std::map<std::tuple<std::size_t, std::int64_t, std::string>, std::size_t> rows;
  std::vector<SourceAnnotation> annotations;
  std::vector<bool> good;
  for (const auto& row : table->rows()) {
    auto target = reader.read(*table, row);
    const std::string annotator = table->get(row, "annotator");
    annotators.add(annotator, table->path(), static_cast<std::size_t>(row.line), faults);
    if (!target.video || !target.frame) continue;
    const auto [place, is_new] =
        rows.emplace(std::tuple(*target.video, *target.frame, annotator), annotations.size());
    if (is_new) {
      annotations.push_back({*target.video, *target.frame, annotator, {}, {}, table->place(row)});
      good.push_back(true);
    }
    auto& annotation = annotations[place->second];
    if (!target.map) {
      // Without this class's map the frame would look as if the class were absent.
      good[place->second] = false;
    } else if (has_channel(annotation.maps, target.map->channel)) {
      good[place->second] = false;
      table->fault(faults, row, "stands twice",
                   fmt::format("video '{}', frame {}, annotator '{}', class '{}' stands twice",
                               source.videos[*target.video].row.id, *target.frame, annotator,
                               source.classes[target.map->channel]));
    } else {
      annotation.maps.push_back(*target.map);
    }
  }
  for (std::size_t a = 0; a < annotations.size(); ++a)
    if (good[a]) source.annotations.push_back(std::move(annotations[a]));
  read_truth_masks(reading, reader, source);
}

}  // namespace sonosweep::data_tools
