#include "jobs/run/run_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "temp_dir.h"

namespace sonosweep::jobs {
namespace {

using ::testing::UnorderedElementsAre;

std::vector<std::string> names_in(const std::filesystem::path& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename());
  return names;
}

void fill(const testing::TempDir& dir) {
  for (const char* name :
       {"result.json", "history.csv", "last.pt", "best.pt", "predictions.csv", "log.txt", ".lock"})
    write_file_atomically(dir / name, name);
}

TEST(RunFolder, keeps_log_and_lock_when_cleared) {
  const testing::TempDir dir;
  fill(dir);
  clear_run_folder(dir.path());
  EXPECT_THAT(names_in(dir.path()), UnorderedElementsAre("log.txt", ".lock"));
  clear_run_folder(dir.path());  // nothing to remove is no fault
}

TEST(RunFolder, goes_on_with_the_same_work_only) {
  const testing::TempDir dir;
  claim_run_folder(dir.path(), "sf_change/t060/fold0", "made of these masks");
  fill(dir);
  const auto before = names_in(dir.path()).size();
  claim_run_folder(dir.path(), "sf_change/t060/fold0", "made of these masks");
  EXPECT_EQ(names_in(dir.path()).size(), before);
  claim_run_folder(dir.path(), "sf_change/t060/fold0", "made of other masks");
  EXPECT_THAT(names_in(dir.path()), UnorderedElementsAre("identity", "log.txt", ".lock"));
  EXPECT_EQ(read_file(dir / "identity"), "made of other masks\n");
}

// What began before the identity was kept in a file of its own is left to the checkpoints' own check.
TEST(RunFolder, leaves_what_has_no_identity) {
  const testing::TempDir dir;
  fill(dir);
  claim_run_folder(dir.path(), "segmentation/t060", "one");
  EXPECT_TRUE(std::filesystem::exists(dir / "last.pt"));
}

// printf abc | sha256sum
TEST(RunFolder, digest_of_a_file) {
  const testing::TempDir dir;
  write_file_atomically(dir / "x", "abc");
  EXPECT_EQ(file_digest(dir / "x"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

}  // namespace
}  // namespace sonosweep::jobs
