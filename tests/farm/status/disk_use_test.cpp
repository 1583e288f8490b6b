#include "farm/status/disk_use.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include "core/atomic_file.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

TEST(DiskUse, FilesCountByWhatTheyAre) {
  const testing::TempDir dir;
  const auto write = [&](const std::filesystem::path& path, std::size_t bytes) {
    create_folders((dir / path).parent_path());
    write_file_atomically(dir / path, std::string(bytes, 'x'));
  };
  write("study.json", 3);
  write("runs/segmentation/t060/best.pt", 100);
  write("runs/segmentation/t060/last.pt", 20);
  write("attempts/segmentation/t060/2/previous.pt", 5);
  write("attempts/segmentation/t060/2/next.pt", 6);
  write("runs/cache/t060/masks.h5", 1000);
  write("runs/cache/t060/result.json", 40);
  std::filesystem::create_hard_link(dir / "runs/cache/t060/masks.h5", dir / "attempts/masks.h5");
  const testing::TempDir elsewhere;
  write_file_atomically(elsewhere / "best.pt", "far away");
  std::filesystem::create_directory_symlink(elsewhere.path(), dir / "runs/elsewhere");

  const auto use = disk_use(dir.path());
  EXPECT_EQ(use.weights, 100U);
  EXPECT_EQ(use.checkpoints, 31U);
  EXPECT_EQ(use.masks, 1000U);
  EXPECT_EQ(use.other, 43U);
  EXPECT_EQ(use.total(), 1174U);
  EXPECT_TRUE(use.free.has_value());
}

// As when the disk of the results is too small.
TEST(DiskUse, PartsOnAnotherDiskCount) {
  const testing::TempDir dir, elsewhere;
  create_folders(elsewhere / "segmentation/t060");
  write_file_atomically(elsewhere / "segmentation/t060/best.pt", std::string(100, 'x'));
  write_file_atomically(elsewhere / "plan.txt", std::string(7, 'x'));
  std::filesystem::create_directory_symlink(elsewhere.path(), dir / "runs");
  std::filesystem::create_symlink(elsewhere / "plan.txt", dir / "plan.txt");  // the same file, once more
  std::filesystem::create_hard_link(elsewhere / "plan.txt", elsewhere / "again");
  std::filesystem::create_symlink("nowhere", dir / "tables");
  std::filesystem::create_directory_symlink("runs/segmentation",
                                            dir / "latest");  // the same folder, once more
  const auto use = disk_use(dir.path());
  EXPECT_EQ(use.weights, 100U);
  EXPECT_EQ(use.other, 7U);
  EXPECT_EQ(use.unreadable, 0U);
}

TEST(DiskUse, SaysWhatCannotBeRead) {
  const testing::TempDir dir;
  create_folders(dir / "runs");
  write_file_atomically(dir / "runs/best.pt", "x");
  std::filesystem::permissions(dir.path(), std::filesystem::perms(0755));
  std::filesystem::permissions(dir / "runs", std::filesystem::perms(0000));
  // The superuser may read everything: look with another user's eyes.
  const bool root = geteuid() == 0;
  ASSERT_EQ(root ? seteuid(65534) : 0, 0);
  const auto use = disk_use(dir.path());
  ASSERT_EQ(root ? seteuid(0) : 0, 0);
  std::filesystem::permissions(dir / "runs", std::filesystem::perms(0755));
  EXPECT_EQ(use.unreadable, 1U);
  EXPECT_EQ(use.total(), 0U);
}

TEST(DiskUse, WhatIsNotThereTakesNothing) {
  const testing::TempDir dir;
  const auto use = disk_use(dir / "none");
  EXPECT_EQ(use.total(), 0U);
  EXPECT_FALSE(use.free.has_value());
}

}  // namespace
}  // namespace sonosweep::farm
