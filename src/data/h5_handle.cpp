#include "data/h5_handle.h"

#include <cerrno>
#include <cstdlib>
#include <mutex>
#include <string>

#include "core/write_all.h"

#ifdef __SANITIZE_ADDRESS__
// HDF5 1.10 loses a little memory when it fails on a damaged file or a full disk; that is not ours to find.
// There can be one such list only, so the fonts that librsvg leaves in fontconfig's caches (analysis/figures)
// stand here too.
extern "C" const char* __lsan_default_suppressions();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libhdf5\nleak:libfontconfig";
}
// Nor is it to stand in a program's messages.
extern "C" const char* __lsan_default_options();  // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_options() {
  return "print_suppressions=0";
}
#endif

namespace sonosweep::data {
namespace {

// The walk goes from the call we made down to where it failed: the last entry is the cause.
herr_t keep_last(unsigned, const H5E_error2_t* entry, void* text) {
  if (entry->desc != nullptr && *entry->desc != '\0') *static_cast<std::string*>(text) = entry->desc;
  return 0;
}

}  // namespace

H5Silence::H5Silence() {
  H5Eget_auto2(H5E_DEFAULT, &function_, &data_);
  H5Eset_auto2(H5E_DEFAULT, nullptr, nullptr);
}

H5Silence::~H5Silence() {
  H5Eset_auto2(H5E_DEFAULT, function_, data_);
}

std::string take_h5_error_text() {
  const hid_t stack = H5Eget_current_stack();  // also clears the current one
  if (stack < 0) return "unknown HDF5 error";
  std::string text;
  H5Ewalk2(stack, H5E_WALK_DOWNWARD, keep_last, &text);
  H5Eclose_stack(stack);
  const std::string mark = "errno = ";
  const auto at = text.find(mark);
  if (at != std::string::npos) {
    const int number = std::atoi(text.c_str() + at + mark.size());
    if (number == ENOSPC || number == EFBIG || number == EDQUOT)
      return fmt::format("{}; {}, then run again", errno_text(number), write_cure(number));
    if (number != 0) return errno_text(number);
  }
  return text.empty() ? "unknown HDF5 error" : text;
}

void prepare_h5_library() {
  static std::once_flag once;
  std::call_once(once, [] { H5dont_atexit(); });
}

}  // namespace sonosweep::data
