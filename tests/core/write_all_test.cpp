#include "core/write_all.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cerrno>
#include <string>

namespace sonosweep {
namespace {

TEST(WriteAll, SaysHowMuchWasTakenAndWhatStoppedIt) {
  int ends[2];
  ASSERT_EQ(::pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
  const int room = ::fcntl(ends[1], F_SETPIPE_SZ, 8192);
  ASSERT_GT(room, 0);
  // A page of it is for what comes first.
  const Written whole = write_all(ends[1], "abc");
  EXPECT_EQ(whole.bytes, 3u);
  EXPECT_EQ(whole.reason, 0);
  // The pipe takes a part of it, and then nothing until somebody reads.
  const std::string more(static_cast<std::size_t>(room) * 3, 'x');
  const Written part = write_all(ends[1], more);
  EXPECT_GT(part.bytes, 0u);
  EXPECT_LT(part.bytes, more.size());
  EXPECT_EQ(part.reason, EAGAIN);
  ::close(ends[0]);
  ::close(ends[1]);
}

TEST(WriteAll, FullDisk) {
  const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
  ASSERT_GE(full, 0);
  const Written none = write_all(full, "abc");
  ::close(full);
  EXPECT_EQ(none.bytes, 0u);
  EXPECT_EQ(none.reason, ENOSPC);
}

TEST(WriteAll, NothingIsWrittenWhole) {
  const Written none = write_all(-1, "");
  EXPECT_EQ(none.bytes, 0u);
  EXPECT_EQ(none.reason, 0);
}

}  // namespace
}  // namespace sonosweep
