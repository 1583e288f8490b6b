#include "data/mask_cache.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>
#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/sha256.h"
#include "core/text.h"
#include "data/bit_masks.h"
#include "data/h5_file.h"
#include "data/h5_text.h"

namespace sonosweep::data {
namespace {

const char* const kMasks = "/masks";
constexpr H5FileKind kCacheFile = {"mask cache", "remove it, and it is computed again"};
constexpr std::int64_t kMostPixels = 1 << 16;  // a side

const char* name_of(MaskKind kind) {
  return kind == MaskKind::kBinary ? "binary" : "probability";
}

std::size_t pixels_of(const MaskCacheInfo& info) {
  return static_cast<std::size_t>(info.height) * static_cast<std::size_t>(info.width);
}

// Of one class of one frame, as stored.
std::size_t plane_bytes(const MaskCacheInfo& info) {
  return info.kind == MaskKind::kBinary ? bit_mask_bytes(pixels_of(info)) : pixels_of(info);
}

std::string attributes_sha256(const MaskCacheInfo& info) {
  std::vector<std::string> texts = {name_of(info.kind), info.data_checksum, info.segmenter,
                                    std::to_string(info.height), std::to_string(info.width)};
  texts.insert(texts.end(), info.classes.begin(), info.classes.end());
  return h5_text_hash(texts).hex();
}

// Enough of a digest to tell two apart.
std::string shortened(const std::string& digest) {
  return digest.size() <= 8 ? digest : digest.substr(0, 8) + "..";
}

}  // namespace

std::string difference(const MaskCacheInfo& there, const MaskCacheInfo& wanted) {
  const auto unlike = [](const char* what, const std::string& one, const std::string& other) {
    return fmt::format("{} ({} there, {} here)", what, one, other);
  };
  if (there.data_checksum != wanted.data_checksum)
    return unlike("of another data set", shortened(there.data_checksum), shortened(wanted.data_checksum));
  if (there.segmenter != wanted.segmenter)
    return unlike("made by another segmenter", shortened(there.segmenter), shortened(wanted.segmenter));
  if (there.kind != wanted.kind)
    return unlike("another kind of masks", name_of(there.kind), name_of(wanted.kind));
  if (there.classes != wanted.classes)
    return unlike("other classes", join(there.classes, ", "), join(wanted.classes, ", "));
  if (there.num_frames != wanted.num_frames)
    return unlike("another number of frames", std::to_string(there.num_frames),
                  std::to_string(wanted.num_frames));
  if (there.height != wanted.height || there.width != wanted.width)
    return unlike("images of another size", fmt::format("{}x{}", there.height, there.width),
                  fmt::format("{}x{}", wanted.height, wanted.width));
  return "";
}

struct MaskCacheWriter::Impl {
  Impl(const std::filesystem::path& path, MaskCacheInfo what)
      : info(std::move(what)), target(path), file(H5File::create(target.temporary_path(), path)) {
    masks = file.create_rows(kMasks, H5Element::kUint8, {info.classes.size(), plane_bytes(info)}, 0);
  }

  void write_attributes() {
    file.write_text_attribute("/", "schema", kMaskCacheSchema);
    file.write_integer_attribute("/", "schema_version", kMaskCacheSchemaVersion);
    file.write_text_attribute("/", "kind", name_of(info.kind));
    file.write_list_attribute("/", "classes", info.classes);
    file.write_integer_attribute("/", "height", info.height);
    file.write_integer_attribute("/", "width", info.width);
    file.write_text_attribute("/", "data", info.data_checksum);
    file.write_text_attribute("/", "segmenter", info.segmenter);
    file.write_text_attribute("/", "sha256", attributes_sha256(info));
  }

  MaskCacheInfo info;
  // Declared in the order that closes the file before its temporary name is removed.
  AtomicFile target;
  H5File file;
  H5Rows masks;
  Sha256 hash;
};

MaskCacheWriter::MaskCacheWriter(const std::filesystem::path& path, const MaskCacheInfo& info) {
  const auto good_side = [](int side) { return side >= 1 && side <= kMostPixels; };
  if (info.classes.empty() || !good_side(info.height) || !good_side(info.width) || info.num_frames < 0)
    throw_error<Error>("{}: cannot make a mask cache of {} classes and {} frames of {}x{}", path.string(),
                       info.classes.size(), info.num_frames, info.height, info.width);
  impl_ = std::make_unique<Impl>(path, info);
}

MaskCacheWriter::~MaskCacheWriter() = default;

void MaskCacheWriter::append(const std::uint8_t* values, std::int64_t count) {
  const MaskCacheInfo& info = impl_->info;
  if (count > info.num_frames - impl_->masks.rows())
    throw_error<Error>("{}: masks of {} frames and of {} more, the cache was to have {}",
                       impl_->file.where(kMasks), impl_->masks.rows(), count, info.num_frames);
  std::vector<std::uint8_t> packed;
  if (info.kind == MaskKind::kBinary) {
    packed = pack_bits(values, static_cast<std::size_t>(count) * info.classes.size(), pixels_of(info));
    values = packed.data();
  }
  impl_->masks.append(values, count);
  impl_->hash.add(values, impl_->masks.row_bytes() * static_cast<std::size_t>(count));
}

std::string MaskCacheWriter::finish() {
  if (impl_->masks.rows() != impl_->info.num_frames)
    throw_error<Error>("{}: masks of {} frames, expected {}", impl_->file.where(kMasks), impl_->masks.rows(),
                       impl_->info.num_frames);
  impl_->masks.close();
  const std::string checksum = impl_->hash.hex();
  impl_->file.write_text_attribute(kMasks, "sha256", checksum);
  impl_->write_attributes();
  impl_->file.close();
  impl_->target.commit();
  return checksum;
}

struct MaskCacheReader::Impl {
  explicit Impl(const std::filesystem::path& path) : file(H5File::open(path, kCacheFile)) {
    check_schema();
    read_attributes();
    masks = file.open_rows(kMasks, H5Element::kUint8, 3);
    const std::vector<hsize_t> expected = {masks.shape()[0], info.classes.size(), plane_bytes(info)};
    if (masks.shape() != expected)
      throw_error<DataError>("{}: shape [{}], expected [{}] (frames, classes, bytes); {}", file.where(kMasks),
                             fmt::join(masks.shape(), ","), fmt::join(expected, ","), kCacheFile.remedy);
    info.num_frames = masks.rows();
    checksum = file.read_text_attribute(kMasks, "sha256");
  }

  void check_schema() const {
    if (!file.has_attribute("/", "schema") || file.read_text_attribute("/", "schema") != kMaskCacheSchema)
      throw_error<DataError>("{}: is not a mask cache (no attribute schema = '{}')", file.path(),
                             kMaskCacheSchema);
    const auto version = file.read_integer_attribute("/", "schema_version");
    if (version != kMaskCacheSchemaVersion)
      throw_error<DataError>("{}: mask cache of schema version {}, this program reads version {}; {}",
                             file.path(), version, kMaskCacheSchemaVersion, kCacheFile.remedy);
  }

  void read_attributes() {
    const std::string kind = file.read_text_attribute("/", "kind");
    if (kind != name_of(MaskKind::kBinary) && kind != name_of(MaskKind::kProbability))
      throw_error<DataError>("{}: masks of unknown kind '{}'; {}", file.path(), kind, kCacheFile.remedy);
    info.kind = kind == name_of(MaskKind::kBinary) ? MaskKind::kBinary : MaskKind::kProbability;
    info.classes = file.read_list_attribute("/", "classes");
    info.data_checksum = file.read_text_attribute("/", "data");
    info.segmenter = file.read_text_attribute("/", "segmenter");
    info.height = read_side("height");
    info.width = read_side("width");
    if (file.read_text_attribute("/", "sha256") != attributes_sha256(info))
      throw_error<DataError>("{}: attributes damaged (checksum does not fit); {}", file.path(),
                             kCacheFile.remedy);
  }

  int read_side(const char* name) const {
    const std::int64_t side = file.read_integer_attribute("/", name);
    if (side < 1 || side > kMostPixels)
      throw_error<DataError>("{}: impossible {} {}; {}", file.path(), name, side, kCacheFile.remedy);
    return static_cast<int>(side);
  }

  H5File file;
  MaskCacheInfo info;
  H5Rows masks;
  std::string checksum;
};

MaskCacheReader::MaskCacheReader(const std::filesystem::path& path) : impl_(std::make_unique<Impl>(path)) {}
MaskCacheReader::~MaskCacheReader() = default;
MaskCacheReader::MaskCacheReader(MaskCacheReader&&) noexcept = default;
MaskCacheReader& MaskCacheReader::operator=(MaskCacheReader&&) noexcept = default;

const MaskCacheInfo& MaskCacheReader::info() const {
  return impl_->info;
}

const std::string& MaskCacheReader::checksum() const {
  return impl_->checksum;
}

std::vector<std::uint8_t> MaskCacheReader::read(std::int64_t first, std::int64_t count) const {
  const MaskCacheInfo& info = impl_->info;
  if (first < 0 || count < 0 || count > info.num_frames || first > info.num_frames - count)
    throw std::out_of_range(
        fmt::format("{}: rows {} + {} of {}", impl_->file.where(kMasks), first, count, info.num_frames));
  std::vector<std::uint8_t> stored(impl_->masks.row_bytes() * static_cast<std::size_t>(count));
  impl_->masks.read(first, count, stored.data());
  if (info.kind == MaskKind::kProbability) return stored;
  const std::size_t planes = static_cast<std::size_t>(count) * info.classes.size();
  std::vector<std::uint8_t> values(planes * pixels_of(info));
  unpack_bits(stored.data(), planes, pixels_of(info), values.data());
  return values;
}

std::string MaskCacheReader::verify() const {
  try {
    Sha256 hash;
    impl_->masks.for_all([&](std::int64_t, const unsigned char* bytes, std::int64_t count) {
      hash.add(bytes, impl_->masks.row_bytes() * static_cast<std::size_t>(count));
    });
    if (hash.hex() != impl_->checksum)
      throw_error<DataError>("{}: damaged (checksum does not fit); {}", impl_->file.where(kMasks),
                             kCacheFile.remedy);
  } catch (const DataError& error) {
    return error.what();
  }
  return "";
}

}  // namespace sonosweep::data
