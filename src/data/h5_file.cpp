#include "data/h5_file.h"

#include <unistd.h>

#include <cerrno>

#include "data/h5_open_elsewhere.h"
#include "data/h5_text.h"

namespace sonosweep::data {
namespace {

// Time stamps would make two packs of one source differ. `kind`: of the object to be created.
H5PropertyHandle creation_properties(const std::string& where, hid_t kind) {
  H5PropertyHandle properties(h5_checked<Error>(where, "create", [&] { return H5Pcreate(kind); }));
  h5_checked<Error>(where, "create", [&] { return H5Pset_obj_track_times(properties.get(), false); });
  return properties;
}

H5PropertyHandle access_properties(const std::string& where) {
  H5PropertyHandle access(h5_checked<Error>(where, "open", [] { return H5Pcreate(H5P_FILE_ACCESS); }));
  h5_checked<Error>(where, "open", [&] { return H5Pset_file_locking(access.get(), false, true); });
  h5_checked<Error>(where, "open", [&] { return H5Pset_fclose_degree(access.get(), H5F_CLOSE_STRONG); });
  // This format has checksums in its own structures, too: HDF5 itself notices damage before it follows it.
  h5_checked<Error>(where, "open",
                    [&] { return H5Pset_libver_bounds(access.get(), H5F_LIBVER_V110, H5F_LIBVER_V110); });
  return access;
}

[[noreturn]] void throw_not_opened(const std::filesystem::path& path, const std::string& cause,
                                   const H5FileKind& kind) {
  switch (open_elsewhere(path)) {
    case OpenElsewhere::kNow:
      throw_error<Error>(
          "{}: cannot open, another program has it open for writing; close it there, then run again",
          path.string());
    case OpenElsewhere::kMarked:
      throw_error<DataError>(
          "{0}: cannot open, it is marked as open for writing: the program that wrote to it was killed, or "
          "has "
          "it open still, maybe on another machine; close it there; if there is none, take the mark away "
          "(h5clear "
          "--status {0}, of HDF5's tools) and look whether the file is whole, or {1}",
          path.string(), kind.remedy);
    case OpenElsewhere::kNo:
      break;
  }
  throw_error<DataError>("{}: cannot open as HDF5 ({}); not a {}, cut short or damaged: {}", path.string(),
                         cause, kind.name, kind.remedy);
}

}  // namespace

H5File H5File::open(const std::filesystem::path& path, H5FileKind kind) {
  prepare_h5_library();
  H5File file;
  file.path_ = path.string();
  file.kind_ = kind;
  std::error_code error;
  if (!std::filesystem::exists(path, error)) throw_error<DataError>("{}: no such file", file.path_);
  if (std::filesystem::is_directory(path, error))
    throw_error<DataError>("{}: is a folder, expected a {} (HDF5 file)", file.path_, file.kind_.name);
  if (::access(path.c_str(), R_OK) != 0)
    throw_error<Error>("{}: cannot read ({})", file.path_, errno_text(errno));
  file.bytes_ = std::filesystem::file_size(path, error);
  const auto access = access_properties(file.path_);
  const H5Silence silence;
  file.file_ = H5FileHandle(H5Fopen(path.c_str(), H5F_ACC_RDONLY, access.get()));
  if (!file.file_) throw_not_opened(path, take_h5_error_text(), kind);
  return file;
}

H5File H5File::create(const std::filesystem::path& path, const std::filesystem::path& shown) {
  prepare_h5_library();
  H5File file;
  file.path_ = shown.string();
  const auto access = access_properties(file.path_);
  const auto root = creation_properties(file.path_, H5P_FILE_CREATE);
  file.file_ = H5FileHandle(h5_checked<Error>(file.path_, "create", [&] {
    return H5Fcreate(path.c_str(), H5F_ACC_TRUNC, root.get(), access.get());
  }));
  return file;
}

void H5File::close() {
  h5_checked<Error>(path_, "write", [&] { return H5Fflush(file_.get(), H5F_SCOPE_LOCAL); });
  file_.close(path_);
}

bool H5File::has(const std::string& name) const {
  for (std::size_t at = name.find('/', 1);; at = name.find('/', at + 1)) {
    const std::string part = name.substr(0, at);
    if (h5_checked<DataError>(where(part), "read, the file is damaged",
                              [&] { return H5Lexists(file_.get(), part.c_str(), H5P_DEFAULT); }) == 0)
      return false;
    if (at == std::string::npos) return true;
  }
}

std::vector<std::string> H5File::children(const std::string& group) const {
  const std::string place = where(group);
  const auto read = [&](auto&& call) {
    return h5_checked<DataError>(place, "read, the file is damaged", call);
  };
  H5G_info_t info{};
  read([&] { return H5Gget_info_by_name(file_.get(), group.c_str(), &info, H5P_DEFAULT); });
  std::vector<std::string> names;
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    const auto name_of = [&](char* out, std::size_t bytes) {
      return static_cast<std::size_t>(read([&] {
        return H5Lget_name_by_idx(file_.get(), group.c_str(), H5_INDEX_NAME, H5_ITER_INC, i, out, bytes,
                                  H5P_DEFAULT);
      }));
    };
    std::string name(name_of(nullptr, 0) + 1, '\0');
    name.resize(name_of(name.data(), name.size()));
    names.push_back(std::move(name));
  }
  return names;
}

void H5File::create_group(const std::string& name) {
  const auto properties = creation_properties(where(name), H5P_GROUP_CREATE);
  const H5GroupHandle group(h5_checked<Error>(where(name), "create", [&] {
    return H5Gcreate2(file_.get(), name.c_str(), H5P_DEFAULT, properties.get(), H5P_DEFAULT);
  }));
}

H5DatasetHandle H5File::open_dataset(const std::string& name) const {
  if (!has(name))
    throw_error<DataError>("{}: missing; not a whole {}, {}", where(name), kind_.name, kind_.remedy);
  return H5DatasetHandle(h5_checked<DataError>(
      where(name), "open", [&] { return H5Dopen2(file_.get(), name.c_str(), H5P_DEFAULT); }));
}

void H5File::check_sha256(const std::string& name, const Sha256& hash) const {
  if (read_text_attribute(name, "sha256") != hash.hex())
    throw_error<DataError>("{}: damaged (checksum does not fit); {}", where(name), kind_.remedy);
}

void H5File::write_raw(const std::string& name, hid_t type, const std::vector<hsize_t>& shape,
                       const void* values, const Sha256& hash) {
  const std::string place = where(name);
  const H5SpaceHandle space(h5_checked<Error>(place, "write", [&] {
    return shape.empty() ? H5Screate(H5S_SCALAR)
                         : H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
  }));
  const auto properties = creation_properties(place, H5P_DATASET_CREATE);
  H5DatasetHandle dataset(h5_checked<Error>(place, "write", [&] {
    return H5Dcreate2(file_.get(), name.c_str(), type, space.get(), H5P_DEFAULT, properties.get(),
                      H5P_DEFAULT);
  }));
  if (shape.empty() || shape[0] > 0)
    h5_checked<Error>(place, "write",
                      [&] { return H5Dwrite(dataset.get(), type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values); });
  dataset.close(place);
  write_text_attribute(name, "sha256", hash.hex());
}

template <typename T>
void H5File::write_column(const std::string& name, const std::vector<T>& values) {
  Sha256 hash;
  hash.add(values.data(), values.size() * sizeof(T));
  write_raw(name, h5_type(h5_element<T>()), {values.size()}, values.data(), hash);
}

void H5File::write_text_column(const std::string& name, const std::vector<std::string>& values) {
  const auto texts = h5_fixed_texts(values);
  write_raw(name, h5_text_type(where(name), texts.bytes).get(), {values.size()}, texts.fields.data(),
            h5_text_hash(values));
}

void H5File::write_text(const std::string& name, const std::string& text) {
  const auto texts = h5_fixed_texts({text});
  write_raw(name, h5_text_type(where(name), texts.bytes).get(), {}, texts.fields.data(),
            h5_text_hash({text}));
}

template <typename T>
std::vector<T> H5File::read_column(const std::string& name) const {
  const H5Rows rows = open_rows(name, h5_element<T>(), 1);
  if (static_cast<std::uintmax_t>(rows.rows()) > bytes_ / sizeof(T))
    throw_error<DataError>("{}: damaged (larger than the file)", where(name));
  std::vector<T> values(static_cast<std::size_t>(rows.rows()));
  rows.read(0, rows.rows(), values.data());
  Sha256 hash;
  hash.add(values.data(), values.size() * sizeof(T));
  check_sha256(name, hash);
  return values;
}

std::vector<std::string> H5File::read_texts(const std::string& name, int dimensions) const {
  const auto dataset = open_dataset(name);
  auto values = read_h5_texts(where(name), dataset.get(), dimensions, bytes_);
  check_sha256(name, h5_text_hash(values));
  return values;
}

std::vector<std::string> H5File::read_text_column(const std::string& name) const {
  return read_texts(name, 1);
}

std::string H5File::read_text(const std::string& name) const {
  return read_texts(name, 0).at(0);
}

H5Rows H5File::create_rows(const std::string& name, H5Element element, const std::vector<hsize_t>& row_shape,
                           int gzip_level) {
  H5Rows rows;
  rows.where_ = where(name);
  rows.element_ = element;
  rows.shape_.assign(1, 0);
  rows.shape_.insert(rows.shape_.end(), row_shape.begin(), row_shape.end());
  rows.row_bytes_ = h5_bytes(element);
  for (const hsize_t n : row_shape) rows.row_bytes_ *= static_cast<std::size_t>(n);
  std::vector<hsize_t> chunk = rows.shape_, most = rows.shape_;
  chunk[0] = 1;
  most[0] = H5S_UNLIMITED;
  const auto rank = static_cast<int>(chunk.size());
  const auto create = [&](auto&& call) { return h5_checked<Error>(rows.where_, "create", call); };
  const H5SpaceHandle space(create([&] { return H5Screate_simple(rank, rows.shape_.data(), most.data()); }));
  const auto properties = creation_properties(rows.where_, H5P_DATASET_CREATE);
  create([&] { return H5Pset_chunk(properties.get(), rank, chunk.data()); });
  if (gzip_level > 0)
    create([&] { return H5Pset_deflate(properties.get(), static_cast<unsigned>(gzip_level)); });
  // Last, so that on reading the stored bytes are checked before they are unpacked.
  create([&] { return H5Pset_fletcher32(properties.get()); });
  rows.dataset_ = H5DatasetHandle(create([&] {
    return H5Dcreate2(file_.get(), name.c_str(), h5_type(element), space.get(), H5P_DEFAULT, properties.get(),
                      H5P_DEFAULT);
  }));
  return rows;
}

H5Rows H5File::open_rows(const std::string& name, H5Element element, std::size_t dimensions) const {
  H5Rows rows;
  rows.where_ = where(name);
  rows.element_ = element;
  rows.dataset_ = open_dataset(name);
  const auto read = [&](auto&& call) { return h5_checked<DataError>(rows.where_, "read", call); };
  const H5TypeHandle type(read([&] { return H5Dget_type(rows.dataset_.get()); }));
  if (read([&] { return H5Tequal(type.get(), h5_type(element)); }) == 0)
    throw_error<DataError>("{}: its values are of another type than a {} of this version has there",
                           rows.where_, kind_.name);
  const H5SpaceHandle space(read([&] { return H5Dget_space(rows.dataset_.get()); }));
  const int rank = read([&] { return H5Sget_simple_extent_ndims(space.get()); });
  if (static_cast<std::size_t>(rank) != dimensions)
    throw_error<DataError>("{}: has {} dimensions, expected {}", rows.where_, rank, dimensions);
  rows.shape_.resize(dimensions);
  read([&] { return H5Sget_simple_extent_dims(space.get(), rows.shape_.data(), nullptr); });
  rows.row_bytes_ = h5_bytes(element);
  for (std::size_t i = 1; i < dimensions; ++i) rows.row_bytes_ *= static_cast<std::size_t>(rows.shape_[i]);
  return rows;
}

template void H5File::write_column(const std::string&, const std::vector<std::int8_t>&);
template void H5File::write_column(const std::string&, const std::vector<std::int32_t>&);
template void H5File::write_column(const std::string&, const std::vector<std::int64_t>&);
template void H5File::write_column(const std::string&, const std::vector<double>&);
template std::vector<std::int8_t> H5File::read_column(const std::string&) const;
template std::vector<std::int32_t> H5File::read_column(const std::string&) const;
template std::vector<std::int64_t> H5File::read_column(const std::string&) const;
template std::vector<double> H5File::read_column(const std::string&) const;

}  // namespace sonosweep::data
