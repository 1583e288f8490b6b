#include "core/link_target.h"

#include <limits.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <string>

#include "core/error.h"

namespace sonosweep {

std::filesystem::path link_target(const std::filesystem::path& path) {
  constexpr int kMostLinks = 40;  // as Linux itself
  std::filesystem::path at = path;
  for (int links = 0; links <= kMostLinks; ++links) {
    char text[PATH_MAX];
    const ssize_t length = ::readlink(at.c_str(), text, sizeof text);
    if (length < 0) return at;  // no link, or nothing that can be seen: whoever opens it says why
    at = at.parent_path() / std::string(text, static_cast<std::size_t>(length));
  }
  throw_error<Error>("{}: cannot write ({}); it is a link that leads back to itself", path.string(),
                     errno_text(ELOOP));
}

}  // namespace sonosweep
