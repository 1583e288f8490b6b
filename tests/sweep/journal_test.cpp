#include "sweep/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "core/atomic_file.h"
#include "temp_dir.h"

namespace sonosweep::sweep {
namespace {

using ::testing::MatchesRegex;

TEST(Journal, WritesOneLinePerEvent) {
  const testing::TempDir folder;
  {
    Journal journal(folder / "journal");
    journal.append({"start", "a/b", 2, 3});
    journal.append({"failed", "a/b", 2, 3, "two\nlines\tand a tab"});
    journal.sync();
  }
  EXPECT_THAT(read_file(folder / "journal"),
              MatchesRegex("....-..-..T..:..:..[.]...Z\tstart\ta/b\t2\t3\t-\n"
                           "....-..-..T..:..:..[.]...Z\tfailed\ta/b\t2\t3\ttwo lines and a tab\n"));
}

TEST(Journal, GoesOnAfterHalfALine) {
  const testing::TempDir folder;
  std::ofstream(folder / "journal") << "whole\nha";
  Journal(folder / "journal").append({"launch"});
  EXPECT_THAT(read_file(folder / "journal"), MatchesRegex("whole\nha\n.*\tlaunch\t-\t-\t-\t-\n"));
}

TEST(Journal, ThatCannotBeWrittenStopsNothing) {
  const testing::TempDir folder;
  Journal missing(folder / "not there" / "journal");
  missing.append({"launch"});
  missing.sync();
  Journal full("/dev/full");
  full.append({"launch"});
  full.sync();
  full.append({"launch"});
  full.sync();
}

}  // namespace
}  // namespace sonosweep::sweep
