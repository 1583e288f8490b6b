// A tiny pack whose numbers are known by hand, for tests of what sonosweep-inspect says.
#pragma once

#include <filesystem>
#include <string>

namespace sonosweep::data_tools {

// 4 x 5 pixels, classes pleura and `name`.
//   a   p1, day 0, R1, 2 frames of one gray each: 10, 30; annotated: frame 1 by Anna and Ben
//   b   p1, day 3, R1, 1 frame of gray 50; annotated by Anna
//   c   p2, no day, no view, 1 frame of the grays 0..19
// pleura: Anna on a 2 pixels of 100 %, 1 of 50 %, 1 of 19.99 %; Ben on a 4 pixels of 40 %. The other class:
// Anna on b everywhere 100 %. S/F ratios of p1 on days 0 and 1: 300, 400. p1 was readmitted. One note, on
// video c. `name` also is the name of the pack, of a column and its value, of a patient's column and in the
// note.
void write_looked_at_pack(const std::filesystem::path& path, const std::string& name = "b_line");

// So many videos of 1 frame of noise of size x size pixels, all annotated.
void write_many_videos(const std::filesystem::path& path, int videos, int size);

}  // namespace sonosweep::data_tools
