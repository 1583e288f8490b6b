// Small healthy files of each kind that the data tools read.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sonosweep::fuzz {

enum class SeedKind { kFrames, kMap, kTable };

struct Seed {
  SeedKind kind = SeedKind::kFrames;
  std::string name;   // of the file, with its ending; of a table: its place in a source folder
  std::string bytes;  // whole and healthy
};

// Videos made by the program ffmpeg in `scratch`, images, maps and the tables of a source folder. Throws
// std::runtime_error where one cannot be made.
std::vector<Seed> make_seeds(const std::filesystem::path& scratch);

}  // namespace sonosweep::fuzz
