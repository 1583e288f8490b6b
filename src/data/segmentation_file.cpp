#include "data/segmentation_file.h"

#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/sha256.h"
#include "data/h5_file.h"

namespace sonosweep::data {
namespace {

constexpr int kSchemaVersion = 1;

// A dataset that grows frame by frame, and the checksum of all its values.
class HashedRows {
 public:
  HashedRows(H5File& file, std::string name, H5Element element, const std::vector<hsize_t>& row_shape)
      : file_(file),
        name_(std::move(name)),
        rows_(file.create_rows(name_, element, row_shape, /*gzip_level=*/0)) {}

  void append(const void* values, std::int64_t count) {
    rows_.append(values, count);
    hash_.add(values, rows_.row_bytes() * static_cast<std::size_t>(count));
  }
  std::size_t row_bytes() const { return rows_.row_bytes(); }
  void finish() {
    rows_.close();
    file_.write_text_attribute(name_, "sha256", hash_.hex());
  }

 private:
  H5File& file_;
  std::string name_;
  H5Rows rows_;
  Sha256 hash_;
};

std::vector<hsize_t> frame_shape(const SegmentationFileInfo& info) {
  return {info.classes.size(), static_cast<hsize_t>(info.height), static_cast<hsize_t>(info.width)};
}

}  // namespace

struct SegmentationFileWriter::Impl {
  Impl(const std::filesystem::path& path, const SegmentationFileInfo& info)
      : target(path),
        file(H5File::create(target.temporary_path(), path)),
        masks(file, "/masks", H5Element::kUint8, frame_shape(info)) {
    file.write_text_attribute("/", "schema", kSegmentationSchema);
    file.write_integer_attribute("/", "schema_version", kSchemaVersion);
    file.write_list_attribute("/", "classes", info.classes);
    file.write_text_attribute("/", "data", info.data_checksum);
    file.write_text_attribute("/", "segmenter", info.segmenter);
    if (info.with_logits)
      logits = std::make_unique<HashedRows>(file, "/logits", H5Element::kFloat32, frame_shape(info));
  }

  // Declared in the order that closes the file before its temporary name is removed.
  AtomicFile target;
  H5File file;
  HashedRows masks;
  std::unique_ptr<HashedRows> logits;
  std::vector<std::int64_t> frame_index;
};

SegmentationFileWriter::SegmentationFileWriter(const std::filesystem::path& path,
                                               const SegmentationFileInfo& info)
    : impl_(std::make_unique<Impl>(path, info)) {}

SegmentationFileWriter::~SegmentationFileWriter() = default;

void SegmentationFileWriter::append(std::int64_t first_row, const std::vector<float>& logits) {
  const auto per_frame = impl_->masks.row_bytes();
  if (logits.size() % per_frame != 0)
    throw_error<Error>("{}: {} logits are no whole number of frames of {}", impl_->file.where("/masks"),
                       logits.size(), per_frame);
  const auto count = static_cast<std::int64_t>(logits.size() / per_frame);
  std::vector<std::uint8_t> masks(logits.size());
  for (std::size_t i = 0; i < logits.size(); ++i) masks[i] = logits[i] >= 0 ? 1 : 0;
  impl_->masks.append(masks.data(), count);
  if (impl_->logits) impl_->logits->append(logits.data(), count);
  for (std::int64_t k = 0; k < count; ++k) impl_->frame_index.push_back(first_row + k);
}

void SegmentationFileWriter::finish() {
  impl_->masks.finish();
  if (impl_->logits) impl_->logits->finish();
  impl_->file.write_column("/frame_index", impl_->frame_index);
  impl_->file.close();
  impl_->target.commit();
}

}  // namespace sonosweep::data
