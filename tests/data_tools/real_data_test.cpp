// Real recordings of others, where they are at hand: SONOSWEEP_REAL_DATA names the folder.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

#include "core/atomic_file.h"
#include "core/error.h"
#include "data/basis_points.h"
#include "data/pack_reader.h"
#include "data_tools/frame_source.h"
#include "data_tools/run_tool.h"
#include "data_tools/video_builder.h"
#include "temp_dir.h"
#include "test_paths.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::filesystem::path real_data() {
  const char* named = std::getenv("SONOSWEEP_REAL_DATA");
  return named != nullptr ? named : std::string(SONOSWEEP_SOURCE_DIR) + "/../shared/data";
}

class RealData : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(real_data() / "lus_video"))
      GTEST_SKIP() << "no real recordings at " << real_data() << "; set SONOSWEEP_REAL_DATA to their folder";
  }
  void pack(const std::string& name, const std::string& options) {
    const auto made = run_tool("../tests/make_real_sources",
                               real_data().string() + " " + (dir_ / "sources").string() + " " + name);
    ASSERT_EQ(made.code, 0) << made.err;
    const auto run =
        run_tool("sonosweep-convert", (dir_ / "sources" / name).string() + " " + file(name) + " " + options);
    ASSERT_EQ(run.code, kExitDone) << run.err;
    const auto verified = run_tool("sonosweep-inspect", file(name) + " --verify");
    EXPECT_EQ(verified.code, kExitDone) << verified.err;
    const auto report = run_tool("sonosweep-inspect", file(name));
    EXPECT_EQ(report.code, kExitDone) << report.err;
    EXPECT_THAT(report.out, HasSubstr("data set       " + name));
  }
  std::string file(const std::string& name) const { return (dir_ / (name + ".h5")).string(); }
  testing::TempDir dir_;
};

// Frames of each clip as ffprobe counts them by decoding.
TEST_F(RealData, ClipsHaveAsManyFramesAsFfprobeCounts) {
  if (std::system("ffprobe -version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no ffprobe here to compare with";
  pack("lus", "--size 112x112");
  const data::PackReader reader(file("lus"));
  std::map<std::string, std::int64_t> frames;
  for (const auto& video : reader.index().videos) frames[video.id] = video.num_frames;
  EXPECT_EQ(frames.size(), 17U);
  for (const char* folder : {"lus_video/convex", "lus_video/linear", "lus_video_polygons"})
    for (const auto& entry : std::filesystem::directory_iterator(real_data() / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".mp4" && extension != ".mov" && extension != ".mpeg") continue;
      const auto out = dir_ / "count";
      const std::string command =
          "ffprobe -v error -count_frames -select_streams v:0 -show_entries "
          "stream=nb_read_frames -of default=nk=1:nw=1 '" +
          entry.path().string() + "' > " + out.string();
      ASSERT_EQ(std::system(command.c_str()), 0);
      EXPECT_EQ(frames[entry.path().stem().string()], std::stoll(read_file(out))) << entry.path();
    }
}

// Every pixel of every frame as ffmpeg shows them.
TEST_F(RealData, FramesAreThoseThatFfmpegShows) {
  if (std::system("ffmpeg -version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no ffmpeg here to compare with";
  prepare_video_decoder();
  int clips = 0;
  for (const char* folder :
       {"lus_video/convex", "lus_video/linear", "lus_video_polygons", "us_video_other"}) {
    if (!std::filesystem::is_directory(real_data() / folder)) continue;
    for (const auto& entry : std::filesystem::directory_iterator(real_data() / folder)) {
      const auto extension = entry.path().extension();
      if (extension != ".mp4" && extension != ".mov" && extension != ".mpeg" && extension != ".avi") continue;
      ffmpeg(dir_.path(), "-i '" + std::filesystem::absolute(entry.path()).string() +
                              "' -fps_mode passthrough -pix_fmt gray -f rawvideo gray");
      const std::string expected = read_bytes(dir_ / "gray");
      const auto source = open_frame_source(entry.path(), {});
      std::size_t at = 0;
      bool same = true;
      for (cv::Mat frame; source->next(frame); at += frame.total())
        same &= expected.compare(at, frame.total(), frame_bytes(frame)) == 0;
      EXPECT_TRUE(same) << entry.path();
      EXPECT_EQ(at, expected.size()) << entry.path();
      ++clips;
    }
  }
  EXPECT_GE(clips, 17);
}

// Ten experts' masks of each cell: their agreement is a multiple of a tenth. At 811x1024 seven of the eight
// images keep their own size.
TEST_F(RealData, AgreementOfTenExperts) {
  pack("bubil", "--size 811x1024");
  const data::PackReader reader(file("bubil"));
  const auto& index = reader.index();
  ASSERT_EQ(index.annotations.size(), 80U);
  EXPECT_EQ(index.patients.size(), 8U);
  for (std::int64_t v = 0; v < 8; ++v) {
    if (index.videos[static_cast<std::size_t>(v)].id == "B02") continue;  // the one of another size
    std::vector<std::vector<std::uint16_t>> maps;
    for (std::size_t a = 0; a < index.annotations.size(); ++a)
      if (index.annotations[a].video == v)
        maps.push_back(reader.read_confidence(static_cast<std::int64_t>(a)));
    ASSERT_EQ(maps.size(), 10U);
    std::int64_t all = 0, some = 0, odd = 0;
    for (const auto bp : data::fuse(maps, data::Fusion::Kind::kMean)) {
      odd += bp % 1000 != 0 ? 1 : 0;
      some += bp > 0 && bp < data::kFullConfidence ? 1 : 0;
      all += bp == data::kFullConfidence ? 1 : 0;
    }
    EXPECT_EQ(odd, 0);
    // The cell, not the background around it: all agree on some of it, and it fills less than half of the
    // image.
    EXPECT_GT(all, 0);
    EXPECT_GT(some, 0);
    EXPECT_LT(all + some, 811 * 1024 / 2);
  }
}

TEST_F(RealData, NerveImagesWithPaletteMasks) {
  pack("nerve", "--size 256x256 --compress gzip");
  const data::PackReader reader(file("nerve"));
  EXPECT_EQ(reader.index().annotations.size(), 28U);
  EXPECT_THAT(reader.index().classes, ElementsAre("structure_1", "structure_2"));
  std::vector<int> rows(2, 0);
  for (std::int64_t a = 0; a < 28; ++a) {
    const auto maps = reader.read_confidence(a);
    for (std::size_t c = 0; c < 2; ++c) {
      const auto first = maps.begin() + static_cast<std::ptrdiff_t>(c * 256 * 256);
      rows[c] += std::count_if(first, first + 256 * 256, [](int bp) { return bp > 0; }) > 0 ? 1 : 0;
    }
  }
  EXPECT_GT(rows[0], 20);
  EXPECT_GT(rows[1], 20);
}

TEST_F(RealData, ClipWithPolygons) {
  pack("polygons", "--size 180x320");
  const data::PackReader reader(file("polygons"));
  const auto& index = reader.index();
  EXPECT_EQ(index.num_frames, 164);
  EXPECT_THAT(index.classes, ElementsAre("aline", "lungslidingpresent"));
  // 56 polygons on 39 frames (as the export has them), each one row: one annotator.
  EXPECT_EQ(index.annotations.size(), 39U);
  EXPECT_EQ(
      run_tool("sonosweep-inspect", file("polygons") + " --preview clip --out " + (dir_ / "p.png").string())
          .code,
      kExitDone);
}

}  // namespace
}  // namespace sonosweep::data_tools
