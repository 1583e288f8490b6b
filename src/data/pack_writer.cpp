#include "data/pack_writer.h"

#include <utility>
#include <vector>

#include "core/atomic_file.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/sha256.h"
#include "data/bit_masks.h"
#include "data/h5_file.h"
#include "data/pack_tables.h"

namespace sonosweep::data {
struct PackWriter::Impl {
  Impl(const std::filesystem::path& path, hsize_t h, hsize_t w, hsize_t c, int gzip)
      : target(path),
        file(H5File::create(target.temporary_path(), path)),
        height(h),
        width(w),
        classes(c),
        gzip_level(gzip) {
    create_pack_groups(file);
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
      need_truth_group();
      truth = file.create_rows("/truth/masks", H5Element::kUint8, {classes, height, width}, gzip_level);
      for (std::size_t i = 0; i < annotations.size(); ++i) append(nothing.data());
    }
    append(row != nullptr ? row : nothing.data());
  }

  void append_frame_truth(const std::uint8_t* masks, std::int64_t count) {
    const std::size_t pixels = height * width;
    if (!frame_truth) {
      need_truth_group();
      frame_truth =
          file.create_rows(kFrameTruth, H5Element::kUint8, {classes, bit_mask_bytes(pixels)}, gzip_level);
    }
    const auto bytes = pack_bits(masks, static_cast<std::size_t>(count) * classes, pixels);
    frame_truth.append(bytes.data(), count);
    frame_truth_hash.add(bytes.data(), bytes.size());
  }

  void need_truth_group() {
    if (!file.has("/truth")) file.create_group("/truth");
  }

  void finish_rows(H5Rows& rows, const std::string& name, const Sha256& hash) {
    rows.close();
    file.write_text_attribute(name, "sha256", hash.hex());
  }

  // Declared in the order that closes the file before its temporary name is removed.
  AtomicFile target;
  H5File file;
  hsize_t height, width, classes;
  int gzip_level;
  H5Rows frames, confidence, truth, frame_truth;
  Sha256 frames_hash, frames_hash_before_video, video_hash, confidence_hash, truth_hash;
  Sha256 frame_truth_hash, frame_truth_hash_before_video;
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

void PackWriter::append_frame_truth(const std::uint8_t* masks, std::int64_t count) {
  impl_->append_frame_truth(masks, count);
}

std::int64_t PackWriter::end_video(Video video) {
  video.first_frame = impl_->first_frame;
  video.num_frames = impl_->frames.rows() - impl_->first_frame;
  video.sha256 = impl_->video_hash.hex();
  if (video.num_frames == 0) throw_error<DataError>("video '{}': no frames", video.id);
  impl_->first_frame = impl_->frames.rows();
  impl_->frames_hash_before_video = impl_->frames_hash;
  impl_->frame_truth_hash_before_video = impl_->frame_truth_hash;
  impl_->video_hash = Sha256();
  impl_->videos.push_back(std::move(video));
  return static_cast<std::int64_t>(impl_->videos.size()) - 1;
}

void PackWriter::drop_video() {
  impl_->frames.shrink(impl_->first_frame);
  impl_->frames_hash = impl_->frames_hash_before_video;
  impl_->video_hash = Sha256();
  if (impl_->frame_truth && impl_->frame_truth.rows() > impl_->first_frame)
    impl_->frame_truth.shrink(impl_->first_frame);
  impl_->frame_truth_hash = impl_->frame_truth_hash_before_video;
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
  if (impl_->frame_truth && impl_->frame_truth.rows() != impl_->frames.rows())
    throw_error<Error>("{}: of {} frames, the pack has {}; it is known for every frame or for none",
                       impl_->file.where(kFrameTruth), impl_->frame_truth.rows(), impl_->frames.rows());
  PackIndex whole = index;
  whole.schema_version = kPackSchemaVersion;
  whole.program_version = build_info().version;
  whole.videos = impl_->videos;
  whole.annotations = impl_->annotations;
  whole.num_frames = impl_->frames.rows();
  const auto faults = pack_index_faults(whole);
  if (!faults.empty())
    throw_error<DataError>("{}{}", impl_->file.where(faults.front()),
                           faults.size() == 1 ? "" : fmt::format(" (and {} more faults)", faults.size() - 1));

  impl_->finish_rows(impl_->frames, "/frames", impl_->frames_hash);
  impl_->finish_rows(impl_->confidence, "/annotations/confidence", impl_->confidence_hash);
  if (impl_->truth) impl_->finish_rows(impl_->truth, "/truth/masks", impl_->truth_hash);
  if (impl_->frame_truth) impl_->finish_rows(impl_->frame_truth, kFrameTruth, impl_->frame_truth_hash);
  write_pack_tables(impl_->file, whole);
  impl_->file.close();
  impl_->target.commit();
}

}  // namespace sonosweep::data
