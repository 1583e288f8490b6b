#include "core/checkpoint_files.h"

#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

// Results of every version have them: these names do not change.
TEST(CheckpointFiles, have_the_names_that_folders_know) {
  EXPECT_STREQ(kBestWeightsFile, "best.pt");
  for (const char* name : {"last.pt", "previous.pt", "next.pt"})
    EXPECT_TRUE(is_checkpoint_file(name)) << name;
  for (const char* name : {"best.pt", "next.pt.part", "last", "masks.h5", ""})
    EXPECT_FALSE(is_checkpoint_file(name)) << name;
}

TEST(CheckpointFiles, are_removed_and_nothing_else) {
  const testing::TempDir dir;
  for (const char* name : {"last.pt", "next.pt", "best.pt", "history.csv"})
    write_file_atomically(dir / name, "x");
  EXPECT_EQ(remove_checkpoints(dir.path()), 2);
  EXPECT_EQ(remove_checkpoints(dir.path()), 0);
  EXPECT_EQ(remove_checkpoints(dir / "none"), 0);
  for (const char* name : {"best.pt", "history.csv"})
    EXPECT_TRUE(std::filesystem::exists(dir / name)) << name;
  create_folders(dir / "previous.pt" / "in the way");
  EXPECT_THROW(remove_checkpoints(dir.path()), Error);
}

}  // namespace
}  // namespace sonosweep
