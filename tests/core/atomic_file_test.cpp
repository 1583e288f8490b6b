#include "core/atomic_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <vector>

#include "core/error.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename().string());
  return names;
}

template <typename Body>
std::string message_of(Body body) {
  try {
    body();
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), kExitFailed);
    return error.what();
  }
  return "nothing thrown";
}

// For its lifetime no file of this process may grow beyond `bytes`: writing fails as on a full disk.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    getrlimit(RLIMIT_FSIZE, &old_);
    const rlimit limited{bytes, old_.rlim_max};
    setrlimit(RLIMIT_FSIZE, &limited);
  }
  ~FileSizeLimit() {
    setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }
  FileSizeLimit(const FileSizeLimit&) = delete;
  FileSizeLimit& operator=(const FileSizeLimit&) = delete;

 private:
  rlimit old_{};
  void (*old_handler_)(int);
};

TEST(AtomicFile, WritesAndReplaces) {
  const testing::TempDir dir;
  std::string bytes = "line\n";
  bytes += '\0';
  write_file_atomically(dir / "a", bytes);
  EXPECT_EQ(read_file(dir / "a"), bytes);
  write_file_atomically(dir / "a", "");
  EXPECT_EQ(read_file(dir / "a"), "");
  EXPECT_THAT(names_in(dir.path()), ElementsAre("a"));
}

TEST(AtomicFile, AppendsInOrder) {
  const testing::TempDir dir;
  write_file_atomically(dir / "a", "what was there before");
  AtomicFile file(dir / "a");
  file.append("one ");
  file.append("");
  file.append("two");
  EXPECT_EQ(read_file(dir / "a"), "what was there before");
  file.commit();
  EXPECT_EQ(read_file(dir / "a"), "one two");
}

TEST(AtomicFile, WhatStoppedAnAppendIsSaidByCommit) {
  const testing::TempDir dir;
  write_file_atomically(dir / "a", "whole");
  const auto said = message_of([&] {
    const FileSizeLimit limit(10);
    AtomicFile file(dir / "a");
    file.append("0123456");
    file.append("789abc");
    errno = 0;
    file.append("");  // changes nothing any more
    file.commit();
  });
  EXPECT_EQ(said, (dir / "a").string() +
                      ": cannot write (File too large); raise the limit on the size of files "
                      "(ulimit -f), then run again");
  EXPECT_EQ(read_file(dir / "a"), "whole");
  EXPECT_THAT(names_in(dir.path()), ElementsAre("a"));
}

TEST(AtomicFile, WithoutCommitNothingIsLeft) {
  const testing::TempDir dir;
  {
    const AtomicFile file(dir / "a");
    std::ofstream(file.temporary_path()) << "half";
    EXPECT_FALSE(std::filesystem::exists(dir / "a"));
  }
  EXPECT_THAT(names_in(dir.path()), IsEmpty());
}

TEST(AtomicFile, OldContentStandsUntilCommit) {
  const testing::TempDir dir;
  write_file_atomically(dir / "a", "old");
  AtomicFile file(dir / "a");
  std::ofstream(file.temporary_path()) << "new";
  EXPECT_EQ(read_file(dir / "a"), "old");
  file.commit();
  EXPECT_EQ(read_file(dir / "a"), "new");
  EXPECT_THAT(names_in(dir.path()), ElementsAre("a"));
}

TEST(AtomicFile, LeftoverOfAKilledWriterIsReplaced) {
  const testing::TempDir dir;
  std::ofstream(dir / "a.part") << "what a killed process left, longer than the new text";
  write_file_atomically(dir / "a", "new");
  EXPECT_EQ(read_file(dir / "a"), "new");
  EXPECT_THAT(names_in(dir.path()), ElementsAre("a"));
}

TEST(AtomicFile, WritesWhatALinkPointsTo) {
  const testing::TempDir dir;
  create_folders(dir / "b");
  std::filesystem::create_symlink("b/file", dir / "link");  // dangling
  for (const char* bytes : {"first", "second"}) {
    write_file_atomically(dir / "link", bytes);
    EXPECT_EQ(read_file(dir / "b/file"), bytes);
    EXPECT_EQ(std::filesystem::read_symlink(dir / "link"), "b/file");
  }
  EXPECT_THAT(names_in(dir.path()), ::testing::UnorderedElementsAre("b", "link"));
  EXPECT_THAT(names_in(dir / "b"), ElementsAre("file"));
}

TEST(AtomicFile, FullDisk) {
  const testing::TempDir dir;
  write_file_atomically(dir / "a", "old");
  {
    const FileSizeLimit limit(1000);
    const auto message = message_of([&] { write_file_atomically(dir / "a", std::string(5000, 'x')); });
    EXPECT_THAT(message, HasSubstr((dir / "a").string()));
    EXPECT_THAT(message, HasSubstr("File too large"));
    EXPECT_THAT(message, HasSubstr("run again"));
  }
  EXPECT_EQ(read_file(dir / "a"), "old");
  EXPECT_THAT(names_in(dir.path()), ElementsAre("a"));
}

TEST(AtomicFile, FolderThatIsNotThere) {
  const testing::TempDir dir;
  const auto message = message_of([&] { write_file_atomically(dir / "no/a", "x"); });
  EXPECT_THAT(message, HasSubstr((dir / "no/a").string()));
  EXPECT_THAT(message, HasSubstr("No such file or directory"));
}

TEST(AtomicFile, FolderThatCannotBeWritten) {
  const testing::TempDir dir;
  std::filesystem::permissions(dir.path(), std::filesystem::perms(0555));
  // The superuser may write everywhere: look with another user's eyes.
  const bool root = geteuid() == 0;
  ASSERT_EQ(root ? seteuid(65534) : 0, 0);
  const auto message = message_of([&] { write_file_atomically(dir / "a", "x"); });
  const auto of_folder = message_of([&] { create_folders(dir / "sub"); });
  ASSERT_EQ(root ? seteuid(0) : 0, 0);
  EXPECT_THAT(message, HasSubstr("Permission denied"));
  EXPECT_THAT(of_folder, HasSubstr("Permission denied"));
  EXPECT_THAT(names_in(dir.path()), IsEmpty());
}

TEST(AtomicFile, AFolderStandsInTheWay) {
  const testing::TempDir dir;
  create_folders(dir / "a/b");
  EXPECT_THROW(write_file_atomically(dir / "a", "x"), Error);
  EXPECT_THAT(names_in(dir.path()), ElementsAre("a"));
}

TEST(ReadFile, NamesWhatItCannotRead) {
  const testing::TempDir dir;
  EXPECT_THAT(message_of([&] { read_file(dir / "a"); }),
              HasSubstr((dir / "a").string() + ": cannot read (No such"));
  EXPECT_THAT(message_of([&] { read_file(dir.path()); }), HasSubstr("is a folder"));
}

TEST(CreateFolders, MakesParentsAndMayExist) {
  const testing::TempDir dir;
  create_folders(dir / "a/b/c");
  create_folders(dir / "a/b/c");
  EXPECT_TRUE(std::filesystem::is_directory(dir / "a/b/c"));
  write_file_atomically(dir / "file", "x");
  EXPECT_THAT(message_of([&] { create_folders(dir / "file"); }), HasSubstr("cannot create the folder"));
  EXPECT_THAT(message_of([&] { create_folders(dir / "file/sub"); }), HasSubstr((dir / "file/sub").string()));
}

}  // namespace
}  // namespace sonosweep
