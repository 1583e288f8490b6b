#include "data/spoil_h5.h"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>

#include "core/error.h"
#include "core/rng.h"
#include "data/small_pack.h"

namespace sonosweep::data {

H5FileHandle open_to_spoil(const std::filesystem::path& path) {
  prepare_h5_library();
  return H5FileHandle(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT));
}

void set_integer_attribute(const std::filesystem::path& path, const char* name, std::int64_t value) {
  const auto file = open_to_spoil(path);
  const H5AttributeHandle attribute(H5Aopen(file.get(), name, H5P_DEFAULT));
  ASSERT_GE(H5Awrite(attribute.get(), H5T_NATIVE_INT64, &value), 0);
}

void set_text_attribute(const std::filesystem::path& path, const char* name, const std::string& text) {
  const auto file = open_to_spoil(path);
  const H5AttributeHandle attribute(H5Aopen(file.get(), name, H5P_DEFAULT));
  const H5TypeHandle type(H5Aget_type(attribute.get()));
  std::string field = text;
  field.resize(H5Tget_size(type.get()), '\0');
  ASSERT_GE(H5Awrite(attribute.get(), type.get(), field.data()), 0);
}

void delete_link(const std::filesystem::path& path, const char* name) {
  ASSERT_GE(H5Ldelete(open_to_spoil(path).get(), name, H5P_DEFAULT), 0);
}

void resize_dataset(const std::filesystem::path& path, const char* dataset,
                    const std::vector<hsize_t>& shape) {
  const auto file = open_to_spoil(path);
  const H5DatasetHandle set(H5Dopen2(file.get(), dataset, H5P_DEFAULT));
  ASSERT_GE(H5Dset_extent(set.get(), shape.data()), 0);
}

void flip_bit(const std::filesystem::path& path, const std::string& what, std::size_t at) {
  std::string bytes = file_bytes(path);
  const auto found = bytes.find(what);
  ASSERT_NE(found, std::string::npos);
  bytes[found + at] = static_cast<char>(bytes[found + at] ^ 4);
  write_bytes(path, bytes);
}

void expect_refused_when_cut(const std::filesystem::path& path, const std::function<bool()>& is_refused) {
  const std::string whole = file_bytes(path);
  const std::size_t step = whole.size() / 40 + 1;
  for (std::size_t kept = 0; kept + 1 < whole.size() + step; kept += step) {
    const std::size_t length = std::min(kept, whole.size() - 1);
    write_bytes(path, whole.substr(0, length));
    EXPECT_TRUE(is_refused()) << length << " of " << whole.size() << " bytes";
  }
}

void expect_random_bits_noticed(const std::filesystem::path& path, const std::function<bool()>& look) {
  const std::string whole = file_bytes(path);
  const pid_t child = fork();
  if (child == 0) {
    Rng rng(11);
    int code = 0;
    for (int repeat = 0; repeat < 600 && code == 0; ++repeat) {
      std::string bytes = whole;
      const auto at = rng.below(bytes.size());
      bytes[at] = static_cast<char>(bytes[at] ^ (1U << rng.below(8)));
      write_bytes(path, bytes);
      try {
        if (!look()) code = 1;
      } catch (const Error&) {
      } catch (...) {
        code = 2;
      }
    }
    _exit(code);
  }
  int status = -1;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_EQ(status, 0);
}

}  // namespace sonosweep::data
