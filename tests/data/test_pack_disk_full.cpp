// A disk that is full at any moment of packing: Error (exit 1), nothing left behind, and the process ends
// normally.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "core/error.h"
#include "data/pack_reader.h"
#include "data/pack_writer.h"
#include "data/small_pack.h"
#include "temp_dir.h"

namespace sonosweep::data {
namespace {

constexpr int kNoException = 100, kWrongMessage = 101, kWrongException = 102, kLeftBehind = 103;

// Packs into `folder` in a process of its own that ends through exit(), where HDF5's own clean-up would run.
// Returns its exit code; an alarm ends it should it hang (code -1).
int pack_in_child(const std::filesystem::path& folder, int frames, const std::function<void()>& prepare,
                  const std::string& cause) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);
    prepare();
    int code = kNoException;
    try {
      PackWriter writer(folder / "a.h5", 64, 64, 1);
      const std::vector<std::uint8_t> frame(64 * 64, 9);
      for (int i = 0; i < frames; ++i) writer.append_frames(frame.data(), 1);
      writer.end_video(small_video(0));
      const std::vector<std::uint16_t> map(64 * 64, 5000);
      writer.add_annotation({0, 0, "a"}, map.data(), nullptr);
      PackIndex index;
      index.classes = {"c"};
      index.patients = {{"p0"}};
      writer.finish(index);
    } catch (const Error& error) {
      const std::string text = error.what();
      const bool fine = text.find("a.h5") != std::string::npos && text.find(cause) != std::string::npos;
      if (!fine) fprintf(stderr, "%s\n", text.c_str());
      code = fine ? error.exit_code() : kWrongMessage;
    } catch (...) {
      code = kWrongException;
    }
    if (code != kNoException && !std::filesystem::is_empty(folder)) code = kLeftBehind;
    std::exit(code);
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child || !WIFEXITED(status)) return -1;
  return WEXITSTATUS(status);
}

class Mounted {
 public:
  explicit Mounted(const std::filesystem::path& path) : path_(path) {
    mounted_ = ::mount("tmpfs", path.c_str(), "tmpfs", 0, "size=1m") == 0;
  }
  ~Mounted() {
    if (mounted_) ::umount2(path_.c_str(), MNT_DETACH);
  }
  Mounted(const Mounted&) = delete;
  Mounted& operator=(const Mounted&) = delete;
  bool mounted() const { return mounted_; }

 private:
  std::filesystem::path path_;
  bool mounted_ = false;
};

TEST(PackDiskFull, TmpfsOfOneMegabyte) {
  const testing::TempDir dir;
  const Mounted disk(dir.path());
  if (!disk.mounted())
    GTEST_SKIP() << "may not mount a tmpfs here (needs root); the file size limit test stands in";
  // 1 MB holds 256 frames of 4 kB: the disk is full while frames are written, or only at the end.
  for (int frames = 225; frames <= 400; frames += frames < 262 ? 2 : 30) {
    const int code = pack_in_child(
        dir.path(), frames, [] {}, "No space left on device");
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
  ASSERT_EQ(pack_in_child(
                dir.path(), 8, [] {}, ""),
            kNoException);
  const auto whole = std::filesystem::file_size(dir / "a.h5");
  std::filesystem::remove(dir / "a.h5");
  int failed = 0;
  for (std::uintmax_t limit = 0; limit < whole; limit += 1500) {
    const auto prepare = [&] {
      std::signal(SIGXFSZ, SIG_IGN);
      rlimit most{};
      getrlimit(RLIMIT_FSIZE, &most);
      most.rlim_cur = limit;
      setrlimit(RLIMIT_FSIZE, &most);
    };
    EXPECT_EQ(pack_in_child(dir.path(), 8, prepare, "File too large"), kExitFailed) << "limit " << limit;
    ++failed;
  }
  EXPECT_GT(failed, 20);
}

// After a failure the same process can pack elsewhere.
TEST(PackDiskFull, TheProcessGoesOn) {
  const testing::TempDir full, good;
  const Mounted disk(full.path());
  if (!disk.mounted()) GTEST_SKIP() << "may not mount a tmpfs here (needs root)";
  const std::vector<std::uint8_t> frame(64 * 64, 9);
  for (int repeat = 0; repeat < 3; ++repeat) {
    PackWriter writer(full / "a.h5", 64, 64, 1);
    EXPECT_THROW(for (int i = 0; i < 1000; ++i) writer.append_frames(frame.data(), 1), Error);
  }
  EXPECT_TRUE(std::filesystem::is_empty(full.path()));
  write_small_pack(good / "a.h5");
  EXPECT_THAT(PackReader(good / "a.h5").verify(), ::testing::IsEmpty());
}

}  // namespace
}  // namespace sonosweep::data
