// In which order the images of a folder stand, and whether their names number them without gaps.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace sonosweep::data_tools {

// Numbers in names are compared as numbers: frame_2 stands before frame_10, and 7 before 07. Of names alike
// but for their extension the extension decides.
void sort_naturally(std::vector<std::filesystem::path>& images);

struct Numbering {
  std::string fault;  // why the names do not number the images one by one, naming some; "" if they do
  std::string note;   // what was assumed
};
// `images` in natural order, all of one folder. One number of the names counts 0, 1, 2 .. from any start on,
// all else is the same in all names (but for extensions); or no name has a number, which is noted. Further
// numbers may vary if one of them counts so (frame_0001_t0.05).
Numbering check_numbering(const std::vector<std::filesystem::path>& images);

}  // namespace sonosweep::data_tools
