#include "core/file_lock.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <filesystem>
#include <memory>
#include <thread>

#include "core/error.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

using ::testing::HasSubstr;

// A process that holds the lock until it is killed. Waits, on a pipe, until it has it.
class OtherProcess {
 public:
  explicit OtherProcess(const std::filesystem::path& path) {
    int ends[2];
    if (pipe(ends) != 0) throw std::runtime_error("pipe");
    id_ = fork();
    if (id_ == 0) {
      const FileLock lock(path, "other study");
      const char ready = 'r';
      if (write(ends[1], &ready, 1) != 1) _exit(1);
      for (;;) pause();
    }
    close(ends[1]);
    char ready = 0;
    const bool holds = read(ends[0], &ready, 1) == 1;
    close(ends[0]);
    if (!holds) throw std::runtime_error("the other process could not lock");
  }
  ~OtherProcess() { kill_it(); }
  OtherProcess(const OtherProcess&) = delete;
  OtherProcess& operator=(const OtherProcess&) = delete;

  pid_t id() const { return id_; }
  void kill_it() {
    if (id_ <= 0) return;
    kill(id_, SIGKILL);
    waitpid(id_, nullptr, 0);
    id_ = 0;
  }

 private:
  pid_t id_ = 0;
};

std::string message_of(const std::filesystem::path& path) {
  try {
    const FileLock lock(path, "this study");
  } catch (const Error& error) {
    return error.what();
  }
  return "locked";
}

// How often this process has the file open.
int times_open(const std::filesystem::path& path) {
  struct stat file {
  }, other{};
  if (::stat(path.c_str(), &file) != 0) return 0;
  int times = 0;
  for (int fd = 0; fd < 256; ++fd)
    times += ::fstat(fd, &other) == 0 && other.st_ino == file.st_ino && other.st_dev == file.st_dev ? 1 : 0;
  return times;
}

TEST(FileLock, NamesTheOtherProcess) {
  const testing::TempDir dir;
  const OtherProcess other(dir / "lock");
  const auto message = message_of(dir / "lock");
  EXPECT_THAT(message, HasSubstr(dir.path().string() + ": held by other study on "));
  EXPECT_THAT(message, HasSubstr("process " + std::to_string(other.id())));
}

// Who can wait tells it from a lock file that cannot be made.
TEST(FileLock, HeldIsAnErrorOfItsOwn) {
  const testing::TempDir dir;
  const FileLock lock(dir / "lock", "one");
  EXPECT_THROW(FileLock(dir / "lock", "two"), LockHeld);
  try {
    const FileLock other(dir / "no/lock", "two");
    FAIL() << "locked in a folder that is not there";
  } catch (const LockHeld&) {
    FAIL() << "nobody holds it";
  } catch (const Error&) {
  }
}

TEST(FileLock, EndsWithItsHolderHoweverItEnds) {
  const testing::TempDir dir;
  OtherProcess other(dir / "lock");
  other.kill_it();
  EXPECT_EQ(message_of(dir / "lock"), "locked");
}

TEST(FileLock, IsFreeAgainAfterwards) {
  const testing::TempDir dir;
  auto lock = std::make_unique<FileLock>(dir / "lock", "a longer purpose than the next one");
  EXPECT_THAT(message_of(dir / "lock"), HasSubstr("held by a longer purpose"));
  lock.reset();
  EXPECT_EQ(message_of(dir / "lock"), "locked");
}

TEST(FileLock, IsRemovedAfterwardsIfWanted) {
  const testing::TempDir dir;
  {
    const FileLock lock(dir / "lock", "one", LockFile::kIsRemoved);
    EXPECT_TRUE(std::filesystem::exists(dir / "lock"));
    EXPECT_THROW(FileLock(dir / "lock", "two", LockFile::kIsRemoved), LockHeld);
    EXPECT_TRUE(std::filesystem::exists(dir / "lock"));
  }
  EXPECT_FALSE(std::filesystem::exists(dir / "lock"));
}

// One that waits for a lock file that is removed takes the next one, not the one that nobody sees.
TEST(FileLock, IsOfTheFileThatHasTheName) {
  const testing::TempDir dir;
  const int old_one = ::open((dir / "lock").c_str(), O_RDWR | O_CREAT, 0666);
  ASSERT_EQ(::flock(old_one, LOCK_EX | LOCK_NB), 0);
  std::atomic<bool> over{false};
  std::thread goes([&] {
    while (!over && times_open(dir / "lock") < 2) std::this_thread::yield();
    std::filesystem::remove(dir / "lock");
    ::close(old_one);
  });
  const FileLock lock(dir / "lock", "one");
  EXPECT_THROW(FileLock(dir / "lock", "two"), LockHeld);
  over = true;
  goes.join();
}

TEST(FileLock, LeavesOtherFilesAsTheyAre) {
  const testing::TempDir dir;
  const int file = ::open((dir / "lock").c_str(), O_RDWR | O_CREAT, 0666);
  ASSERT_EQ(::write(file, "my notes", 8), 8);
  EXPECT_THAT(message_of(dir / "lock"), HasSubstr("is no lock file of sonosweep"));
  char text[9] = {};
  EXPECT_EQ(::pread(file, text, 8, 0), 8);
  EXPECT_STREQ(text, "my notes");
  ::close(file);
}

TEST(FileLock, FolderThatIsNotThere) {
  const testing::TempDir dir;
  EXPECT_THAT(message_of(dir / "no/lock"), HasSubstr("cannot write (No such file or directory)"));
}

TEST(LockHolder, TellsWhoHasItAndTakesNothing) {
  const testing::TempDir dir;
  EXPECT_EQ(lock_holder(dir / "lock"), "");
  EXPECT_FALSE(std::filesystem::exists(dir / "lock"));
  OtherProcess other(dir / "lock");
  EXPECT_THAT(lock_holder(dir / "lock"), HasSubstr("other study on "));
  EXPECT_THAT(lock_holder(dir / "lock"), HasSubstr(std::to_string(other.id())));
  other.kill_it();
  EXPECT_EQ(lock_holder(dir / "lock"), "");
  EXPECT_EQ(message_of(dir / "lock"), "locked");
}

TEST(LockHolder, SomebodyWhoLooksKeepsNobodyOut) {
  const testing::TempDir dir;
  // As lock_holder() has it for an instant; here until the other one is about to lock.
  const int looking = ::open((dir / "lock").c_str(), O_RDWR | O_CREAT, 0666);
  ASSERT_EQ(::flock(looking, LOCK_SH | LOCK_NB), 0);
  std::atomic<bool> over{false};
  std::thread goes([&] {
    while (!over && times_open(dir / "lock") < 2) std::this_thread::yield();
    ::close(looking);
  });
  EXPECT_EQ(message_of(dir / "lock"), "locked");
  over = true;
  goes.join();
}

}  // namespace
}  // namespace sonosweep
