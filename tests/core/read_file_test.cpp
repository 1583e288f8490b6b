#include "core/read_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdio>
#include <thread>

#include "core/atomic_file.h"
#include "core/error.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

using ::testing::HasSubstr;

TEST(ReadFileIfThere, WholeWhateverItsSize) {
  const testing::TempDir dir;
  std::string text = "left from before";
  for (const std::size_t size : {0U, 1U, 4095U, 4096U, 4097U, 100000U, 5U}) {
    const std::string bytes(size, 'x');
    write_file_atomically(dir / "a", bytes);
    ASSERT_TRUE(read_file_if_there(dir / "a", text));
    EXPECT_EQ(text, bytes) << size;
  }
}

TEST(ReadFileIfThere, NoSuchFile) {
  const testing::TempDir dir;
  std::string text;
  EXPECT_FALSE(read_file_if_there(dir / "a", text));
  EXPECT_FALSE(read_file_if_there(dir / "a/b", text));
  write_file_atomically(dir / "a", "");
  EXPECT_FALSE(read_file_if_there(dir / "a/b", text));  // a is no folder
}

TEST(ReadFileIfThere, AFolderIsNamed) {
  const testing::TempDir dir;
  std::string text;
  EXPECT_THAT(testing::message_of<Error>([&] { read_file_if_there(dir.path(), text); }),
              HasSubstr(dir.path().string() + ": is a folder"));
}

// Their sizes are not known beforehand: a file of /proc says 0, a pipe gives what comes.
TEST(ReadFileIfThere, WithoutASize) {
  const testing::TempDir dir;
  std::string text;
  ASSERT_TRUE(read_file_if_there("/proc/self/status", text));
  EXPECT_THAT(text, HasSubstr("\nPid:"));
  ASSERT_EQ(::mkfifo((dir / "pipe").c_str(), 0600), 0);
  const std::string bytes(20000, 'y');
  std::thread writer([&] {
    FILE* pipe = std::fopen((dir / "pipe").c_str(), "wb");
    std::fwrite(bytes.data(), 1, bytes.size(), pipe);
    std::fclose(pipe);
  });
  EXPECT_TRUE(read_file_if_there(dir / "pipe", text));
  writer.join();
  EXPECT_EQ(text, bytes);
}

}  // namespace
}  // namespace sonosweep
