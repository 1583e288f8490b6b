#include "data_tools/convert/converter.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>

#include "core/error.h"
#include "core/output_guard.h"
#include "core/text.h"
#include "data/file_schema.h"
#include "data/pack_writer.h"
#include "data_tools/convert/ordered_channels.h"
#include "data_tools/convert/pack_notes.h"
#include "data_tools/convert/pack_size.h"
#include "data_tools/convert/same_content.h"
#include "data_tools/convert/source_check.h"
#include "data_tools/convert/source_inputs.h"
#include "data_tools/convert/true_frames.h"
#include "data_tools/convert/video_frames.h"
#include "data_tools/frame_source.h"
#include "data_tools/resize.h"
#include "data_tools/tables/source_folder.h"

namespace sonosweep::data_tools {
namespace {

using Show = std::function<void(const std::string&)>;

// Decoded frames waiting, per video: with few, all threads but one wait for the end of a long video.
constexpr std::size_t kBytesAhead = std::size_t{12} << 20, kMostAhead = 256;

// The columns that go into the pack although they mean nothing here: whoever passes the pack on should know.
std::vector<std::string> further_columns(const SourceFolder& source) {
  std::vector<std::string> texts;
  const auto add = [&](const char* table, const auto& rows, auto&& columns_of) {
    std::vector<std::string> names;
    if (!rows.empty())
      for (const auto& [name, ignored] : columns_of(rows.front())) names.push_back(name);
    if (!names.empty()) texts.push_back(fmt::format("{}: {}", table, some_of(names, 20)));
  };
  add("videos.csv", source.videos, [](const SourceVideo& video) { return video.row.columns; });
  add("clinical.csv", source.clinical, [](const data::ClinicalRow& row) { return row.columns; });
  add("patients.csv", source.patients, [](const data::Patient& patient) { return patient.columns; });
  return texts;
}

class Conversion {
 public:
  Conversion(const ConvertOptions& options, const Show& show) : options_(options), show_(show) {}

  ConvertResult run() {
    source_ = read_source_folder(options_.source, options_.sf_scale, faults());
    guard_output();  // before hours of work, not after
    const auto full_scale = options_.full_scale ? options_.full_scale : source_.full_scale;
    for (auto& annotation : source_.annotations)
      for (auto& map : annotation.maps) map.options.common_full_scale = full_scale;
    check_ = check_source(source_, options_.jobs, faults(), show_);
    show_("comparing files of equal size");
    check_same_content(source_, options_.jobs, check_, faults());
    const auto size = pack_size(options_.size, check_.video_sizes);
    const std::string sizes = size ? "" : describe_sizes(check_.video_sizes);
    if (!size && (!faults().any() || options_.keep_going))
      throw_error<UsageError>(
          "{}: the videos have several sizes: {}; say which one the pack shall have: --size HxW",
          options_.source.string(), sizes);
    if (!size) faults().add("the videos have several sizes: {}; the pack needs --size HxW", sizes);
    size_ = size.value_or(cv::Size(1, 1));
    const auto fit = options_.fit ? options_.fit : source_.fit;
    if (const auto note = aspect_note(check_.video_sizes, size_); size && !fit && !note.empty())
      faults().note_text(note);
    fit_ = fit.value_or(Fit::kStretch);
    const bool may_write = !faults().any() || (options_.keep_going && !faults().fatal());
    if (may_write)
      writer_ = std::make_unique<data::PackWriter>(options_.output, size_.height, size_.width,
                                                   static_cast<int>(source_.classes.size()),
                                                   data::PackWriterOptions{options_.gzip_level});
    decode_videos();
    if (writer_) load_annotations();
    if (writer_) finish();
    return std::move(result_);
  }

 private:
  Faults& faults() { return result_.faults; }

  void guard_output() {
    OutputRules rules{source_inputs(options_.source, source_, options_.output), options_.force};
    rules.inputs.insert(rules.inputs.end(), options_.other_inputs.begin(), options_.other_inputs.end());
    output_.emplace(options_.output, data::pack_output(), rules, "sonosweep-convert");
  }

  // Something is wrong: without keep_going there will be no pack, and what follows is only looked at.
  void after_fault() {
    if (!options_.keep_going) writer_.reset();
  }

  void decode_videos() {
    std::vector<std::size_t> good;
    for (std::size_t v = 0; v < source_.videos.size(); ++v)
      if (!check_.video_sizes[v].empty()) good.push_back(v);
    pack_rows_.assign(source_.videos.size(), -1);
    const bool resize = writer_ != nullptr;
    const std::size_t frame_bytes = static_cast<std::size_t>(resize ? size_.area() : 1 << 20);
    const std::size_t ahead = std::clamp<std::size_t>(kBytesAhead / frame_bytes, 2, kMostAhead);
    OrderedChannels<VideoFrame> channels(good.size(), options_.jobs, ahead,
                                         [&](std::size_t i, const OrderedChannels<VideoFrame>::Push& push) {
                                           decode_video(source_.videos[good[i]], source_.classes.size(),
                                                        resize ? size_ : cv::Size(), fit_, push);
                                         });
    for (std::size_t i = 0; i < good.size(); ++i) {
      show_(fmt::format("decoding: video {} of {}, {} frames", i + 1, good.size(), result_.frames));
      take_video(good[i], i, channels);
    }
  }

  void write_frame(const VideoFrame& frame) {
    const cv::Mat& image = frame.image;
    writer_->append_frames((image.isContinuous() ? image : image.clone()).ptr<std::uint8_t>(), 1);
    if (!frame.truth.empty())
      writer_->append_frame_truth(masks_of_bits(frame.truth, source_.classes.size()).data(), 1);
  }

  void take_video(std::size_t v, std::size_t channel, OrderedChannels<VideoFrame>& channels) {
    const SourceVideo& video = source_.videos[v];
    std::int64_t count = 0;
    try {
      for (VideoFrame frame; channels.next(channel, frame);) {
        if (stop_requested() != 0) throw Stopped("stopped; nothing was written");
        for (const auto& note : frame.notes)
          faults().note_alike(video.where, fmt::format("video '{}': ", video.row.id), note);
        if (frame.image.empty()) continue;
        ++count;
        if (writer_) write_frame(frame);
      }
    } catch (const DataError& error) {
      faults().add_alike(video.where, fmt::format("video '{}': ", video.row.id), error.what());
      after_fault();
      if (writer_) writer_->drop_video();
      return;
    }
    for (std::size_t a = 0; a < source_.annotations.size(); ++a) {
      const SourceAnnotation& row = source_.annotations[a];
      if (row.video != v || row.frame < count) continue;
      check_.annotation_good[a] = false;
      faults().add_row(row.where.table, row.where.line, "frame beyond the end",
                       fmt::format("there is no frame {} of video '{}': it has {}, 0 to {}", row.frame,
                                   video.row.id, count, count - 1));
      after_fault();
    }
    if (!writer_) return;
    data::Video row = video.row;
    row.geometry = geometry(check_.video_sizes[v], size_, fit_);
    pack_rows_[v] = writer_->end_video(row);
    result_.frames += count;
    ++result_.videos;
  }

  void load_annotations() {
    std::vector<std::size_t> good;
    for (std::size_t a = 0; a < source_.annotations.size(); ++a)
      if (check_.annotation_good[a] && pack_rows_[source_.annotations[a].video] >= 0) good.push_back(a);
    OrderedChannels<LoadedAnnotation> channels(
        good.size(), options_.jobs, 1,
        [&](std::size_t i, const OrderedChannels<LoadedAnnotation>::Push& push) {
          const SourceAnnotation& row = source_.annotations[good[i]];
          push(load_annotation(row, source_.classes.size(), check_.video_sizes[row.video], size_, fit_));
        });
    std::vector<std::size_t> per_class(source_.classes.size(), 0);
    for (std::size_t i = 0; i < good.size() && writer_; ++i) {
      show_(fmt::format("annotations: {} of {}", i + 1, good.size()));
      const SourceAnnotation& row = source_.annotations[good[i]];
      try {
        LoadedAnnotation loaded;
        channels.next(i, loaded);
        if (stop_requested() != 0) throw Stopped("stopped; nothing was written");
        writer_->add_annotation({pack_rows_[row.video], row.frame, row.annotator}, loaded.confidence.data(),
                                loaded.truth.empty() ? nullptr : loaded.truth.data());
      } catch (const DataError& error) {
        faults().add_text(error.what());  // changed since the first look
        after_fault();
        continue;
      }
      ++result_.annotations;
      for (const auto& map : row.maps) ++per_class[map.channel];
    }
    for (std::size_t c = 0; c < per_class.size(); ++c)
      result_.annotations_per_class.emplace_back(source_.classes[c], per_class[c]);
  }

  // Every patient of the packed videos, in order of first appearance.
  std::vector<data::Patient> packed_patients() {
    std::map<std::string, data::Patient> known;
    data::Patient unknown;  // one whose row is missing has the same columns, empty
    for (const auto& patient : source_.patients) {
      known[patient.id] = patient;
      for (const auto& [column, value] : patient.columns) unknown.columns[column] = "";
    }
    std::vector<data::Patient> patients;
    std::set<std::string> seen;
    for (std::size_t v = 0; v < source_.videos.size(); ++v) {
      const std::string& id = source_.videos[v].row.patient;
      if (pack_rows_[v] < 0 || !seen.insert(id).second) continue;
      const auto found = known.find(id);
      patients.push_back(found == known.end() ? unknown : found->second);
      patients.back().id = id;
    }
    std::vector<std::string> without_video;
    for (const auto& patient : source_.patients)
      if (seen.count(patient.id) == 0) without_video.push_back(patient.id);
    if (!without_video.empty())
      faults().note("patients.csv: {} without a video, not packed: {}", without_video.size(),
                    some_of(without_video));
    return patients;
  }

  std::vector<data::Video> packed_videos() const {
    std::vector<data::Video> videos;
    for (std::size_t v = 0; v < source_.videos.size(); ++v)
      if (pack_rows_[v] >= 0) videos.push_back(source_.videos[v].row);
    return videos;
  }

  // Notes and summary count what is packed, not what the tables have.
  void match_tables(const data::PackIndex& index) {
    const auto videos = packed_videos();
    result_.clinical = match_clinical(videos, index.clinical, index.patients);
    std::set<std::string> packed;
    for (const auto& patient : index.patients) packed.insert(patient.id);
    for (const auto& [patient, day] : source_.not_measured)
      result_.clinical.not_measured += packed.count(patient);
    note_clinical_days((options_.source / "clinical.csv").string(), videos, index.clinical,
                       source_.not_measured, faults());
    note_patients((options_.source / "patients.csv").string(), videos, source_.patients, faults());
  }

  void finish() {
    data::PackIndex index;
    index.name = source_.name;
    index.classes = source_.classes;
    index.truth_parameters = source_.truth_parameters;
    index.patients = packed_patients();
    if (result_.videos == 0) {
      faults().add_fatal("{}: no video is left to pack", options_.source.string());
      return;
    }
    index.clinical = rows_of_patients(source_.clinical, index.patients, faults());
    match_tables(index);
    index.notes = pack_notes(faults(), options_.source, source_);
    result_.further_columns = further_columns(source_);
    show_("writing tables");
    writer_->finish(index);
    result_.written = true;
    result_.true_frames = source_.has_true_frames;
    result_.patients = index.patients.size();
    result_.clinical_rows = index.clinical.size();
    result_.size = {size_.height, size_.width};
  }

  const ConvertOptions& options_;
  const Show& show_;
  ConvertResult result_;
  SourceFolder source_;
  SourceCheck check_;
  cv::Size size_;
  Fit fit_ = Fit::kStretch;
  std::optional<OutputGuard> output_;
  std::unique_ptr<data::PackWriter> writer_;  // null: nothing will be written, everything is only looked at
  std::vector<std::int64_t> pack_rows_;       // of each source video, -1 = not packed
};

}  // namespace

ImageSize parse_image_size(const std::string& text) {
  const auto x = text.find_first_of("xX");
  const long long height = parse_integer(text.substr(0, x)).value_or(0);
  const long long width = x == std::string::npos ? 0 : parse_integer(text.substr(x + 1)).value_or(0);
  constexpr long long kMostSide = 16384;
  if (height < 1 || width < 1 || height > kMostSide || width > kMostSide)
    throw_error<UsageError>(
        "--size {}: expected HEIGHTxWIDTH in pixels, each from 1 to {}, for example 224x320", text,
        kMostSide);
  return {static_cast<int>(height), static_cast<int>(width)};
}

int parse_compression(const std::string& text) {
  if (text == "none") return 0;
  if (text == "gzip") return 4;
  if (text.size() == 6 && text.rfind("gzip:", 0) == 0 && text[5] >= '1' && text[5] <= '9')
    return text[5] - '0';
  throw_error<UsageError>("--compress {}: expected none, gzip or gzip:LEVEL with LEVEL from 1 to 9", text);
}

ConvertResult convert(const ConvertOptions& options, const Show& show) {
  prepare_video_decoder();
  return Conversion(options, show).run();
}

}  // namespace sonosweep::data_tools
