#include "data/h5_rows.h"

namespace sonosweep::data {

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
              "checksums are over little-endian values as held in memory");

hid_t h5_type(H5Element element) {
  switch (element) {
    case H5Element::kUint8:
      return H5T_STD_U8LE;
    case H5Element::kUint16:
      return H5T_STD_U16LE;
    case H5Element::kInt8:
      return H5T_STD_I8LE;
    case H5Element::kInt32:
      return H5T_STD_I32LE;
    case H5Element::kInt64:
      return H5T_STD_I64LE;
    case H5Element::kFloat32:
      return H5T_IEEE_F32LE;
    default:
      return H5T_IEEE_F64LE;
  }
}

std::size_t h5_bytes(H5Element element) {
  switch (element) {
    case H5Element::kUint8:
    case H5Element::kInt8:
      return 1;
    case H5Element::kUint16:
      return 2;
    case H5Element::kInt32:
    case H5Element::kFloat32:
      return 4;
    default:
      return 8;
  }
}

namespace {

H5SpaceHandle select_rows(const std::string& where, hid_t dataset, const std::vector<hsize_t>& shape,
                          std::int64_t first, std::int64_t count) {
  H5SpaceHandle space(h5_checked<DataError>(where, "select rows", [&] { return H5Dget_space(dataset); }));
  std::vector<hsize_t> start(shape.size(), 0), extent = shape;
  start[0] = static_cast<hsize_t>(first);
  extent[0] = static_cast<hsize_t>(count);
  h5_checked<DataError>(where, "select rows", [&] {
    return H5Sselect_hyperslab(space.get(), H5S_SELECT_SET, start.data(), nullptr, extent.data(), nullptr);
  });
  return space;
}

H5SpaceHandle memory_space(const std::string& where, std::vector<hsize_t> shape, std::int64_t count) {
  shape[0] = static_cast<hsize_t>(count);
  return H5SpaceHandle(h5_checked<Error>(where, "describe rows", [&] {
    return H5Screate_simple(static_cast<int>(shape.size()), shape.data(), nullptr);
  }));
}

}  // namespace

void H5Rows::read(std::int64_t first, std::int64_t count, void* out) const {
  if (count == 0) return;
  const auto source = select_rows(where_, dataset_.get(), shape_, first, count);
  const auto target = memory_space(where_, shape_, count);
  h5_checked<DataError>(where_, "read, the file is damaged or the disk fails", [&] {
    return H5Dread(dataset_.get(), h5_type(element_), target.get(), source.get(), H5P_DEFAULT, out);
  });
}

void H5Rows::append(const void* values, std::int64_t count) {
  if (count == 0) return;
  const std::int64_t first = rows();
  std::vector<hsize_t> grown = shape_;
  grown[0] += static_cast<hsize_t>(count);
  h5_checked<Error>(where_, "write", [&] { return H5Dset_extent(dataset_.get(), grown.data()); });
  shape_ = std::move(grown);
  const auto target = select_rows(where_, dataset_.get(), shape_, first, count);
  const auto source = memory_space(where_, shape_, count);
  h5_checked<Error>(where_, "write", [&] {
    return H5Dwrite(dataset_.get(), h5_type(element_), source.get(), target.get(), H5P_DEFAULT, values);
  });
}

void H5Rows::shrink(std::int64_t rows) {
  shape_[0] = static_cast<hsize_t>(rows);
  h5_checked<Error>(where_, "shorten", [&] { return H5Dset_extent(dataset_.get(), shape_.data()); });
}

void H5Rows::close() {
  dataset_.close(where_);
}

}  // namespace sonosweep::data
