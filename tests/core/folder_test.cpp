#include "core/folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

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
