// videos.csv of a source folder.
#include <algorithm>
#include <cctype>
#include <map>
#include <set>

#include "core/text.h"
#include "core/unicode.h"
#include "data_tools/tables/table_reading.h"

namespace sonosweep::data_tools {
namespace {

// Reads one row; what is wrong is told with the video's name.
class VideoRow {
 public:
  VideoRow(const CsvTable& table, const CsvRow& row, Faults& faults)
      : table_(table), row_(row), faults_(faults) {}

  bool good() const { return good_; }
  std::string get(const std::string& column) const { return table_.get(row_, column); }
  void fault(const std::string& kind, const std::string& text) {
    table_.fault(faults_, row_, kind, name() + text);
    good_ = false;
  }
  std::string name() const { return fmt::format("video '{}': ", visible(get("video_id"))); }

  // A number > 0; 0 if the field is empty, or with a fault.
  double positive(const char* column) {
    const std::string text = get(column);
    if (text.empty()) return 0;
    const auto value = parse_number(text);
    if (value && *value > 0) return *value;
    fault(column, fmt::format("{} '{}' is not a number > 0{}", column, visible(text), decimal_hint(text)));
    return 0;
  }

  // Frames a second, noted where no video has so many or few; 0 as positive().
  double fps() {
    const double value = positive("fps");
    if (value != 0 && (value < kLeastFps || value > kMostFps))
      note("fps",
           fmt::format("fps {} lies outside {} to {} frames a second; correct it, or leave the field empty "
                       "for what the file says",
                       value, kLeastFps, kMostFps));
    return value;
  }

  // The same for centimetres.
  double depth_cm() {
    const double value = positive("depth_cm");
    if (value == 0 || (value >= kLeastDepthCm && value <= kMostDepthCm)) return value;
    std::string guess;
    if (value > kMostDepthCm && value <= kMostDepthCm * 10)
      guess = fmt::format("; as millimetres it would be {} cm", value / 10);
    if (value < kLeastDepthCm && value * 100 >= kLeastDepthCm)
      guess = fmt::format("; as metres it would be {} cm", value * 100);
    note("depth_cm",
         fmt::format("depth_cm {} lies outside {} to {} cm{}; correct it, or leave the field empty", value,
                     kLeastDepthCm, kMostDepthCm, guess));
    return value;
  }

  // Columns bit_depth and images.
  FrameOptions frame_options() {
    FrameOptions options;
    const std::string depth = get("bit_depth"), images = get("images");
    const auto bits = parse_integer(depth);
    if (bits && *bits >= 8 && *bits <= 16)
      options.bit_depth = static_cast<int>(*bits);
    else if (!depth.empty())
      fault("bit_depth", fmt::format("bit_depth '{}' is not a whole number from 8 to 16", visible(depth)));
    options.any_numbering = images == "any";
    if (!images.empty() && images != "any")
      fault("images",
            fmt::format("images '{}', expected any (gaps in the numbers of the images are meant), or nothing",
                        visible(images)));
    return options;
  }

  // 64 hexadecimal digits in lower case, or "".
  std::string sha256() {
    std::string digest = get("sha256");
    std::transform(digest.begin(), digest.end(), digest.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (!digest.empty() &&
        (digest.size() != 64 || digest.find_first_not_of("0123456789abcdef") != std::string::npos))
      fault("sha256",
            fmt::format("sha256 '{}' is not 64 hexadecimal digits (the SHA-256 of the file's bytes)",
                        visible(digest)));
    return digest;
  }

 private:
  void note(const std::string& column, const std::string& text) {
    table_.note(faults_, row_, "implausible " + column, name() + text);
  }

  const CsvTable& table_;
  const CsvRow& row_;
  Faults& faults_;
  bool good_ = true;
};

}  // namespace

void TableReading::unknown_video(const CsvTable& table, const CsvRow& row) {
  if (!videos_read) return;
  const std::string id = table.get(row, "video_id");
  if (std::find(video_ids.begin(), video_ids.end(), id) != video_ids.end()) return;
  constexpr std::size_t kMostHints = 20;  // each is a look at every name
  if (hints_.size() < kMostHints && hints_.count(id) == 0) hints_[id] = spelling_hint(id, video_ids);
  const auto hint = hints_.find(id);
  table.fault(faults, row, "unknown video",
              fmt::format("video_id '{}' is not in videos.csv{}", visible(id),
                          hint == hints_.end() ? "" : hint->second));
}

void read_source_videos(TableReading& reading, SourceFolder& source) {
  Faults& faults = reading.faults;
  const auto table =
      CsvTable::read(reading.folder / "videos.csv", {"video_id", "file", "patient", "day", "view"},
                     {"fps", "depth_cm", "bit_depth", "images", "sha256"}, faults, OtherColumns::kCarry);
  if (!table) return;
  reading.videos_read = !table->rows().empty();  // else every row elsewhere would only follow from that
  reading.video_ids = table->get_all("video_id");
  // Rows that share an id cannot be told apart, so none of them is used.
  std::map<std::string, int> counts;
  for (const auto& row : table->rows()) ++counts[table->get(row, "video_id")];
  Spellings ids("video_id", "other tables cannot tell which is meant");
  for (const auto& row : table->rows()) {
    VideoRow fields(*table, row, faults);
    const auto line = static_cast<std::size_t>(row.line);
    SourceVideo video;
    video.where = table->place(row);
    video.row.id = fields.get("video_id");
    video.row.patient = fields.get("patient");
    video.row.view = fields.get("view");
    ids.add(video.row.id, table->path(), line, faults);
    reading.patients.add(video.row.patient, table->path(), line, faults);
    if (video.row.id.empty()) fields.fault("empty video_id", "video_id is empty");
    if (!video.row.id.empty() && counts[video.row.id] > 1)
      fields.fault("stands twice", "this video_id stands twice");
    if (video.row.patient.empty()) fields.fault("empty patient", "patient is empty");
    if (!data::is_known_view(video.row.view))
      fields.fault("view", fmt::format("unknown view '{}', expected one of {}, or nothing{}",
                                       visible(video.row.view), join(data::known_views(), ", "),
                                       spelling_hint(video.row.view, data::known_views())));
    const auto path = reading.files.find(*table, row, fields.name(), faults);
    video.path = path.value_or("");
    const bool has_day = !fields.get("day").empty();
    const auto day = has_day ? reading.days.read(*table, row, faults) : std::nullopt;
    video.row.fps = fields.fps();
    video.row.depth_cm = fields.depth_cm();
    video.sha256 = fields.sha256();
    video.options = fields.frame_options();
    for (const auto& column : table->carried()) video.row.columns[column] = fields.get(column);
    reading.videos.push_back(video.row);
    reading.video_days.push_back(day);
    if (!fields.good() || !path || (has_day && !day)) continue;
    reading.video_rows.push_back(reading.videos.size() - 1);
    source.videos.push_back(std::move(video));
  }
  if (table->rows().empty()) faults.add_fatal("{}: lists no videos", table->path());
}

}  // namespace sonosweep::data_tools
