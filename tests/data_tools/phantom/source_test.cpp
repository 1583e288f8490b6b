// The source folder: what is in it, that it is whole or absent, and the same for any number of threads.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>
#include <sstream>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/text.h"
#include "data_tools/phantom/part_folder.h"
#include "data_tools/phantom/presets.h"
#include "data_tools/phantom/source_writer.h"
#include "data_tools/phantom/synth_command.h"
#include "data_tools/phantom/synthesize.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {
namespace {

namespace fs = std::filesystem;
using sonosweep::testing::TempDir;

PhantomOptions small() {
  PhantomOptions o = preset_options("tiny");
  o.patients = 3;
  o.frames = 3;
  o.height = o.width = 48;
  return o;
}

void make(const PhantomOptions& o, const fs::path& folder, int jobs = 2) {
  synthesize(o, folder, jobs, [](std::size_t, std::size_t) {});
}

std::map<std::string, std::string> contents(const fs::path& folder) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file()) files[fs::relative(entry.path(), folder).string()] = read_file(entry.path());
  return files;
}

// Rows of a CSV without quotes, the header first.
std::vector<std::vector<std::string>> rows(const fs::path& path) {
  std::vector<std::vector<std::string>> out;
  std::istringstream in(read_file(path));
  for (std::string line; std::getline(in, line);) out.push_back(split_list(line));
  return out;
}

TEST(SourceFolder, HasTheTablesVideosMapsAndTruth) {
  const TempDir dir;
  make(small(), dir / "out");
  EXPECT_FALSE(fs::exists(dir / "out.part"));
  EXPECT_NE(read_file(dir / "out/dataset.ini")
                .find("classes = sharp_pleura,fuzzy_pleura,fascia_band,a_line,sub_a_line,vertical_line"),
            std::string::npos);
  const auto videos = rows(dir / "out/videos.csv");
  EXPECT_EQ(join(videos[0], ","), "video_id,file,patient,day,view,fps,depth_cm");
  ASSERT_EQ(videos.size(), 7U);  // 3 patients, 2 days, one view
  for (std::size_t i = 1; i < videos.size(); ++i) {
    cv::VideoCapture capture((dir / "out" / videos[i][1]).string());
    cv::Mat frame;
    int n = 0;
    while (capture.read(frame)) ++n;
    EXPECT_EQ(n, 3);
    EXPECT_EQ(frame.empty() ? cv::Size(48, 48) : frame.size(), cv::Size(48, 48));
  }
  const auto annotations = rows(dir / "out/annotations.csv");
  EXPECT_EQ(join(annotations[0], ","), "video_id,frame,annotator,class,file");
  for (std::size_t i = 1; i < annotations.size(); ++i) {
    const cv::Mat map = cv::imread((dir / "out" / annotations[i][4]).string(), cv::IMREAD_UNCHANGED);
    EXPECT_EQ(map.type(), CV_16UC1);
    EXPECT_GT(cv::countNonZero(map), 0);
  }
  const auto masks = rows(dir / "out/truth/masks.csv");
  EXPECT_EQ(join(masks[0], ","), "video_id,frame,class,file");
  for (std::size_t i = 1; i < masks.size(); ++i) {
    const cv::Mat mask = cv::imread((dir / "out" / masks[i][3]).string(), cv::IMREAD_UNCHANGED);
    EXPECT_EQ(mask.type(), CV_8UC1);
    EXPECT_EQ(cv::countNonZero(mask == 255), cv::countNonZero(mask));
    EXPECT_GT(cv::countNonZero(mask), 0);
  }
  const auto true_frames = rows(dir / "out/truth/frames.csv");
  EXPECT_EQ(join(true_frames[0], ","), "video_id,file");
  ASSERT_EQ(true_frames.size(), 7U);
  for (std::size_t i = 1; i < true_frames.size(); ++i) {
    EXPECT_EQ(true_frames[i][0], videos[i][0]);
    for (const char* name : {"0000.png", "0001.png", "0002.png"}) {
      const cv::Mat bits =
          cv::imread((dir / "out" / true_frames[i][1] / name).string(), cv::IMREAD_UNCHANGED);
      EXPECT_EQ(bits.type(), CV_8UC1);
      EXPECT_EQ(bits.size(), cv::Size(48, 48));
      EXPECT_EQ(cv::countNonZero(bits >= 64), 0);  // six classes
    }
    EXPECT_FALSE(fs::exists(dir / "out" / true_frames[i][1] / "0003.png"));
  }
  EXPECT_EQ(rows(dir / "out/clinical.csv").size(), 7U);
  EXPECT_EQ(rows(dir / "out/patients.csv").size(), 4U);
  const auto truth = nlohmann::json::parse(read_file(dir / "out/truth/parameters.json"));
  EXPECT_EQ(truth["preset"], "tiny");
  EXPECT_EQ(truth["patients"].size(), 3U);
  EXPECT_EQ(truth["videos"].size(), 6U);
  EXPECT_EQ(truth["reference"]["iou"].size(), 100U);
  EXPECT_NEAR(truth["annotation"]["bias"], 0.2533, 1e-4);
  EXPECT_GT(truth["outcomes"]["best_accuracy"]["first_two"], 0.5);
}

TEST(SourceFolder, TheSameBytesForAnyNumberOfThreadsOtherOnesForAnotherSeed) {
  const TempDir dir;
  PhantomOptions o = small();
  make(o, dir / "one", 1);
  make(o, dir / "three", 3);
  const auto one = contents(dir / "one");
  EXPECT_GT(one.size(), 20U);
  EXPECT_TRUE(one == contents(dir / "three"));
  o.seed = 2;
  make(o, dir / "other", 3);
  EXPECT_FALSE(one == contents(dir / "other"));
}

TEST(SourceFolder, IsNotWrittenOverAnything) {
  const TempDir dir;
  fs::create_directory(dir / "full");
  write_text(dir / "full/mine.txt", "mine");
  EXPECT_THROW(make(small(), dir / "full"), UsageError);
  EXPECT_EQ(contents(dir / "full").size(), 1U);
  write_text(dir / "file", "mine");
  EXPECT_THROW(make(small(), dir / "file"), UsageError);
  // An empty folder is fine, and so is what an interrupted run left; a stranger's DIR.part is not.
  fs::create_directory(dir / "empty");
  make(small(), dir / "empty/");
  EXPECT_TRUE(fs::exists(dir / "empty/videos.csv"));
  fs::create_directory(dir / "again.part");
  write_text(dir / "again.part/.sonosweep-synth.lock", "");
  write_text(dir / "again.part/left_over", "x");
  make(small(), dir / "again");
  EXPECT_FALSE(fs::exists(dir / "again/left_over"));
  EXPECT_FALSE(fs::exists(dir / "again/.sonosweep-synth.lock"));
  fs::create_directory(dir / "taken.part");
  write_text(dir / "taken.part/mine.txt", "mine");
  EXPECT_THROW(make(small(), dir / "taken"), UsageError);
  EXPECT_TRUE(fs::exists(dir / "taken.part/mine.txt"));
}

TEST(SourceFolder, LeavesNothingBehindWhenItFails) {
  const TempDir dir;
  const auto failing = [](std::size_t done, std::size_t) {
    if (done == 2) throw Error("told to fail");
  };
  EXPECT_THROW(synthesize(small(), dir / "out", 2, failing), Error);
  EXPECT_TRUE(fs::is_empty(dir.path()));
  // A file where a folder is needed.
  write_text(dir / "file", "");
  EXPECT_THROW(make(small(), dir / "file/out"), Error);
}

TEST(SourceFolder, SaysWhichFileCouldNotBeWritten) {
  // Every write to this device fails with "No space left on device".
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  try {
    write_text("/dev/full", "text");
    FAIL() << "no error";
  } catch (const UsageError&) {
    FAIL() << "not a usage error";
  } catch (const Error& error) {
    EXPECT_EQ(error.exit_code(), kExitFailed);
    EXPECT_NE(std::string(error.what()).find("/dev/full: cannot write (No space left on device)"),
              std::string::npos)
        << error.what();
  }
  const TempDir dir;
  EXPECT_THROW(write_video(dir / "missing/x.avi", {cv::Mat(32, 32, CV_8U, cv::Scalar(7))}, 25), Error);
}

TEST(SourceFolder, VideosAreLossless) {
  const TempDir dir;
  cv::Mat noise(34, 66, CV_8U);
  cv::randu(noise, 0, 256);
  write_video(dir / "x.avi", {noise, 255 - noise}, 25);
  cv::VideoCapture capture((dir / "x.avi").string());
  cv::Mat frame, gray;
  ASSERT_TRUE(capture.read(frame));
  cv::extractChannel(frame, gray, 0);
  EXPECT_EQ(cv::norm(gray, noise, cv::NORM_INF), 0);
  EXPECT_EQ(capture.get(cv::CAP_PROP_FRAME_COUNT), 2);
}

TEST(SynthCommand, RefusesWrongUsage) {
  const TempDir dir;
  const auto run = [](std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "sonosweep-synth");
    return run_synth(static_cast<int>(arguments.size()), arguments.data());
  };
  const std::string out = (dir / "out").string();
  EXPECT_THROW(run({}), UsageError);
  EXPECT_THROW(run({"--out", out.c_str(), "--preset", "tinny"}), UsageError);
  EXPECT_THROW(run({"--out", out.c_str(), "--size", "96"}), UsageError);
  EXPECT_THROW(run({"--out", out.c_str(), "--size", "95x96"}), UsageError);
  EXPECT_THROW(run({"--out", out.c_str(), "--seed", "-1"}), UsageError);
  EXPECT_THROW(run({"--out", out.c_str(), "--jobs", "-1"}), UsageError);
  EXPECT_THROW(run({"--out", out.c_str(), "--effects", "0"}), UsageError);
  EXPECT_THROW(run({"--out", out.c_str(), "--planted-threshold", "100"}), UsageError);
  EXPECT_FALSE(fs::exists(dir / "out"));
}

TEST(SynthCommand, OptionsOverrideThePreset) {
  const TempDir dir;
  const std::string out = (dir / "out").string();
  const char* arguments[] = {"sonosweep-synth",
                             "--out",
                             out.c_str(),
                             "--preset",
                             "tiny",
                             "--patients",
                             "3",
                             "--size",
                             "32x40",
                             "--frames",
                             "1",
                             "--planted-threshold",
                             "80",
                             "--seed",
                             "9"};
  ::testing::internal::CaptureStdout();
  EXPECT_EQ(run_synth(15, arguments), kExitDone);
  EXPECT_NE(::testing::internal::GetCapturedStdout().find("3 patients"), std::string::npos);
  const auto truth = nlohmann::json::parse(read_file(dir / "out/truth/parameters.json"));
  EXPECT_EQ(truth["options"]["patients"], 3);
  EXPECT_EQ(truth["options"]["planted_threshold"], 80.0);
  EXPECT_EQ(truth["size"], (std::vector<int>{32, 40}));
  EXPECT_EQ(truth["seed"], 9);
}

}  // namespace
}  // namespace sonosweep::data_tools
