#include "data/pack_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

#include "core/error.h"
#include "core/sha256.h"
#include "data/basis_points.h"
#include "data/bit_masks.h"
#include "data/h5_file.h"
#include "data/pack_tables.h"

namespace sonosweep::data {

struct PackReader::Impl {
  explicit Impl(const std::filesystem::path& path) : shown(path.string()), file(H5File::open(path)) {
    read_pack_tables(file, index, checksums);
    open_arrays();
    const auto faults = pack_index_faults(index);
    if (!faults.empty())
      throw_error<DataError>(
          "{}: {}{}", shown, faults.front(),
          faults.size() == 1 ? "" : fmt::format(" (and {} more faults)", faults.size() - 1));
    check_confidence();
    if (index.has_truth) check_truth();
    index.checksum = pack_checksum(checksums);
  }

  H5Rows open_rows(const char* name, H5Element element, const std::vector<hsize_t>& expected,
                   const char* meaning) {
    note_checksum(file, name, checksums);
    H5Rows rows = file.open_rows(name, element, expected.size());
    if (rows.shape() != expected)
      throw_error<DataError>("{}: shape [{}], expected [{}] ({})", file.where(name),
                             fmt::join(rows.shape(), ","), fmt::join(expected, ","), meaning);
    return rows;
  }

  void open_arrays() {
    note_checksum(file, "/frames", checksums);
    frames = file.open_rows("/frames", H5Element::kUint8, 3);
    const auto& shape = frames.shape();
    constexpr hsize_t kMostPixels = 1 << 16;  // a side; HDF5 chunks end at 4 GB
    if (shape[1] < 1 || shape[2] < 1 || shape[1] > kMostPixels || shape[2] > kMostPixels ||
        shape[0] > (hsize_t{1} << 40))
      throw_error<DataError>("{}: impossible shape [{}]", file.where("/frames"), fmt::join(shape, ","));
    index.num_frames = frames.rows();
    index.height = static_cast<int>(shape[1]);
    index.width = static_cast<int>(shape[2]);
    const hsize_t classes = index.classes.size();
    const std::vector<hsize_t> maps = {index.annotations.size(), classes, shape[1], shape[2]};
    const char* meaning = "annotations, classes, height, width";
    confidence = open_rows("/annotations/confidence", H5Element::kUint16, maps, meaning);
    index.has_truth = file.has("/truth/masks");
    if (index.has_truth) truth = open_rows("/truth/masks", H5Element::kUint8, maps, meaning);
    index.has_frame_truth = file.has(kFrameTruth);
    if (index.has_frame_truth)
      frame_truth =
          open_rows(kFrameTruth, H5Element::kUint8, {shape[0], classes, bit_mask_bytes(shape[1] * shape[2])},
                    "frames, classes, bytes");
  }

  void compare(const std::string& name, const Sha256& hash) const {
    if (checksums.at(name) != hash.hex()) throw DataError(damaged(name));
  }
  std::string damaged(const std::string& name) const {
    return file.where(name) + ": damaged (checksum does not fit); copy or pack it again";
  }

  void check_confidence() const {
    const std::string name = "/annotations/confidence";
    Sha256 hash;
    confidence.for_all([&](std::int64_t first, const unsigned char* bytes, std::int64_t count) {
      const auto values = static_cast<std::size_t>(count) * confidence.row_bytes() / 2;
      hash.add(bytes, values * 2);
      const auto* begin = reinterpret_cast<const std::uint16_t*>(bytes);
      const auto* wrong =
          std::find_if(begin, begin + values, [](std::uint16_t v) { return v > kFullConfidence; });
      if (wrong != begin + values)
        throw_error<DataError>(
            "{}: row {}: confidence {} is above {} basis points (100 %)", file.where(name),
            first + (wrong - begin) / static_cast<std::int64_t>(confidence.row_bytes() / 2), *wrong,
            kFullConfidence);
    });
    compare(name, hash);
  }

  void check_truth() const {
    Sha256 hash;
    truth.for_all([&](std::int64_t first, const unsigned char* bytes, std::int64_t count) {
      const auto values = static_cast<std::size_t>(count) * truth.row_bytes();
      hash.add(bytes, values);
      if (std::any_of(bytes, bytes + values, [](unsigned char v) { return v > 1; }))
        throw_error<DataError>("{}: rows from {}: a value is neither 0 nor 1", file.where("/truth/masks"),
                               first);
    });
    compare("/truth/masks", hash);
  }

  // Reads a row of each frame, video by video, so that one damaged chunk is named and the rest is still
  // looked at. `sums_known`: the videos' own checksums are of these rows.
  void verify_by_video(const char* name, const H5Rows& rows, bool sums_known,
                       std::vector<std::string>& faults) const {
    Sha256 all;
    bool unreadable = false;
    std::vector<std::uint8_t> row(rows.row_bytes());
    for (const Video& video : index.videos) {
      Sha256 hash;
      bool whole = true;
      for (std::int64_t i = 0; whole && i < video.num_frames; ++i) {
        try {
          rows.read(video.first_frame + i, 1, row.data());
          hash.add(row.data(), row.size());
          all.add(row.data(), row.size());
        } catch (const DataError& error) {
          whole = false;
          faults.push_back(fmt::format("video '{}', frame {}: {}", video.id, i, error.what()));
        }
      }
      if (sums_known && whole && hash.hex() != video.sha256)
        faults.push_back(
            fmt::format("{}: video '{}': damaged (checksum does not fit)", file.where(name), video.id));
      unreadable |= !whole;
    }
    if (!unreadable && checksums.at(name) != all.hex()) faults.push_back(damaged(name));
  }

  void check_range(const char* name, const H5Rows& rows, std::int64_t first, std::int64_t count) const {
    if (first < 0 || count < 0 || count > rows.rows() || first > rows.rows() - count)
      throw std::out_of_range(
          fmt::format("{}: rows {} + {} of {}", file.where(name), first, count, rows.rows()));
  }

  std::string shown;
  H5File file;
  PackIndex index;
  PackChecksums checksums;
  H5Rows frames, confidence, truth, frame_truth;
};

PackReader::PackReader(const std::filesystem::path& path) : impl_(std::make_unique<Impl>(path)) {}
PackReader::~PackReader() = default;
PackReader::PackReader(PackReader&&) noexcept = default;
PackReader& PackReader::operator=(PackReader&&) noexcept = default;

const PackIndex& PackReader::index() const {
  return impl_->index;
}

std::vector<std::uint8_t> PackReader::read_frames(std::int64_t first, std::int64_t count) const {
  impl_->check_range("/frames", impl_->frames, first, count);
  std::vector<std::uint8_t> values(impl_->frames.row_bytes() * static_cast<std::size_t>(count));
  impl_->frames.read(first, count, values.data());
  return values;
}

std::vector<std::uint16_t> PackReader::read_confidence(std::int64_t annotation) const {
  impl_->check_range("/annotations/confidence", impl_->confidence, annotation, 1);
  std::vector<std::uint16_t> values(impl_->confidence.row_bytes() / 2);
  impl_->confidence.read(annotation, 1, values.data());
  return values;
}

std::vector<std::uint8_t> PackReader::read_truth(std::int64_t annotation) const {
  if (!impl_->index.has_truth) throw_error<DataError>("{}: has no /truth/masks", impl_->shown);
  impl_->check_range("/truth/masks", impl_->truth, annotation, 1);
  std::vector<std::uint8_t> values(impl_->truth.row_bytes());
  impl_->truth.read(annotation, 1, values.data());
  return values;
}

std::vector<std::uint8_t> PackReader::read_frame_truth(std::int64_t first, std::int64_t count) const {
  const PackIndex& index = impl_->index;
  if (!index.has_frame_truth) throw_error<DataError>("{}: has no {}", impl_->shown, kFrameTruth);
  impl_->check_range(kFrameTruth, impl_->frame_truth, first, count);
  std::vector<std::uint8_t> bytes(impl_->frame_truth.row_bytes() * static_cast<std::size_t>(count));
  impl_->frame_truth.read(first, count, bytes.data());
  const std::size_t pixels = static_cast<std::size_t>(index.height) * static_cast<std::size_t>(index.width);
  const std::size_t planes = static_cast<std::size_t>(count) * index.classes.size();
  std::vector<std::uint8_t> masks(planes * pixels);
  unpack_bits(bytes.data(), planes, pixels, masks.data());
  return masks;
}

std::vector<std::string> PackReader::verify() const {
  std::vector<std::string> faults;
  const auto attempt = [&](auto&& check) {
    try {
      check();
    } catch (const DataError& error) {
      faults.emplace_back(error.what());
    }
  };
  attempt([&] { impl_->check_confidence(); });
  if (impl_->index.has_truth) attempt([&] { impl_->check_truth(); });
  impl_->verify_by_video("/frames", impl_->frames, true, faults);
  if (impl_->index.has_frame_truth) impl_->verify_by_video(kFrameTruth, impl_->frame_truth, false, faults);
  return faults;
}

}  // namespace sonosweep::data
