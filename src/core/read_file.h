// Reading a file that may be replaced or removed meanwhile.
#pragma once

#include <filesystem>
#include <string>

namespace sonosweep {

// The whole file into `text`, whose memory is used again; false if there is no such file. It is opened once
// and read as it was then, whatever happens to its name. Throws Error naming it.
bool read_file_if_there(const std::filesystem::path& path, std::string& text);

}  // namespace sonosweep
