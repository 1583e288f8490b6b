// One HDF5 file with the pieces packs and mask caches are made of: text and number attributes, columns,
// row-wise arrays. Every dataset carries the attribute `sha256`; how it is computed: pack.h. Private to this
// folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/sha256.h"
#include "data/h5_handle.h"
#include "data/h5_rows.h"

namespace sonosweep::data {

// What a file is called in messages, and what to do if it is not whole.
struct H5FileKind {
  const char* name = "pack";
  const char* remedy = "copy or pack it again";
};

class H5File {
 public:
  H5File() = default;
  // Read-only and without file locks: our files never change once they have their name, and some cluster file
  // systems have no locks. Throws DataError (missing, cut short, not HDF5, left open for writing by a program
  // that was killed), Error (permission, open for writing elsewhere).
  static H5File open(const std::filesystem::path& path, H5FileKind kind = {});
  // A new file; `shown` is the name for messages. Throws Error.
  static H5File create(const std::filesystem::path& path, const std::filesystem::path& shown);
  // Writes all that is still in memory and closes. Throws Error.
  void close();

  // As shown in messages.
  const std::string& path() const { return path_; }
  std::string where(const std::string& name) const { return path_ + ": " + name; }
  // "/a/b"; false also where /a is missing. Throws DataError if that cannot be told.
  bool has(const std::string& name) const;
  // Names of what lies directly in a group, in byte order. Throws DataError.
  std::vector<std::string> children(const std::string& group) const;

  // Attributes of object `name` ("/" for the root). Reading throws DataError, writing Error.
  bool has_attribute(const std::string& name, const std::string& attribute) const;
  std::string read_text_attribute(const std::string& name, const std::string& attribute) const;
  std::vector<std::string> read_list_attribute(const std::string& name, const std::string& attribute) const;
  std::int64_t read_integer_attribute(const std::string& name, const std::string& attribute) const;
  void write_text_attribute(const std::string& name, const std::string& attribute, const std::string& text);
  void write_list_attribute(const std::string& name, const std::string& attribute,
                            const std::vector<std::string>& values);
  void write_integer_attribute(const std::string& name, const std::string& attribute, std::int64_t value);

  // Columns: one-dimensional datasets, written with their sha256 and checked against it when read.
  template <typename T>
  void write_column(const std::string& name, const std::vector<T>& values);
  void write_text_column(const std::string& name, const std::vector<std::string>& values);
  // A single text (no dimensions).
  void write_text(const std::string& name, const std::string& text);
  template <typename T>
  std::vector<T> read_column(const std::string& name) const;
  std::vector<std::string> read_text_column(const std::string& name) const;
  std::string read_text(const std::string& name) const;

  void create_group(const std::string& name);
  // Extendable, no rows yet; `row_shape` is the shape of one row. gzip_level 0 = stored as it is.
  H5Rows create_rows(const std::string& name, H5Element element, const std::vector<hsize_t>& row_shape,
                     int gzip_level);
  // Throws DataError if it is missing, of another type, or not of `dimensions` dimensions.
  H5Rows open_rows(const std::string& name, H5Element element, std::size_t dimensions) const;

 private:
  void write_raw(const std::string& name, hid_t type, const std::vector<hsize_t>& shape, const void* values,
                 const Sha256& hash);
  std::vector<std::string> read_texts(const std::string& name, int dimensions) const;
  void check_sha256(const std::string& name, const Sha256& hash) const;
  H5DatasetHandle open_dataset(const std::string& name) const;

  std::string path_;
  H5FileKind kind_;
  std::uintmax_t bytes_ = 0;  // of the file when it was opened: no damaged size makes us ask for more memory
  H5FileHandle file_;
};

}  // namespace sonosweep::data
