// Whoever writes to a symbolic link means what it points to.
#pragma once

#include <filesystem>

namespace sonosweep {

// What the path leads to, its last part followed through all links; it need not exist. No link: the path as
// it is. Throws Error: links in a circle.
std::filesystem::path link_target(const std::filesystem::path& path);

}  // namespace sonosweep
