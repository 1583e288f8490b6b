// sonosweep-convert and sonosweep-inspect as a user runs them: output, messages, exit codes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>

#include "core/atomic_file.h"
#include "core/error.h"
#include "data/full_disk.h"
#include "data/pack_reader.h"
#include "data_tools/run_tool.h"
#include "data_tools/source_builder.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Programs : public ::testing::Test {
 protected:
  Programs() : source_(dir_ / "source"), out_((dir_ / "out.h5").string()) { source_.write(); }
  ToolRun convert(const std::string& more = "") {
    return run_tool("sonosweep-convert", source_.folder.string() + " " + out_ + " " + more);
  }
  testing::TempDir dir_;
  SourceBuilder source_;
  std::string out_;
};

TEST_F(Programs, ConvertThenInspect) {
  const auto converted = convert("--jobs 2");
  EXPECT_EQ(converted.code, kExitDone) << converted.err;
  EXPECT_THAT(converted.out, AllOf(HasSubstr("3 videos, 6 frames of 32x48"), HasSubstr("left out      0")));
  const auto report = run_tool("sonosweep-inspect", out_);
  EXPECT_EQ(report.code, kExitDone);
  EXPECT_EQ(report.err, "");
  EXPECT_THAT(report.out,
              AllOf(HasSubstr("data set       small"), HasSubstr("annotations    3 by 2 annotator(s)"),
                    HasSubstr("1 yes, 0 no, 1 unknown"), HasSubstr("p1                              2")));
  // Map b is above 0 in 24 of 48 columns and 31 of 32 rows, in 2 of 3 annotation rows: 2 * 24 * 31 / (3 * 32
  // * 48).
  EXPECT_THAT(report.out, HasSubstr("b_line                              2          32.29 %"));
  const auto verified = run_tool("sonosweep-inspect", out_ + " --verify");
  EXPECT_EQ(verified.code, kExitDone);
  EXPECT_THAT(verified.out, HasSubstr("whole, checksum " + data::PackReader(out_).index().checksum));
}

TEST_F(Programs, InspectTellsWhatElseIsKnown) {
  EXPECT_EQ(convert().code, kExitDone);
  EXPECT_THAT(run_tool("sonosweep-inspect", out_).out,
              AllOf(HasSubstr("true masks     no\n"), ::testing::Not(HasSubstr("of patients"))));
  write_file(source_.folder / "patients.csv", "patient,readmitted_30d,sex,age\np1,0,f,71\n");
  const cv::Mat none(32, 48, CV_8U, cv::Scalar(0));
  std::string rows = "video_id,file\n";
  for (const auto& [id, count] : {std::pair("s1", 1), std::pair("s2", 1), std::pair("clip", 4)}) {
    for (int n = 0; n < count; ++n)
      write_image(source_.folder / "truth" / id / (std::to_string(n) + ".png"), none);
    rows += std::string(id) + ",truth/" + id + "\n";
  }
  write_file(source_.folder / "truth/frames.csv", rows);
  const auto converted = convert();
  EXPECT_EQ(converted.code, kExitDone) << converted.err;
  EXPECT_THAT(run_tool("sonosweep-inspect", out_).out,
              AllOf(HasSubstr("true masks     of every frame\n"),
                    HasSubstr("columns        age, sex (of patients)\n")));
  EXPECT_EQ(run_tool("sonosweep-inspect", out_ + " --verify").code, kExitDone);
}

TEST_F(Programs, InspectVerifyNamesTheDamage) {
  ASSERT_EQ(convert().code, kExitDone);
  std::string bytes = read_file(out_);
  const cv::Mat still = cv::imread((source_.folder / "stills/s2.png").string(), cv::IMREAD_UNCHANGED);
  const auto at = bytes.find(std::string(still.datastart, still.dataend));
  ASSERT_NE(at, std::string::npos);
  bytes[at + 100] ^= 1;
  write_file(out_, bytes);
  EXPECT_EQ(run_tool("sonosweep-inspect", out_).code, kExitDone);
  const auto verified = run_tool("sonosweep-inspect", out_ + " --verify");
  EXPECT_EQ(verified.code, kExitData);
  EXPECT_THAT(verified.err, AllOf(HasSubstr("video 's2', frame 0"), HasSubstr("damaged in 1 place(s)")));
  write_file(out_, bytes.substr(0, bytes.size() / 2));
  const auto cut = run_tool("sonosweep-inspect", out_);
  EXPECT_EQ(cut.code, kExitData);
  EXPECT_THAT(cut.err, HasSubstr("cut short"));
}

TEST_F(Programs, InspectDrawsAPreview) {
  ASSERT_EQ(convert().code, kExitDone);
  const auto picture = (dir_ / "p.png").string();
  EXPECT_EQ(run_tool("sonosweep-inspect", out_ + " --preview s1 --out " + picture).code, kExitDone);
  const cv::Mat image = cv::imread(picture);
  // Two panels of at least 384 x 320 side by side; the right one has colour.
  EXPECT_GE(image.rows, 384);
  EXPECT_GE(image.cols, 2 * 320);
  std::vector<cv::Mat> planes;
  cv::split(image, planes);
  EXPECT_GT(
      cv::norm(planes[0](cv::Rect(image.cols / 2 + 20, 0, image.cols / 2 - 20, image.rows)),
               planes[2](cv::Rect(image.cols / 2 + 20, 0, image.cols / 2 - 20, image.rows)), cv::NORM_INF),
      50);
  EXPECT_EQ(cv::norm(planes[0](cv::Rect(0, 80, image.cols / 2 - 20, 200)),
                     planes[2](cv::Rect(0, 80, image.cols / 2 - 20, 200)), cv::NORM_INF),
            0);
  const auto wrong = run_tool("sonosweep-inspect", out_ + " --preview clap --out " + picture);
  EXPECT_EQ(wrong.code, kExitUsage);
  EXPECT_THAT(wrong.err, HasSubstr("did you mean 'clip'?"));
  EXPECT_EQ(run_tool("sonosweep-inspect", out_ + " --preview clip").code, kExitUsage);
}

TEST_F(Programs, InspectWritesAPageOrJson) {
  ASSERT_EQ(convert().code, kExitDone);
  const auto page = (dir_ / "pack.html").string();
  const auto report = run_tool("sonosweep-inspect", out_ + " --report " + page);
  EXPECT_EQ(report.code, kExitDone) << report.err;
  EXPECT_EQ(report.out, page + "\n");
  EXPECT_THAT(read_file(page), AllOf(::testing::StartsWith("<!DOCTYPE html>"), HasSubstr("<h1>small</h1>"),
                                     ::testing::EndsWith("</html>\n")));
  const auto json = run_tool("sonosweep-inspect", out_ + " --json");
  EXPECT_EQ(json.code, kExitDone) << json.err;
  EXPECT_THAT(json.out,
              AllOf(::testing::StartsWith("{\n  \"schema\": \"sonosweep-inspect\""),
                    ::testing::EndsWith("}\n"), HasSubstr(data::PackReader(out_).index().checksum)));
  EXPECT_EQ(run_tool("sonosweep-inspect", out_ + " --json --verify").code, kExitUsage);
  EXPECT_EQ(run_tool("sonosweep-inspect", out_ + " --json --report " + page).code, kExitUsage);
  EXPECT_EQ(run_tool("sonosweep-inspect", out_ + " --report " + (dir_ / "no/a.html").string()).code,
            kExitFailed);
  // Its own page is written again; the pack itself and pages of others, a study's report too, are not written
  // over.
  EXPECT_EQ(run_tool("sonosweep-inspect", out_ + " --report " + page).code, kExitDone);
  const std::string pack = read_file(out_);
  EXPECT_EQ(run_tool("sonosweep-inspect", out_ + " --report " + out_ + " --force").code, kExitUsage);
  EXPECT_TRUE(read_file(out_) == pack);
  const std::string other = "<!DOCTYPE html><title>mine: sonosweep report</title>";
  write_file(page, other);
  EXPECT_EQ(run_tool("sonosweep-inspect", out_ + " --report " + page).code, kExitUsage);
  EXPECT_EQ(read_file(page), other);
  EXPECT_EQ(run_tool("sonosweep-inspect", out_ + " --report " + page + " --force").code, kExitDone);
}

TEST_F(Programs, FaultsAreListedOnStandardError) {
  std::filesystem::remove(source_.folder / "clip.mp4");
  write_file(source_.folder / "maps/a.png", "");
  const auto run = convert();
  EXPECT_EQ(run.code, kExitData);
  EXPECT_EQ(run.out, "");
  EXPECT_THAT(run.err, AllOf(HasSubstr("clip.mp4: no such file"), HasSubstr("a.png: is empty"),
                             HasSubstr("2 fault(s), no pack written; --keep-going")));
  EXPECT_FALSE(std::filesystem::exists(out_));
  const auto rest = convert("--keep-going");
  EXPECT_EQ(rest.code, kExitDone);
  EXPECT_THAT(rest.out, AllOf(HasSubstr("2 videos"), HasSubstr("left out      2"),
                              HasSubstr("clip.mp4: no such file")));
}

TEST_F(Programs, WrongUsage) {
  EXPECT_EQ(run_tool("sonosweep-convert", "").code, kExitUsage);
  EXPECT_EQ(run_tool("sonosweep-convert", source_.folder.string()).code, kExitUsage);
  EXPECT_EQ(convert("--size big").code, kExitUsage);
  EXPECT_EQ(convert("--jobs 0").code, kExitUsage);
  EXPECT_EQ(convert("--compress zip").code, kExitUsage);
  EXPECT_EQ(convert("--sf-scale 0").code, kExitUsage);
  EXPECT_THAT(convert("--keep-goin").err, HasSubstr("did you mean 'keep-going'?"));
  EXPECT_EQ(run_tool("sonosweep-inspect", "").code, kExitUsage);
  EXPECT_EQ(run_tool("sonosweep-inspect", out_).code, kExitData);
  for (const char* program : {"sonosweep-convert", "sonosweep-inspect"}) {
    EXPECT_EQ(run_tool(program, "--help").code, kExitDone);
    EXPECT_THAT(run_tool(program, "--version").out, HasSubstr(program));
  }
}

TEST_F(Programs, SeveralSizesIsWrongUsage) {
  write_image(source_.folder / "stills/s2.png", cv::Mat(20, 20, CV_8U, cv::Scalar(1)));
  const auto run = convert();
  EXPECT_EQ(run.code, kExitUsage);
  EXPECT_THAT(run.err, HasSubstr("20x20 (1 video), 32x48 (2 videos)"));
}

// Stopped by a signal at any moment: 75, and nothing left behind; or it was done before.
TEST_F(Programs, StoppedBySignal) {
  write_video(source_.folder / "clip.mp4", "mp4v", 2000, {48, 32});
  for (const char* delay : {"0.01", "0.05", "0.1"}) {
    const auto run =
        run_tool("sonosweep-convert", source_.folder.string() + " " + out_ + " & pid=$!; sleep " + delay +
                                          "; kill -TERM $pid; wait $pid");
    // Within the first moments the signals are not yet caught (143), later the conversion may be done.
    EXPECT_THAT(run.code, ::testing::AnyOf(kExitStopped, kExitDone, 143)) << run.err;
    EXPECT_EQ(std::filesystem::exists(out_), run.code == kExitDone);
    EXPECT_FALSE(std::filesystem::exists(out_ + ".part"));
    std::filesystem::remove(out_);
  }
}

TEST_F(Programs, DiskFull) {
  const testing::TempDir small;
  const data::SmallDisk disk(small.path());
  if (!disk.mounted())
    GTEST_SKIP() << "may not mount a tmpfs here (needs root); the file size limit test stands in";
  const auto run = run_tool("sonosweep-convert",
                            source_.folder.string() + " " + (small / "out.h5").string() + " --size 512x512");
  EXPECT_EQ(run.code, kExitFailed);
  EXPECT_THAT(run.err, HasSubstr("No space left on device"));
  EXPECT_TRUE(std::filesystem::is_empty(small.path()));
}

TEST_F(Programs, FileSizeLimit) {
  // 100 blocks of 512 bytes (of 1024 in some shells); the pack needs more.
  const auto run = run_tool("sonosweep-convert", source_.folder.string() + " " + out_ + " --size 512x512",
                            "ulimit -f 100;");
  EXPECT_EQ(run.code, kExitFailed);
  EXPECT_THAT(run.err, AllOf(HasSubstr("out.h5"), HasSubstr("File too large"), HasSubstr("ulimit -f")));
  EXPECT_FALSE(std::filesystem::exists(out_));
  EXPECT_FALSE(std::filesystem::exists(out_ + ".part"));
}

}  // namespace
}  // namespace sonosweep::data_tools
