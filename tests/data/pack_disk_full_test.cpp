// A disk that is full at any moment of packing: Error (exit 1), nothing left behind, and the process ends
// normally.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "data/full_disk.h"
#include "data/pack_reader.h"
#include "data/pack_writer.h"
#include "data/small_pack.h"
#include "temp_dir.h"

namespace sonosweep::data {
namespace {

void pack_frames(const std::filesystem::path& path, int frames) {
  PackWriter writer(path, 64, 64, 1);
  const std::vector<std::uint8_t> frame(64 * 64, 9);
  for (int i = 0; i < frames; ++i) writer.append_frames(frame.data(), 1);
  writer.end_video(small_video(0));
  const std::vector<std::uint16_t> map(64 * 64, 5000);
  writer.add_annotation({0, 0, "a"}, map.data(), nullptr);
  PackIndex index;
  index.classes = {"c"};
  index.patients = {{"p0"}};
  writer.finish(index);
}

TEST(PackDiskFull, TmpfsOfOneMegabyte) {
  const testing::TempDir dir;
  const SmallDisk disk(dir.path());
  if (!disk.mounted())
    GTEST_SKIP() << "may not mount a tmpfs here (needs root); the file size limit test stands in";
  // 1 MB holds 256 frames of 4 kB: the disk is full while frames are written, or only at the end.
  for (int frames = 225; frames <= 400; frames += frames < 262 ? 2 : 30) {
    const int code = write_in_child(
        dir.path(), [] {}, [&] { pack_frames(dir / "a.h5", frames); }, "No space left on device");
    if (frames < 230)
      EXPECT_EQ(code, kNoException) << frames;
    else if (frames > 256)
      EXPECT_EQ(code, kExitFailed) << frames;
    else
      EXPECT_TRUE(code == kNoException || code == kExitFailed) << frames << " frames: " << code;
    std::filesystem::remove(dir / "a.h5");
  }
}

// The same without privileges: no file may grow beyond a limit, which fails at every stage in turn.
TEST(PackDiskFull, FileSizeLimitAnywhere) {
  const testing::TempDir dir;
  const auto write = [&] { pack_frames(dir / "a.h5", 8); };
  write();
  const auto whole = std::filesystem::file_size(dir / "a.h5");
  std::filesystem::remove(dir / "a.h5");
  int failed = 0;
  for (std::uintmax_t limit = 0; limit < whole; limit += 1500) {
    EXPECT_EQ(write_in_child(
                  dir.path(), [&] { limit_file_size(limit); }, write, "File too large"),
              kExitFailed)
        << "limit " << limit;
    ++failed;
  }
  EXPECT_GT(failed, 20);
}

// After a failure the same process can pack elsewhere.
TEST(PackDiskFull, TheProcessGoesOn) {
  const testing::TempDir full, good;
  const SmallDisk disk(full.path());
  if (!disk.mounted()) GTEST_SKIP() << "may not mount a tmpfs here (needs root)";
  for (int repeat = 0; repeat < 3; ++repeat) EXPECT_THROW(pack_frames(full / "a.h5", 1000), Error);
  EXPECT_TRUE(std::filesystem::is_empty(full.path()));
  write_small_pack(good / "a.h5");
  EXPECT_THAT(PackReader(good / "a.h5").verify(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace sonosweep::data
