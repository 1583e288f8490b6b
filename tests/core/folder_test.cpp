#include "core/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <fstream>

#include "core/error.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Folder, tells_names_and_files_apart) {
  testing::TempDir dir;
  std::ofstream(dir / "b") << "x";
  std::ofstream(dir / ".hidden") << "x";
  fs::create_directory(dir / "a");
  fs::create_symlink("b", dir / "link");
  EXPECT_THAT(names_in(dir.path()), ElementsAre(".hidden", "a", "b", "link"));
  EXPECT_THAT(files_in(dir.path()), ElementsAre(".hidden", "b"));
  EXPECT_THAT(names_in(dir / "nothing"), IsEmpty());
  EXPECT_THAT(names_in(dir / "b"), IsEmpty());
}

TEST(Folder, tells_what_is_not_there_from_what_cannot_be_read) {
  testing::TempDir dir;
  std::ofstream(dir / "file") << "x";
  int reason = -1;
  EXPECT_THAT(names_in(dir.path(), reason), ElementsAre("file"));
  EXPECT_EQ(reason, 0);
  for (const char* name : {"nothing", "file", "file/below"}) {
    EXPECT_THAT(names_in(dir / name, reason), IsEmpty());
    EXPECT_EQ(reason, 0) << name;
  }
  fs::create_symlink("loop", dir / "loop");
  EXPECT_THAT(names_in(dir / "loop", reason), IsEmpty());
  EXPECT_EQ(reason, ELOOP);
  EXPECT_TRUE(is_there(dir.path()));
  EXPECT_TRUE(is_there(dir / "file"));
  for (const char* name : {"nothing", "file/below"}) EXPECT_FALSE(is_there(dir / name)) << name;
  EXPECT_THROW(is_there(dir / "loop"), Error);
  fs::create_symlink("nothing", dir / "link");
  EXPECT_THROW(is_there(dir / "link"), Error);
}

TEST(Folder, removes_a_tree_and_follows_no_link) {
  testing::TempDir dir;
  fs::create_directories(dir / "tree/deep/er");
  fs::create_directory(dir / "outside");
  std::ofstream(dir / "outside/kept") << "x";
  std::ofstream(dir / "tree/deep/file") << "x";
  fs::create_symlink(dir / "outside", dir / "tree/link");
  EXPECT_TRUE(remove_tree(dir / "tree"));
  EXPECT_THAT(names_in(dir.path()), ElementsAre("outside"));
  EXPECT_THAT(names_in(dir / "outside"), ElementsAre("kept"));
  EXPECT_TRUE(remove_tree(dir / "tree"));  // not there any more
}

}  // namespace
}  // namespace sonosweep
