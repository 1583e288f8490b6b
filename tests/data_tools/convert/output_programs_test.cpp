// What sonosweep-convert and sonosweep-inspect write over, and what not.
#include <sys/stat.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/file_lock.h"
#include "data_tools/convert/converter.h"
#include "data_tools/run_tool.h"
#include "data_tools/source_builder.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data_tools {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Outputs : public ::testing::Test {
 protected:
  Outputs() : source_(dir_ / "source"), out_(dir_ / "out.h5") {}
  ToolRun convert(const fs::path& out, const std::string& more = "") {
    return run_tool("sonosweep-convert",
                    source_.folder.string() + " '" + out.string() + "' --jobs 1 " + more);
  }
  ToolRun preview(const fs::path& out, const std::string& more = "") {
    return run_tool("sonosweep-inspect",
                    out_.string() + " --preview s1 --out '" + out.string() + "' " + more);
  }
  // `refusal` of an output, with and without force, says that it is an input; `file` stays as it was.
  template <typename Refusal>
  void expect_kept(const fs::path& file, const fs::path& out, Refusal&& refusal) {
    const auto bytes = read_file(file);
    for (const bool force : {false, true}) {
      EXPECT_THAT(refusal(out, force),
                  AllOf(HasSubstr(out.string()), HasSubstr("inputs are never replaced")));
      EXPECT_EQ(read_file(file), bytes) << out;
      EXPECT_FALSE(fs::exists(out.string() + ".part")) << out;
      EXPECT_FALSE(fs::exists(out.string() + ".lock")) << out;
    }
  }

  testing::TempDir dir_;
  SourceBuilder source_;
  fs::path out_;
};

TEST_F(Outputs, ConvertReplacesNothingThatItReads) {
  const auto convert_to = [&](const fs::path& out, bool force) {
    ConvertOptions options;
    options.source = source_.folder;
    options.output = out;
    options.keep_going = true;
    options.force = force;
    return testing::message_of<UsageError>([&] { data_tools::convert(options, [](const std::string&) {}); });
  };
  // A map outside the folder; a row with a fault names its file all the same.
  write_image(dir_ / "outside.png", cv::Mat(32, 48, CV_8U, cv::Scalar(7)));
  source_.annotations += "s2,0,Anna,pleura," + (dir_ / "outside.png").string() + "\n";
  source_.videos += "s1,twice.png,p1,0,R1,4\n";
  source_.write();
  write_file(source_.folder / "twice.png", "of a row with a fault");
  const auto folder = source_.folder;
  for (const char* name : {"videos.csv", "dataset.ini", "annotations.csv", "clinical.csv", "patients.csv",
                           "clip.mp4", "stills/s1.png", "maps/a.png", "twice.png"})
    expect_kept(folder / name, folder / name, convert_to);
  expect_kept(dir_ / "outside.png", dir_ / "outside.png", convert_to);
  expect_kept(folder / "videos.csv", folder / "maps/../videos.csv", convert_to);
  expect_kept(folder / "videos.csv", folder / "./videos.csv", convert_to);
  fs::create_symlink(folder / "clip.mp4", dir_ / "link.h5");
  expect_kept(folder / "clip.mp4", dir_ / "link.h5", convert_to);
  EXPECT_TRUE(fs::is_symlink(dir_ / "link.h5"));
  fs::create_hard_link(folder / "maps/a.png", dir_ / "hard.h5");
  expect_kept(folder / "maps/a.png", dir_ / "hard.h5", convert_to);
  EXPECT_EQ(fs::hard_link_count(folder / "maps/a.png"), 2);
  fs::create_directory_symlink(folder, dir_ / "again");
  expect_kept(folder / "videos.csv", dir_ / "again/videos.csv", convert_to);
  // As users run it.
  write_file(dir_ / "options.ini", "jobs = 1\nforce = true\n");
  for (const auto& out : {folder / "videos.csv", dir_ / "options.ini"}) {
    const auto bytes = read_file(out);
    const auto run = convert(out, "--config " + (dir_ / "options.ini").string());
    EXPECT_EQ(run.code, kExitUsage);
    EXPECT_THAT(run.err, HasSubstr("inputs are never replaced"));
    EXPECT_EQ(read_file(out), bytes);
  }
}

TEST_F(Outputs, ConvertReplacesPacksOnly) {
  source_.write();
  ASSERT_EQ(convert(out_).code, kExitDone);
  const auto pack = read_file(out_);
  const auto again = convert(out_);
  EXPECT_EQ(again.code, kExitDone) << again.err;
  EXPECT_EQ(read_file(out_), pack);
  // Beside the tables, too: a pack is no input.
  fs::copy_file(out_, source_.folder / "in.h5");
  EXPECT_EQ(convert(source_.folder / "in.h5").code, kExitDone);

  write_file(out_, "my notes");
  const auto refused = convert(out_);
  EXPECT_EQ(refused.code, kExitUsage);
  EXPECT_THAT(refused.err, AllOf(HasSubstr("out.h5: exists and is not a pack (is no HDF5 file)"),
                                 HasSubstr("--force replaces it"), Not(HasSubstr("damaged"))));
  EXPECT_EQ(read_file(out_), "my notes");
  EXPECT_EQ(convert(out_, "--force").code, kExitDone);
  EXPECT_EQ(read_file(out_), pack);
  // Made by mktemp, say.
  write_file(out_, "");
  EXPECT_EQ(convert(out_).code, kExitDone);

  const auto folder = convert(dir_.path());
  EXPECT_EQ(folder.code, kExitUsage);
  EXPECT_THAT(folder.err, HasSubstr("is a folder"));
  ASSERT_EQ(::mkfifo((dir_ / "pipe").c_str(), 0666), 0);
  EXPECT_EQ(convert(dir_ / "pipe", "--force").code, kExitUsage);
  EXPECT_TRUE(fs::is_fifo(dir_ / "pipe"));
}

TEST_F(Outputs, ALinkStaysAndItsTargetIsWritten) {
  source_.write();
  fs::create_directory(dir_ / "disk");
  fs::create_symlink("disk/pack.h5", out_);
  for (const char* target : {"made", "replaced"}) {
    const auto run = convert(out_);
    EXPECT_EQ(run.code, kExitDone) << run.err;
    EXPECT_EQ(fs::read_symlink(out_), "disk/pack.h5") << target;
    EXPECT_TRUE(fs::is_regular_file(fs::symlink_status(dir_ / "disk/pack.h5"))) << target;
  }
  write_file(dir_ / "disk/pack.h5", "my notes");
  EXPECT_EQ(convert(out_).code, kExitUsage);
  EXPECT_EQ(read_file(dir_ / "disk/pack.h5"), "my notes");
}

TEST_F(Outputs, OneConversionAtATime) {
  source_.write();
  {
    const FileLock other(out_.string() + ".lock", "sonosweep-convert", LockFile::kIsRemoved);
    const auto refused = convert(out_, "--force");
    EXPECT_EQ(refused.code, kExitFailed);
    EXPECT_THAT(refused.err, AllOf(HasSubstr(out_.string() + ": held by sonosweep-convert on "),
                                   HasSubstr("process " + std::to_string(getpid()) + ", since 20"),
                                   HasSubstr("run again")));
    EXPECT_FALSE(fs::exists(out_));
  }
  // One that was killed has left both.
  write_file(out_.string() + ".lock", "sonosweep-convert on here, process 1, since 2026-01-01T00:00:00.000Z");
  write_file(out_.string() + ".part", "half a pack");
  EXPECT_EQ(convert(out_).code, kExitDone);
  EXPECT_FALSE(fs::exists(out_.string() + ".lock"));
  EXPECT_FALSE(fs::exists(out_.string() + ".part"));
}

TEST_F(Outputs, PreviewReplacesPicturesOnly) {
  source_.write();
  ASSERT_EQ(convert(out_).code, kExitDone);
  const auto preview_to = [&](const fs::path& out, bool force) {
    const auto run = preview(out, force ? "--force" : "");
    EXPECT_EQ(run.code, kExitUsage);
    return run.err;
  };
  expect_kept(out_, out_, preview_to);
  fs::create_symlink(out_, dir_ / "link.png");
  expect_kept(out_, dir_ / "link.png", preview_to);

  write_file(dir_ / "p.png", "my notes");
  const auto refused = preview(dir_ / "p.png");
  EXPECT_EQ(refused.code, kExitUsage);
  EXPECT_THAT(refused.err, HasSubstr("p.png: exists and is not a PNG image"));
  EXPECT_EQ(read_file(dir_ / "p.png"), "my notes");
  EXPECT_EQ(preview(dir_ / "p.png", "--force").code, kExitDone);
  EXPECT_EQ(preview(dir_ / "p.png").code, kExitDone);
  EXPECT_EQ(preview(dir_.path()).code, kExitUsage);
  const FileLock other((dir_ / "p.png.lock").string(), "sonosweep-inspect");
  const auto held = preview(dir_ / "p.png");
  EXPECT_EQ(held.code, kExitFailed);
  EXPECT_THAT(held.err, HasSubstr("p.png: held by sonosweep-inspect on "));
}

TEST_F(Outputs, HelpTellsOfForce) {
  EXPECT_THAT(run_tool("sonosweep-convert", "--help").out,
              HasSubstr("replace the output also where it is not a pack"));
  EXPECT_THAT(run_tool("sonosweep-inspect", "--help").out, HasSubstr("--force"));
}

}  // namespace
}  // namespace sonosweep::data_tools
