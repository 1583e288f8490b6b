// The attribute part of H5File.
#include "data/h5_file.h"
#include "data/h5_text.h"

namespace sonosweep::data {
namespace {

H5AttributeHandle open_attribute(const std::string& where, hid_t file, const std::string& name,
                                 const std::string& attribute) {
  return H5AttributeHandle(h5_checked<DataError>(where, "read", [&] {
    return H5Aopen_by_name(file, name.c_str(), attribute.c_str(), H5P_DEFAULT, H5P_DEFAULT);
  }));
}

void write_attribute(const std::string& where, hid_t file, const std::string& name,
                     const std::string& attribute, hid_t type, const H5SpaceHandle& space,
                     const void* values) {
  const auto write = [&](auto&& call) { return h5_checked<Error>(where, "write", call); };
  H5AttributeHandle handle(write([&] {
    return H5Acreate_by_name(file, name.c_str(), attribute.c_str(), type, space.get(), H5P_DEFAULT,
                             H5P_DEFAULT, H5P_DEFAULT);
  }));
  write([&] { return H5Awrite(handle.get(), type, values); });
  handle.close(where);
}

std::string attribute_where(const std::string& where, const std::string& attribute) {
  return where + ": attribute " + attribute;
}

H5SpaceHandle scalar_space(const std::string& where) {
  return H5SpaceHandle(h5_checked<Error>(where, "write", [] { return H5Screate(H5S_SCALAR); }));
}

}  // namespace

bool H5File::has_attribute(const std::string& name, const std::string& attribute) const {
  return h5_checked<DataError>(where(name), "read, the file is damaged", [&] {
           return H5Aexists_by_name(file_.get(), name.c_str(), attribute.c_str(), H5P_DEFAULT);
         }) > 0;
}

std::string H5File::read_text_attribute(const std::string& name, const std::string& attribute) const {
  const std::string place = attribute_where(where(name), attribute);
  const auto handle = open_attribute(place, file_.get(), name, attribute);
  return read_h5_attribute_texts(place, handle.get(), 0).at(0);
}

std::vector<std::string> H5File::read_list_attribute(const std::string& name,
                                                     const std::string& attribute) const {
  const std::string place = attribute_where(where(name), attribute);
  const auto handle = open_attribute(place, file_.get(), name, attribute);
  return read_h5_attribute_texts(place, handle.get(), 1);
}

std::int64_t H5File::read_integer_attribute(const std::string& name, const std::string& attribute) const {
  const std::string place = attribute_where(where(name), attribute);
  const auto handle = open_attribute(place, file_.get(), name, attribute);
  const auto read = [&](auto&& call) { return h5_checked<DataError>(place, "read", call); };
  const H5TypeHandle type(read([&] { return H5Aget_type(handle.get()); }));
  const H5SpaceHandle space(read([&] { return H5Aget_space(handle.get()); }));
  if (H5Tget_class(type.get()) != H5T_INTEGER || H5Sget_simple_extent_npoints(space.get()) != 1)
    throw_error<DataError>("{}: is not an integer", place);
  std::int64_t value = 0;
  read([&] { return H5Aread(handle.get(), H5T_NATIVE_INT64, &value); });
  return value;
}

void H5File::write_text_attribute(const std::string& name, const std::string& attribute,
                                  const std::string& text) {
  const std::string place = attribute_where(where(name), attribute);
  const auto texts = h5_fixed_texts({text});
  write_attribute(place, file_.get(), name, attribute, h5_text_type(place, texts.bytes).get(),
                  scalar_space(place), texts.fields.data());
}

void H5File::write_list_attribute(const std::string& name, const std::string& attribute,
                                  const std::vector<std::string>& values) {
  const std::string place = attribute_where(where(name), attribute);
  const auto texts = h5_fixed_texts(values);
  const hsize_t count = values.size();
  const H5SpaceHandle space(
      h5_checked<Error>(place, "write", [&] { return H5Screate_simple(1, &count, nullptr); }));
  write_attribute(place, file_.get(), name, attribute, h5_text_type(place, texts.bytes).get(), space,
                  texts.fields.data());
}

void H5File::write_integer_attribute(const std::string& name, const std::string& attribute,
                                     std::int64_t value) {
  const std::string place = attribute_where(where(name), attribute);
  write_attribute(place, file_.get(), name, attribute, H5T_STD_I64LE, scalar_space(place), &value);
}

}  // namespace sonosweep::data
