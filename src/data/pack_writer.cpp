#include "data/pack_writer.h"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "core/atomic_file.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/sha256.h"
#include "data/h5_file.h"
#include "data/h5_text.h"

namespace sonosweep::data {
namespace {

template <typename Row, typename Get>
auto column(const std::vector<Row>& rows, Get&& get) {
  std::vector<std::decay_t<decltype(get(rows.front()))>> values;
  values.reserve(rows.size());
  for (const auto& row : rows) values.push_back(get(row));
  return values;
}

}  // namespace

struct PackWriter::Impl {
  Impl(const std::filesystem::path& path, hsize_t h, hsize_t w, hsize_t c, int gzip)
      : target(path),
        file(H5File::create(target.temporary_path(), path)),
        height(h),
        width(w),
        classes(c),
        gzip_level(gzip) {
    for (const char* group : {"/videos", "/annotations", "/clinical", "/patients"}) file.create_group(group);
    frames = file.create_rows("/frames", H5Element::kUint8, {height, width}, gzip_level);
    confidence =
        file.create_rows("/annotations/confidence", H5Element::kUint16, {classes, height, width}, gzip_level);
  }

  void append_truth(const std::uint8_t* row) {
    if (row == nullptr && !truth) return;
    const std::vector<std::uint8_t> nothing(classes * height * width, 0);
    const auto append = [&](const std::uint8_t* values) {
      truth.append(values, 1);
      truth_hash.add(values, nothing.size());
    };
    if (!truth) {
      file.create_group("/truth");
      truth = file.create_rows("/truth/masks", H5Element::kUint8, {classes, height, width}, gzip_level);
      for (std::size_t i = 0; i < annotations.size(); ++i) append(nothing.data());
    }
    append(row != nullptr ? row : nothing.data());
  }

  void finish_rows(H5Rows& rows, const std::string& name, const Sha256& hash) {
    rows.close();
    file.write_text_attribute(name, "sha256", hash.hex());
  }

  void write_tables(const PackIndex& index) {
    file.write_text_column("/videos/id", column(videos, [](const Video& v) { return v.id; }));
    file.write_text_column("/videos/patient", column(videos, [](const Video& v) { return v.patient; }));
    file.write_column("/videos/day", column(videos, [](const Video& v) { return std::int32_t{v.day}; }));
    file.write_text_column("/videos/view", column(videos, [](const Video& v) { return v.view; }));
    file.write_column("/videos/first_frame", column(videos, [](const Video& v) { return v.first_frame; }));
    file.write_column("/videos/num_frames", column(videos, [](const Video& v) { return v.num_frames; }));
    file.write_column("/videos/fps", column(videos, [](const Video& v) { return v.fps; }));
    file.write_column("/videos/depth_cm", column(videos, [](const Video& v) { return v.depth_cm; }));
    file.write_text_column("/videos/sha256", column(videos, [](const Video& v) { return v.sha256; }));
    file.write_column("/annotations/video", column(annotations, [](const Annotation& a) { return a.video; }));
    file.write_column("/annotations/frame", column(annotations, [](const Annotation& a) { return a.frame; }));
    file.write_text_column("/annotations/annotator",
                           column(annotations, [](const Annotation& a) { return a.annotator; }));
    const auto& clinical = index.clinical;
    file.write_text_column("/clinical/patient",
                           column(clinical, [](const ClinicalRow& r) { return r.patient; }));
    file.write_column("/clinical/day",
                      column(clinical, [](const ClinicalRow& r) { return std::int32_t{r.day}; }));
    file.write_column("/clinical/sf_ratio",
                      column(clinical, [](const ClinicalRow& r) { return r.sf_ratio; }));
    file.write_column("/clinical/sf_ratio_raw",
                      column(clinical, [](const ClinicalRow& r) { return r.sf_ratio_raw; }));
    file.write_text_column("/patients/id", column(index.patients, [](const Patient& p) { return p.id; }));
    file.write_column("/patients/readmitted_30d", column(index.patients, [](const Patient& p) {
                        return static_cast<std::int8_t>(p.readmitted_30d);
                      }));
  }

  void write_root(const PackIndex& index) {
    const std::string version = build_info().version;
    file.write_text_attribute("/", "schema", kPackSchema);
    file.write_integer_attribute("/", "schema_version", kPackSchemaVersion);
    file.write_list_attribute("/", "classes", index.classes);
    file.write_text_attribute("/", "name", index.name);
    file.write_text_attribute("/", "program_version", version);
    std::vector<std::string> texts = {index.name, version};
    texts.insert(texts.end(), index.classes.begin(), index.classes.end());
    file.write_text_attribute("/", "sha256", h5_text_hash(texts).hex());
  }

  // Declared in the order that closes the file before its temporary name is removed.
  AtomicFile target;
  H5File file;
  hsize_t height, width, classes;
  int gzip_level;
  H5Rows frames, confidence, truth;
  Sha256 frames_hash, frames_hash_before_video, video_hash, confidence_hash, truth_hash;
  std::int64_t first_frame = 0;  // of the current video
  std::vector<Video> videos;
  std::vector<Annotation> annotations;
};

PackWriter::PackWriter(const std::filesystem::path& path, int height, int width, int num_classes,
                       PackWriterOptions options) {
  if (height < 1 || width < 1 || num_classes < 1)
    throw_error<Error>("{}: cannot make a pack of {} classes and images of {}x{}", path.string(), num_classes,
                       height, width);
  impl_ = std::make_unique<Impl>(path, static_cast<hsize_t>(height), static_cast<hsize_t>(width),
                                 static_cast<hsize_t>(num_classes), options.gzip_level);
}

PackWriter::~PackWriter() = default;

void PackWriter::append_frames(const std::uint8_t* frames, std::int64_t count) {
  impl_->frames.append(frames, count);
  const std::size_t bytes = impl_->frames.row_bytes() * static_cast<std::size_t>(count);
  impl_->frames_hash.add(frames, bytes);
  impl_->video_hash.add(frames, bytes);
}

std::int64_t PackWriter::end_video(Video video) {
  video.first_frame = impl_->first_frame;
  video.num_frames = impl_->frames.rows() - impl_->first_frame;
  video.sha256 = impl_->video_hash.hex();
  if (video.num_frames == 0) throw_error<DataError>("video '{}': no frames", video.id);
  impl_->first_frame = impl_->frames.rows();
  impl_->frames_hash_before_video = impl_->frames_hash;
  impl_->video_hash = Sha256();
  impl_->videos.push_back(std::move(video));
  return static_cast<std::int64_t>(impl_->videos.size()) - 1;
}

void PackWriter::drop_video() {
  impl_->frames.shrink(impl_->first_frame);
  impl_->frames_hash = impl_->frames_hash_before_video;
  impl_->video_hash = Sha256();
}

void PackWriter::add_annotation(const Annotation& annotation, const std::uint16_t* confidence,
                                const std::uint8_t* truth) {
  impl_->confidence.append(confidence, 1);
  impl_->confidence_hash.add(confidence, impl_->confidence.row_bytes());
  impl_->append_truth(truth);
  impl_->annotations.push_back(annotation);
}

void PackWriter::finish(const PackIndex& index) {
  if (impl_->frames.rows() != impl_->first_frame)
    throw_error<Error>("{}: finished within a video", impl_->file.where("/frames"));
  if (index.classes.size() != impl_->classes)
    throw_error<Error>("{}: {} class names for {} classes", impl_->file.where("/"), index.classes.size(),
                       impl_->classes);
  PackIndex whole = index;
  whole.videos = impl_->videos;
  whole.annotations = impl_->annotations;
  whole.num_frames = impl_->frames.rows();
  const auto faults = pack_index_faults(whole);
  if (!faults.empty())
    throw_error<DataError>("{}{}", impl_->file.where(faults.front()),
                           faults.size() == 1 ? "" : fmt::format(" (and {} more faults)", faults.size() - 1));

  impl_->write_tables(index);
  impl_->finish_rows(impl_->frames, "/frames", impl_->frames_hash);
  impl_->finish_rows(impl_->confidence, "/annotations/confidence", impl_->confidence_hash);
  if (impl_->truth) impl_->finish_rows(impl_->truth, "/truth/masks", impl_->truth_hash);
  if (!index.truth_parameters.empty()) {
    if (!impl_->file.has("/truth")) impl_->file.create_group("/truth");
    impl_->file.write_text("/truth/parameters", index.truth_parameters);
  }
  impl_->write_root(index);
  impl_->file.close();
  impl_->target.commit();
}

}  // namespace sonosweep::data
