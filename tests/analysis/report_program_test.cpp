// The built sonosweep-report: exit codes and files, and its page in a browser.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include "analysis/made_up_results.h"
#include "analysis/png_pixels.h"
#include "analysis/report_results.h"
#include "core/atomic_file.h"
#include "core/file_lock.h"
#include "core/folder.h"
#include "core/sha256.h"
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
  sweep::ResultsFolder folder_{dir_.path() / "results"};
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
  const sweep::ResultsFolder other(dir_.path() / "other");
  testing::write_study(other, testing::small_study());
  EXPECT_EQ(run("'" + other.root().string() + "' --data '" + pack_.string() + "'"), 2);
  EXPECT_THAT(err_, HasSubstr("is not the data set of this study"));
}

// Base64 of a script's SHA-256, as a content security policy names it.
std::string script_hash(const std::string& hex) {
  constexpr const char* kDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  unsigned bits = 0, count = 0;
  std::string text;
  for (const char c : hex) {
    bits = bits << 4 | static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10);
    count += 4;
    if (count >= 6) text += kDigits[bits >> (count -= 6) & 63];
  }
  return text + kDigits[bits << (6 - count) & 63] + "=";
}

// The browser writes some hundred MB of profile: on disk, not where TempDir is, which a container may limit
// to 64 MB.
class DiskDir {
 public:
  DiskDir() {
    auto name = (std::filesystem::temp_directory_path() / "sonosweep-browser-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("mkdtemp failed");
    path_ = name;
  }
  ~DiskDir() { remove_tree(path_); }
  DiskDir(const DiskDir&) = delete;
  DiskDir& operator=(const DiskDir&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

class ReportInBrowser : public ReportProgram {
 protected:
  void SetUp() override {
    if (shell("command -v chromium") != 0)
      GTEST_SKIP() << "there is no chromium here: apt-get install --no-install-recommends chromium";
  }

  // As root, and where there is no /dev/shm to speak of, too. HOME: it writes there.
  int browser(const std::string& arguments) {
    return shell("HOME='" + browser_.path().string() +
                 "' timeout 120 chromium --headless --no-sandbox --disable-gpu "
                 "--disable-dev-shm-usage --no-first-run --disable-extensions --user-data-dir='" +
                 (browser_.path() / "profile").string() + "' " + arguments);
  }

  // What the page says of itself after tests/analysis/report_self_test.js has clicked its way through. A copy
  // of the report, which admits that one script too.
  std::string self_test() {
    auto page = read_file(folder_.root() / "report.html");
    const auto script = read_file(SONOSWEEP_SOURCE_DIR "/tests/analysis/report_self_test.js");
    const auto at = page.find("script-src ");
    page.insert(at + 11, "'sha256-" + script_hash(sha256_hex(script)) + "' ");
    page.insert(page.find("<title>"), "<script>" + script + "</script>");
    const auto copy = dir_.path() / "copy.html";
    write_file_atomically(copy, page);
    const int code = browser(
        "--enable-logging=stderr --window-size=1280,900 --virtual-time-budget=20000 --dump-dom 'file://" +
        copy.string() + "'");
    EXPECT_EQ(code, 0) << err_;
    EXPECT_THAT(err_, Not(HasSubstr("CONSOLE"))) << err_;
    const std::string begin = "<pre id=\"self-test\">";
    const auto from = out_.find(begin);
    if (from == std::string::npos) return "no answer: " + err_.substr(0, 2000);
    return out_.substr(from + begin.size(), out_.find("</pre>", from) - from - begin.size());
  }

  DiskDir browser_;
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
  ASSERT_EQ(browser("--hide-scrollbars --window-size=1000,820 --screenshot='" + png.string() + "' 'file://" +
                    report.string() + "'"),
            0)
      << err_;
  const auto image = testing::pixels_of_png(read_file(png));
  EXPECT_EQ(image.width, 1000);
  EXPECT_EQ(image.height, 820);
  EXPECT_GT(testing::count_colours(image), 20U);  // text and figures, not a blank page
}

}  // namespace
}  // namespace sonosweep::analysis
