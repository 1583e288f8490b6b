#include "data/pack_reader.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <stdexcept>

#include "core/error.h"
#include "core/sha256.h"
#include "data/basis_points.h"
#include "data/h5_file.h"
#include "data/h5_text.h"

namespace sonosweep::data {
namespace {

constexpr std::size_t kReadBytes = std::size_t{16} << 20;  // how much is held at a time when all is read

// Copies a column into one field of each row.
template <typename Row, typename Value, typename Field>
void fill(std::vector<Row>& rows, const std::string& where, const std::vector<Value>& values, Field field) {
  if (values.size() != rows.size())
    throw_error<DataError>("{}: has {} rows, the table has {}; not a whole pack", where, values.size(),
                           rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i].*field = values[i];
}

// Reads all rows in order, a few at a time: use(first row, values, count). Values as they stand in the file.
template <typename Use>
void for_all_rows(const H5Rows& rows, Use&& use) {
  const auto step = static_cast<std::int64_t>(std::max<std::size_t>(1, kReadBytes / rows.row_bytes()));
  std::vector<unsigned char> buffer;
  for (std::int64_t first = 0; first < rows.rows(); first += step) {
    const std::int64_t count = std::min(step, rows.rows() - first);
    buffer.resize(rows.row_bytes() * static_cast<std::size_t>(count));
    rows.read(first, count, buffer.data());
    use(first, buffer.data(), count);
  }
}

}  // namespace

struct PackReader::Impl {
  explicit Impl(const std::filesystem::path& path) : shown(path.string()), file(H5File::open(path)) {
    check_schema();
    read_root();
    read_tables();
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

  void check_schema() {
    if (!file.has_attribute("/", "schema") || file.read_text_attribute("/", "schema") != kPackSchema)
      throw_error<DataError>(
          "{}: is not a sonosweep pack (no attribute schema = '{}'); make one with sonosweep-convert", shown,
          kPackSchema);
    const auto version = file.read_integer_attribute("/", "schema_version");
    if (version != kPackSchemaVersion)
      throw_error<DataError>(
          "{}: pack of schema version {}, this program reads version {}; convert the source folder again{}",
          shown, version, kPackSchemaVersion, version > kPackSchemaVersion ? ", or use a newer program" : "");
  }

  void read_root() {
    index.classes = file.read_list_attribute("/", "classes");
    index.name = file.read_text_attribute("/", "name");
    index.program_version = file.read_text_attribute("/", "program_version");
    std::vector<std::string> texts = {index.name, index.program_version};
    texts.insert(texts.end(), index.classes.begin(), index.classes.end());
    if (file.read_text_attribute("/", "sha256") != h5_text_hash(texts).hex())
      throw_error<DataError>("{}: attributes damaged (checksum does not fit); copy or pack it again", shown);
    if (index.classes.empty()) throw_error<DataError>("{}: no classes", file.where("/"));
  }

  void note_checksum(const std::string& name) { checksums[name] = file.read_text_attribute(name, "sha256"); }
  template <typename T>
  std::vector<T> numbers(const std::string& name) {
    note_checksum(existing(name));
    return file.read_column<T>(name);
  }
  std::vector<std::string> texts(const std::string& name) {
    note_checksum(existing(name));
    return file.read_text_column(name);
  }
  const std::string& existing(const std::string& name) const {
    if (!file.has(name))
      throw_error<DataError>("{}: missing; not a whole pack, pack it again", file.where(name));
    return name;
  }

  void read_tables() {
    const auto at = [this](const char* name) { return file.where(name); };
    auto& videos = index.videos;
    const auto ids = texts("/videos/id");
    videos.resize(ids.size());
    fill(videos, at("/videos/id"), ids, &Video::id);
    fill(videos, at("/videos/patient"), texts("/videos/patient"), &Video::patient);
    fill(videos, at("/videos/day"), numbers<std::int32_t>("/videos/day"), &Video::day);
    fill(videos, at("/videos/view"), texts("/videos/view"), &Video::view);
    fill(videos, at("/videos/first_frame"), numbers<std::int64_t>("/videos/first_frame"),
         &Video::first_frame);
    fill(videos, at("/videos/num_frames"), numbers<std::int64_t>("/videos/num_frames"), &Video::num_frames);
    fill(videos, at("/videos/fps"), numbers<double>("/videos/fps"), &Video::fps);
    fill(videos, at("/videos/depth_cm"), numbers<double>("/videos/depth_cm"), &Video::depth_cm);
    fill(videos, at("/videos/sha256"), texts("/videos/sha256"), &Video::sha256);
    auto& annotations = index.annotations;
    const auto rows = numbers<std::int64_t>("/annotations/video");
    annotations.resize(rows.size());
    fill(annotations, at("/annotations/video"), rows, &Annotation::video);
    fill(annotations, at("/annotations/frame"), numbers<std::int64_t>("/annotations/frame"),
         &Annotation::frame);
    fill(annotations, at("/annotations/annotator"), texts("/annotations/annotator"), &Annotation::annotator);
    auto& clinical = index.clinical;
    const auto clinical_patients = texts("/clinical/patient");
    clinical.resize(clinical_patients.size());
    fill(clinical, at("/clinical/patient"), clinical_patients, &ClinicalRow::patient);
    fill(clinical, at("/clinical/day"), numbers<std::int32_t>("/clinical/day"), &ClinicalRow::day);
    fill(clinical, at("/clinical/sf_ratio"), numbers<double>("/clinical/sf_ratio"), &ClinicalRow::sf_ratio);
    fill(clinical, at("/clinical/sf_ratio_raw"), numbers<double>("/clinical/sf_ratio_raw"),
         &ClinicalRow::sf_ratio_raw);
    auto& patients = index.patients;
    const auto patient_ids = texts("/patients/id");
    patients.resize(patient_ids.size());
    fill(patients, at("/patients/id"), patient_ids, &Patient::id);
    fill(patients, at("/patients/readmitted_30d"), numbers<std::int8_t>("/patients/readmitted_30d"),
         &Patient::readmitted_30d);
    if (file.has("/truth/parameters")) {
      note_checksum("/truth/parameters");
      index.truth_parameters = file.read_text("/truth/parameters");
    }
  }

  H5Rows open_maps(const std::string& name, H5Element element) {
    note_checksum(existing(name));
    H5Rows rows = file.open_rows(name, element, 4);
    const std::vector<hsize_t> expected = {index.annotations.size(), index.classes.size(),
                                           static_cast<hsize_t>(index.height),
                                           static_cast<hsize_t>(index.width)};
    if (rows.shape() != expected)
      throw_error<DataError>("{}: shape [{}], expected [{}] (annotations, classes, height, width)",
                             file.where(name), fmt::join(rows.shape(), ","), fmt::join(expected, ","));
    return rows;
  }

  void open_arrays() {
    note_checksum(existing("/frames"));
    frames = file.open_rows("/frames", H5Element::kUint8, 3);
    const auto& shape = frames.shape();
    constexpr hsize_t kMostPixels = 1 << 16;  // a side; HDF5 chunks end at 4 GB
    if (shape[1] < 1 || shape[2] < 1 || shape[1] > kMostPixels || shape[2] > kMostPixels ||
        shape[0] > (hsize_t{1} << 40))
      throw_error<DataError>("{}: impossible shape [{}]", file.where("/frames"), fmt::join(shape, ","));
    index.num_frames = frames.rows();
    index.height = static_cast<int>(shape[1]);
    index.width = static_cast<int>(shape[2]);
    confidence = open_maps("/annotations/confidence", H5Element::kUint16);
    index.has_truth = file.has("/truth/masks");
    if (index.has_truth) truth = open_maps("/truth/masks", H5Element::kUint8);
  }

  void compare(const std::string& name, const Sha256& hash) const {
    if (checksums.at(name) != hash.hex())
      throw_error<DataError>("{}: damaged (checksum does not fit); copy or pack it again", file.where(name));
  }

  void check_confidence() const {
    const std::string name = "/annotations/confidence";
    Sha256 hash;
    for_all_rows(confidence, [&](std::int64_t first, const unsigned char* bytes, std::int64_t count) {
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
    for_all_rows(truth, [&](std::int64_t first, const unsigned char* bytes, std::int64_t count) {
      const auto values = static_cast<std::size_t>(count) * truth.row_bytes();
      hash.add(bytes, values);
      if (std::any_of(bytes, bytes + values, [](unsigned char v) { return v > 1; }))
        throw_error<DataError>("{}: rows from {}: a value is neither 0 nor 1", file.where("/truth/masks"),
                               first);
    });
    compare("/truth/masks", hash);
  }

  void check_range(const char* name, const H5Rows& rows, std::int64_t first, std::int64_t count) const {
    if (first < 0 || count < 0 || count > rows.rows() || first > rows.rows() - count)
      throw std::out_of_range(
          fmt::format("{}: rows {} + {} of {}", file.where(name), first, count, rows.rows()));
  }

  std::string shown;
  H5File file;
  PackIndex index;
  std::map<std::string, std::string> checksums;
  H5Rows frames, confidence, truth;
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
  // Frame by frame, so that one damaged chunk is named and the rest is still looked at.
  Sha256 all;
  bool unreadable = false;
  std::vector<std::uint8_t> frame(impl_->frames.row_bytes());
  for (const Video& video : impl_->index.videos) {
    Sha256 hash;
    bool whole = true;
    for (std::int64_t i = 0; whole && i < video.num_frames; ++i) {
      try {
        impl_->frames.read(video.first_frame + i, 1, frame.data());
        hash.add(frame.data(), frame.size());
        all.add(frame.data(), frame.size());
      } catch (const DataError& error) {
        whole = false;
        faults.push_back(fmt::format("video '{}', frame {}: {}", video.id, i, error.what()));
      }
    }
    if (whole && hash.hex() != video.sha256)
      faults.push_back(fmt::format("{}: video '{}': damaged (checksum does not fit)",
                                   impl_->file.where("/frames"), video.id));
    unreadable |= !whole;
  }
  if (!unreadable) attempt([&] { impl_->compare("/frames", all); });
  return faults;
}

}  // namespace sonosweep::data
