// The built sonosweep-report: exit codes and files, and its page in a browser.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>

#include "analysis/made_up_results.h"
#include "analysis/png_pixels.h"
#include "analysis/report_results.h"
#include "core/atomic_file.h"
#include "core/file_lock.h"
#include "core/folder.h"
#include "core/sha256.h"
#include "page/browser.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"
#include "test_paths.h"

namespace sonosweep::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class ReportProgram : public ::testing::Test {
 protected:
  int shell(const std::string& command) {
    const auto out = dir_.path() / "out", err = dir_.path() / "err";
    const int status = std::system((command + " >'" + out.string() + "' 2>'" + err.string() + "'").c_str());
    out_ = read_file(out);
    err_ = read_file(err);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  int run(const std::string& arguments) { return shell("'" REPORT_PROGRAM "' " + arguments); }
  std::string results() const { return "'" + folder_.root().string() + "'"; }
  std::string with_pack() const { return results() + " --data '" + pack_.string() + "'"; }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path() / "results"};
  std::filesystem::path pack_ = dir_.path() / "data.h5";
  std::string out_, err_;
};

TEST_F(ReportProgram, WritesPageAndFigures) {
  testing::write_report_results(folder_, pack_, "made up");
  ASSERT_EQ(run(with_pack()), 0) << err_;
  EXPECT_THAT(err_, IsEmpty());
  EXPECT_EQ(out_, "17 figures in " + (folder_.root() / "figures").string() + "\n" +
                      (folder_.root() / "report.html").string() + "\n");
  EXPECT_TRUE(std::filesystem::exists(folder_.root() / "figures" / "confidence.png"));
  ASSERT_EQ(run(results()), 0) << err_;
  EXPECT_THAT(err_, HasSubstr("figure left out: Confidence of one frame: shows images"));
  EXPECT_FALSE(std::filesystem::exists(folder_.root() / "figures" / "confidence.png"));
}

TEST_F(ReportProgram, OfAStudyThatHasNotBegun) {
  testing::write_study(folder_, testing::small_study());
  ASSERT_EQ(run(results()), 0) << err_;
  EXPECT_THAT(out_, StartsWith("0 figures in "));
}

TEST_F(ReportProgram, WritesOverReportsOnly) {
  testing::write_study(folder_, testing::small_study());
  const auto page = folder_.root() / "report.html", figures = folder_.root() / "figures";
  const std::string foreign = "<!DOCTYPE html><title>another program's report</title>";
  write_file_atomically(page, foreign);
  EXPECT_EQ(run(results()), 2);
  EXPECT_THAT(err_, HasSubstr("report.html: exists and is not a report of sonosweep (another program's)"));
  EXPECT_EQ(read_file(page), foreign);
  EXPECT_FALSE(std::filesystem::exists(figures));
  EXPECT_EQ(run(results() + " --force"), 0) << err_;
  EXPECT_EQ(run(results()), 0) << err_;  // its own

  std::filesystem::remove(page);
  create_folders(figures);
  std::filesystem::create_hard_link(folder_.study_file(), page);
  const auto study = read_file(folder_.study_file());
  EXPECT_EQ(run(results() + " --force"), 2);
  EXPECT_THAT(err_, HasSubstr("inputs are never replaced"));
  EXPECT_EQ(read_file(page), study);

  std::filesystem::remove(page);
  const FileLock other(page.string() + ".lock", "sonosweep-report");
  EXPECT_EQ(run(results()), 1);
  EXPECT_THAT(err_, HasSubstr("report.html: held by sonosweep-report on "));
}

TEST_F(ReportProgram, ThePapersTablesBeside) {
  testing::write_report_results(folder_, pack_, "made up");
  ASSERT_EQ(run(results()), 0) << err_;
  EXPECT_THAT(read_file(folder_.root() / "report.html"), Not(HasSubstr("0.515 ± 0.504")));
  ASSERT_EQ(run(results() + " --paper"), 0) << err_;
  EXPECT_THAT(read_file(folder_.root() / "report.html"),
              HasSubstr("0.515 ± 0.504"));  // as printed, table 2 at 60 %
}

TEST_F(ReportProgram, WrongUsage) {
  EXPECT_EQ(run(""), 2);
  EXPECT_EQ(run(results()), 2);
  EXPECT_THAT(err_, HasSubstr("no study.json"));
  testing::write_report_results(folder_, pack_, "made up");
  EXPECT_EQ(run(results() + " --data /nowhere.h5"), 3);
  const sweep::StudyFolder other(dir_.path() / "other");
  testing::write_study(other, testing::small_study());
  EXPECT_EQ(run("'" + other.root().string() + "' --data '" + pack_.string() + "'"), 2);
  EXPECT_THAT(err_, HasSubstr("is not the data set of this study"));
}

class ReportInBrowser : public ReportProgram {
 protected:
  void SetUp() override {
    if (!sonosweep::testing::Browser::is_there())
      GTEST_SKIP() << "there is no chromium here: apt-get install --no-install-recommends chromium";
  }

  // What the page says of itself after tests/analysis/report_self_test.js has clicked its way through.
  std::string self_test() {
    const auto script = read_file(SONOSWEEP_SOURCE_DIR "/tests/analysis/report_self_test.js");
    std::string console;
    const auto answer = browser_.self_test(read_file(folder_.root() / "report.html"), script, 1280, console);
    EXPECT_THAT(console, IsEmpty());
    return answer;
  }

  sonosweep::testing::Browser browser_;
};

TEST_F(ReportInBrowser, SortsFiltersAndShowsEverything) {
  testing::write_report_results(folder_, pack_, "made up");
  ASSERT_EQ(run(with_pack()), 0) << err_;
  EXPECT_EQ(self_test(), "figures 17, rows 22, all well");
}

TEST_F(ReportInBrowser, AStudyWithFailuresAndWickedNames) {
  testing::write_report_results(folder_, pack_, testing::kWickedName, 3);
  ASSERT_EQ(run(with_pack()), 0) << err_;
  EXPECT_EQ(self_test(), "figures 8, rows 22, all well");
}

// The README's picture is what this leaves where ./demo.sh has run.
TEST_F(ReportInBrowser, Screenshot) {
  std::filesystem::path report = SONOSWEEP_SOURCE_DIR "/demo_out/results/report.html";
  if (!std::filesystem::exists(report)) {
    testing::write_report_results(folder_, pack_, "made up");
    ASSERT_EQ(run(with_pack()), 0) << err_;
    report = folder_.root() / "report.html";
  }
  const std::filesystem::path png = std::filesystem::path(SONOSWEEP_BIN_DIR).parent_path() / "report.png";
  std::filesystem::remove(png);
  ASSERT_EQ(browser_.screenshot(report, 1000, 820, png), 0);
  const auto image = testing::pixels_of_png(read_file(png));
  EXPECT_EQ(image.width, 1000);
  EXPECT_EQ(image.height, 820);
  EXPECT_GT(testing::count_colours(image), 20U);  // text and figures, not a blank page
}

}  // namespace
}  // namespace sonosweep::analysis
