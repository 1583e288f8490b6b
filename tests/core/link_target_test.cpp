#include "core/link_target.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

namespace fs = std::filesystem;

TEST(LinkTarget, FollowsTheLastPart) {
  const testing::TempDir dir;
  create_folders(dir / "real");
  fs::create_symlink("real/file", dir / "relative");
  fs::create_symlink(dir / "relative", dir / "absolute");
  fs::create_directory_symlink("real", dir / "folder");
  fs::create_symlink("../relative", dir / "real/up");
  EXPECT_EQ(link_target(dir / "real/file"), dir / "real/file");
  EXPECT_EQ(link_target("file"), "file");
  EXPECT_EQ(link_target(dir / "relative"), dir / "real/file");
  EXPECT_EQ(link_target(dir / "absolute"), dir / "real/file");
  // Links to folders on the way stay: the system follows them.
  EXPECT_EQ(fs::weakly_canonical(link_target(dir / "folder/up")), fs::canonical(dir / "real") / "file");
  EXPECT_EQ(link_target(dir / "folder/file"), dir / "folder/file");
}

TEST(LinkTarget, LinksInACircle) {
  const testing::TempDir dir;
  fs::create_symlink("there", dir / "here");
  fs::create_symlink("here", dir / "there");
  EXPECT_THAT(
      testing::message_of<Error>([&] { link_target(dir / "here"); }),
      ::testing::HasSubstr((dir / "here").string() + ": cannot write (Too many levels of symbolic links)"));
}

}  // namespace
}  // namespace sonosweep
