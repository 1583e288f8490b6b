// Looking into folders and removing them, by POSIX calls. std::filesystem's folder iterators and remove_all()
// are avoided in whatever may be linked with LibTorch: its wheels from 2.5 on export an older standard
// library's (pytorch #133437), and mixed with the compiler's own they crash.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sonosweep {

// Names of what lies in a folder, sorted; nothing if it is not there or cannot be read.
std::vector<std::string> names_in(const std::filesystem::path& folder);
// The same for who must tell the two apart: `reason` is the errno of what cannot be read, else 0. What has
// vanished meanwhile is not there.
std::vector<std::string> names_in(const std::filesystem::path& folder, int& reason);
// The same, of regular files only.
std::vector<std::string> files_in(const std::filesystem::path& folder);

// Whether there is something of this name, links followed. Throws Error where that cannot be told
// (permission, a link that leads nowhere).
bool is_there(const std::filesystem::path& path);

// Removes a folder with all that is in it; links are removed, not followed. False if something is left.
// Nothing there: true.
bool remove_tree(const std::filesystem::path& path);

}  // namespace sonosweep
