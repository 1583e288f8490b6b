#include "data/pack_tables.h"

#include <cstdint>
#include <functional>
#include <type_traits>
#include <vector>

#include "core/error.h"
#include "core/sha256.h"
#include "data/h5_name.h"
#include "data/h5_text.h"

namespace sonosweep::data {
namespace {

const char* const kNotes = "/notes";

std::string columns_group(const std::string& table) {
  return table + "/columns";
}

std::string root_sha256(const PackIndex& index) {
  std::vector<std::string> texts = {index.name, index.program_version};
  if (index.schema_version > 1) texts.insert(texts.begin(), std::to_string(index.schema_version));
  texts.insert(texts.end(), index.classes.begin(), index.classes.end());
  return h5_text_hash(texts).hex();
}

void read_root(const H5File& file, PackIndex& index) {
  const std::string& shown = file.path();
  if (!file.has_attribute("/", "schema") || file.read_text_attribute("/", "schema") != kPackSchema)
    throw_error<DataError>(
        "{}: is not a sonosweep pack (no attribute schema = '{}'); make one with sonosweep-convert", shown,
        kPackSchema);
  const auto version = file.read_integer_attribute("/", "schema_version");
  if (version < kOldestPackSchemaVersion || version > kPackSchemaVersion)
    throw_error<DataError>(
        "{}: pack of schema version {}, this program reads versions {} to {}; convert the source folder "
        "again{}",
        shown, version, kOldestPackSchemaVersion, kPackSchemaVersion,
        version > kPackSchemaVersion ? ", or use a newer program" : "");
  index.schema_version = static_cast<int>(version);
  index.classes = file.read_list_attribute("/", "classes");
  index.name = file.read_text_attribute("/", "name");
  index.program_version = file.read_text_attribute("/", "program_version");
  if (file.read_text_attribute("/", "sha256") != root_sha256(index))
    throw_error<DataError>("{}: attributes damaged (checksum does not fit); copy or pack it again", shown);
  if (index.classes.empty()) throw_error<DataError>("{}: no classes", file.where("/"));
}

// One table, column by column: each goes to one field of the rows (a member, or a function that gives a
// reference). The first column says how many rows there are.
template <typename Row>
class TableReader {
 public:
  TableReader(const H5File& file, PackChecksums& checksums, std::vector<Row>& rows)
      : file_(file), checksums_(checksums), rows_(rows) {}

  template <typename Field>
  void texts(const std::string& name, Field&& field) {
    note_checksum(file_, name, checksums_);
    fill(name, file_.read_text_column(name), field);
  }
  template <typename Value, typename Field>
  void numbers(const std::string& name, Field&& field) {
    note_checksum(file_, name, checksums_);
    fill(name, file_.read_column<Value>(name), field);
  }

 private:
  template <typename Value, typename Field>
  void fill(const std::string& name, const std::vector<Value>& values, Field&& field) {
    if (is_first_) rows_.resize(values.size());
    is_first_ = false;
    if (values.size() != rows_.size())
      throw_error<DataError>("{}: has {} rows, the table has {}; not a whole pack", file_.where(name),
                             values.size(), rows_.size());
    for (std::size_t i = 0; i < rows_.size(); ++i) std::invoke(field, rows_[i]) = values[i];
  }

  const H5File& file_;
  PackChecksums& checksums_;
  std::vector<Row>& rows_;
  bool is_first_ = true;
};

template <typename Row>
void read_columns(const H5File& file, const std::string& table, TableReader<Row>& rows) {
  const std::string group = columns_group(table);
  if (!file.has(group)) return;
  for (const std::string& name : file.children(group)) {
    const std::string column = text_of_h5_name(name);
    rows.texts(group + "/" + name, [&](Row& row) -> std::string& { return row.columns[column]; });
  }
}

void read_geometry(TableReader<Video>& videos) {
  videos.texts("/videos/fit", [](Video& v) -> std::string& { return v.geometry.fit; });
  videos.numbers<double>("/videos/offset_x", [](Video& v) -> double& { return v.geometry.offset_x; });
  videos.numbers<double>("/videos/offset_y", [](Video& v) -> double& { return v.geometry.offset_y; });
  videos.numbers<double>("/videos/scale_x", [](Video& v) -> double& { return v.geometry.scale_x; });
  videos.numbers<double>("/videos/scale_y", [](Video& v) -> double& { return v.geometry.scale_y; });
}

void read_notes(const H5File& file, PackIndex& index, PackChecksums& checksums) {
  note_checksum(file, kNotes, checksums);
  index.notes = file.read_text_column(kNotes);
}

// The columns of `rows` as HDF5 wants them.
template <typename Row, typename Get>
auto column(const std::vector<Row>& rows, Get&& get) {
  std::vector<std::decay_t<std::invoke_result_t<Get, const Row&>>> values;
  values.reserve(rows.size());
  for (const auto& row : rows) values.push_back(std::invoke(get, row));
  return values;
}

template <typename Row>
void write_columns(H5File& file, const std::string& table, const std::vector<Row>& rows) {
  if (rows.empty() || rows.front().columns.empty()) return;
  const std::string group = columns_group(table);
  file.create_group(group);
  for (const auto& [name, ignored] : rows.front().columns)
    file.write_text_column(group + "/" + h5_name(name),
                           column(rows, [&, key = name](const Row& row) { return row.columns.at(key); }));
}

void write_patients(H5File& file, const std::vector<Patient>& patients) {
  file.write_text_column("/patients/id", column(patients, &Patient::id));
  file.write_column("/patients/readmitted_30d", column(patients, [](const Patient& p) {
                      return static_cast<std::int8_t>(p.readmitted_30d);
                    }));
  write_columns(file, "/patients", patients);
}

void write_geometry(H5File& file, const std::vector<Video>& videos) {
  file.write_text_column("/videos/fit", column(videos, [](const Video& v) { return v.geometry.fit; }));
  file.write_column("/videos/offset_x", column(videos, [](const Video& v) { return v.geometry.offset_x; }));
  file.write_column("/videos/offset_y", column(videos, [](const Video& v) { return v.geometry.offset_y; }));
  file.write_column("/videos/scale_x", column(videos, [](const Video& v) { return v.geometry.scale_x; }));
  file.write_column("/videos/scale_y", column(videos, [](const Video& v) { return v.geometry.scale_y; }));
}

void write_root(H5File& file, const PackIndex& index) {
  file.write_text_attribute("/", "schema", kPackSchema);
  file.write_integer_attribute("/", "schema_version", index.schema_version);
  file.write_list_attribute("/", "classes", index.classes);
  file.write_text_attribute("/", "name", index.name);
  file.write_text_attribute("/", "program_version", index.program_version);
  file.write_text_attribute("/", "sha256", root_sha256(index));
}

}  // namespace

void note_checksum(const H5File& file, const std::string& dataset, PackChecksums& checksums) {
  if (!file.has(dataset))
    throw_error<DataError>("{}: missing; not a whole pack, pack it again", file.where(dataset));
  checksums[dataset] = file.read_text_attribute(dataset, "sha256");
}

void read_pack_tables(const H5File& file, PackIndex& index, PackChecksums& checksums) {
  read_root(file, index);
  TableReader<Video> videos(file, checksums, index.videos);
  videos.texts("/videos/id", &Video::id);
  videos.texts("/videos/patient", &Video::patient);
  videos.numbers<std::int32_t>("/videos/day", &Video::day);
  videos.texts("/videos/view", &Video::view);
  videos.numbers<std::int64_t>("/videos/first_frame", &Video::first_frame);
  videos.numbers<std::int64_t>("/videos/num_frames", &Video::num_frames);
  videos.numbers<double>("/videos/fps", &Video::fps);
  videos.numbers<double>("/videos/depth_cm", &Video::depth_cm);
  videos.texts("/videos/sha256", &Video::sha256);
  const bool is_first_version = index.schema_version == 1;
  if (is_first_version) {
    for (Video& video : index.videos) video.geometry.fit = "";
  } else {
    read_geometry(videos);
    read_columns(file, "/videos", videos);
  }
  TableReader<Annotation> annotations(file, checksums, index.annotations);
  annotations.numbers<std::int64_t>("/annotations/video", &Annotation::video);
  annotations.numbers<std::int64_t>("/annotations/frame", &Annotation::frame);
  annotations.texts("/annotations/annotator", &Annotation::annotator);
  TableReader<ClinicalRow> clinical(file, checksums, index.clinical);
  clinical.texts("/clinical/patient", &ClinicalRow::patient);
  clinical.numbers<std::int32_t>("/clinical/day", &ClinicalRow::day);
  clinical.numbers<double>("/clinical/sf_ratio", &ClinicalRow::sf_ratio);
  clinical.numbers<double>("/clinical/sf_ratio_raw", &ClinicalRow::sf_ratio_raw);
  if (!is_first_version) read_columns(file, "/clinical", clinical);
  TableReader<Patient> patients(file, checksums, index.patients);
  patients.texts("/patients/id", &Patient::id);
  patients.numbers<std::int8_t>("/patients/readmitted_30d", &Patient::readmitted_30d);
  read_columns(file, "/patients", patients);
  if (!is_first_version) read_notes(file, index, checksums);
  if (file.has("/truth/parameters")) {
    note_checksum(file, "/truth/parameters", checksums);
    index.truth_parameters = file.read_text("/truth/parameters");
  }
}

void create_pack_groups(H5File& file) {
  for (const char* group : {"/videos", "/annotations", "/clinical", "/patients"}) file.create_group(group);
}

void write_pack_tables(H5File& file, const PackIndex& index) {
  const auto& videos = index.videos;
  file.write_text_column("/videos/id", column(videos, &Video::id));
  file.write_text_column("/videos/patient", column(videos, &Video::patient));
  file.write_column("/videos/day", column(videos, [](const Video& v) { return std::int32_t{v.day}; }));
  file.write_text_column("/videos/view", column(videos, &Video::view));
  file.write_column("/videos/first_frame", column(videos, &Video::first_frame));
  file.write_column("/videos/num_frames", column(videos, &Video::num_frames));
  file.write_column("/videos/fps", column(videos, &Video::fps));
  file.write_column("/videos/depth_cm", column(videos, &Video::depth_cm));
  file.write_text_column("/videos/sha256", column(videos, &Video::sha256));
  write_geometry(file, videos);
  write_columns(file, "/videos", videos);
  const auto& annotations = index.annotations;
  file.write_column("/annotations/video", column(annotations, &Annotation::video));
  file.write_column("/annotations/frame", column(annotations, &Annotation::frame));
  file.write_text_column("/annotations/annotator", column(annotations, &Annotation::annotator));
  const auto& clinical = index.clinical;
  file.write_text_column("/clinical/patient", column(clinical, &ClinicalRow::patient));
  file.write_column("/clinical/day",
                    column(clinical, [](const ClinicalRow& r) { return std::int32_t{r.day}; }));
  file.write_column("/clinical/sf_ratio", column(clinical, &ClinicalRow::sf_ratio));
  file.write_column("/clinical/sf_ratio_raw", column(clinical, &ClinicalRow::sf_ratio_raw));
  write_columns(file, "/clinical", clinical);
  write_patients(file, index.patients);
  file.write_text_column(kNotes, index.notes);
  if (!index.truth_parameters.empty()) {
    if (!file.has("/truth")) file.create_group("/truth");
    file.write_text("/truth/parameters", index.truth_parameters);
  }
  write_root(file, index);
}

}  // namespace sonosweep::data
