// HDF5 identifiers that close themselves, and HDF5 calls that throw. Private to this folder.
#pragma once

#include <hdf5.h>

#include <string>
#include <utility>

#include "core/error.h"

namespace sonosweep::data {

// Owner of one identifier; `kClose` is its H5*close. Closing in the destructor is silent: where a failed
// close matters (a file being written), call close().
template <herr_t (*kClose)(hid_t)>
class H5Handle;

// HDF5 prints its error stack on standard error unless told otherwise; within this scope it does not.
class H5Silence {
 public:
  H5Silence();
  ~H5Silence();
  H5Silence(const H5Silence&) = delete;
  H5Silence& operator=(const H5Silence&) = delete;

 private:
  H5E_auto2_t function_ = nullptr;
  void* data_ = nullptr;
};

// The innermost cause on HDF5's error stack as text; the stack is empty afterwards.
// Where the operating system gave an error number, its text, and what to do about a full disk: "No space left
// on device; free space ..".
std::string take_h5_error_text();

// The HDF5 library registers a clean-up at exit that retries what failed before, noisily. Whoever opens files
// here closes them; called before the first HDF5 call.
void prepare_h5_library();

// Calls `call` (any HDF5 function: a negative result is a failure) and returns its result.
// On failure throws Kind: "<where>: cannot <doing> (<cause>)".
template <typename Kind, typename Call>
auto h5_checked(const std::string& where, const char* doing, Call&& call) {
  const H5Silence silence;
  const auto result = std::forward<Call>(call)();
  if (result < 0) throw_error<Kind>("{}: cannot {} ({})", where, doing, take_h5_error_text());
  return result;
}

template <herr_t (*kClose)(hid_t)>
class H5Handle {
 public:
  H5Handle() = default;
  explicit H5Handle(hid_t id) : id_(id) {}
  ~H5Handle() { reset(); }
  H5Handle(H5Handle&& other) noexcept : id_(std::exchange(other.id_, -1)) {}
  H5Handle& operator=(H5Handle&& other) noexcept {
    if (this != &other) {
      reset();
      id_ = std::exchange(other.id_, -1);
    }
    return *this;
  }
  H5Handle(const H5Handle&) = delete;
  H5Handle& operator=(const H5Handle&) = delete;

  hid_t get() const { return id_; }
  explicit operator bool() const { return id_ >= 0; }

  void reset() noexcept {
    if (id_ < 0) return;
    const H5Silence silence;
    kClose(std::exchange(id_, -1));
  }
  // Throws Error, also for what was still in HDF5's buffers.
  void close(const std::string& where) {
    if (id_ < 0) return;
    h5_checked<Error>(where, "write", [this] { return kClose(std::exchange(id_, -1)); });
  }

 private:
  hid_t id_ = -1;
};

using H5FileHandle = H5Handle<H5Fclose>;
using H5GroupHandle = H5Handle<H5Gclose>;
using H5ObjectHandle = H5Handle<H5Oclose>;
using H5DatasetHandle = H5Handle<H5Dclose>;
using H5SpaceHandle = H5Handle<H5Sclose>;
using H5TypeHandle = H5Handle<H5Tclose>;
using H5AttributeHandle = H5Handle<H5Aclose>;
using H5PropertyHandle = H5Handle<H5Pclose>;

}  // namespace sonosweep::data
