#include "core/output_guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <optional>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/output_kinds.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class Output : public ::testing::Test {
 protected:
  Output() {
    create_folders(dir_ / "in/sub");
    write_file_atomically(dir_ / "in/table.csv", "a,b\n");
    write_file_atomically(dir_ / "in/sub/map", "map");
  }
  // "(no exception)" if it may be written.
  std::string refusal(const fs::path& output, bool force = false) const {
    return testing::message_of<UsageError>([&] { check_output(output, png_output(), rules(force)); });
  }
  OutputRules rules(bool force = false) const { return {inputs_, force}; }

  testing::TempDir dir_;
  std::vector<fs::path> inputs_ = {dir_ / "in/table.csv", dir_ / "not there"};
};

constexpr const char* kAllowed = "(no exception)";

TEST_F(Output, IsNoInputByAnyName) {
  fs::create_symlink(dir_ / "in/table.csv", dir_ / "link");
  fs::create_symlink("link", dir_ / "link to link");
  fs::create_hard_link(dir_ / "in/table.csv", dir_ / "hard");
  fs::create_directory_symlink(dir_ / "in", dir_ / "folder");
  for (const char* name : {"in/table.csv", "in/../in/./table.csv", "in/sub/../table.csv", "in//table.csv",
                           "link", "link to link", "hard", "folder/table.csv", "folder/sub/../table.csv"})
    for (const bool force : {false, true}) {
      const auto message = refusal(dir_ / name, force);
      EXPECT_THAT(message, AllOf(HasSubstr((dir_ / name).string()), HasSubstr("inputs are never replaced"),
                                 Not(HasSubstr("--force"))))
          << name;
    }
  EXPECT_THAT(refusal(dir_ / "hard"), HasSubstr("the same file as " + (dir_ / "in/table.csv").string()));
}

TEST_F(Output, IsNoFileOfAnInputFolder) {
  inputs_ = {dir_ / "in"};
  write_file_atomically(dir_ / "outside", "x");
  fs::create_symlink(dir_ / "outside", dir_ / "in/sub/linked");
  fs::create_directory_symlink("..", dir_ / "in/sub/circle");
  for (const char* name : {"in/table.csv", "in/sub/map", "outside"})
    EXPECT_THAT(refusal(dir_ / name, true), HasSubstr("inputs are never replaced")) << name;
  EXPECT_EQ(refusal(dir_ / "in/sub/new"), kAllowed);
}

TEST_F(Output, OfAnotherKindIsReplacedWhenForced) {
  write_file_atomically(dir_ / "text", "my notes");
  EXPECT_THAT(refusal(dir_ / "text"), AllOf(HasSubstr("exists and is not a PNG image (has no PNG signature)"),
                                            HasSubstr("--force replaces it")));
  EXPECT_EQ(refusal(dir_ / "text", true), kAllowed);
  write_file_atomically(dir_ / "picture", "\x89PNG\r\n\x1a\n..");
  EXPECT_EQ(refusal(dir_ / "picture"), kAllowed);
  write_file_atomically(dir_ / "empty", "");
  EXPECT_EQ(refusal(dir_ / "empty"), kAllowed);
  EXPECT_EQ(refusal(dir_ / "new"), kAllowed);
  fs::create_symlink(dir_ / "nowhere", dir_ / "dangling");
  EXPECT_EQ(refusal(dir_ / "dangling"), kAllowed);
}

TEST_F(Output, IsAFile) {
  ASSERT_EQ(::mkfifo((dir_ / "pipe").c_str(), 0666), 0);
  for (const bool force : {false, true}) {
    EXPECT_THAT(refusal(dir_ / "in", force), HasSubstr("is a folder"));
    EXPECT_THAT(refusal(dir_.path().string() + "/in/", force), HasSubstr("is no name of a file"));
    EXPECT_THAT(refusal("", force), HasSubstr("is no name of a file"));
    EXPECT_THAT(refusal(dir_ / "pipe", force), HasSubstr("is a device"));
  }
}

TEST_F(Output, InAFolderThatIsNotThere) {
  EXPECT_THAT(
      testing::message_of<Error>([&] { OutputGuard(dir_ / "no/x.png", png_output(), rules(), "this test"); }),
      HasSubstr("x.png: cannot write, there is no folder " + (dir_ / "no").string()));
}

TEST_F(Output, OfALinkIsWhatItPointsTo) {
  create_folders(dir_ / "out");
  fs::create_symlink("out/x.png", dir_ / "link");  // dangling
  fs::create_symlink(dir_ / "link", dir_ / "other link");
  {
    const OutputGuard guard(dir_ / "link", png_output(), rules(), "the first");
    EXPECT_TRUE(fs::exists(dir_ / "out/x.png.lock"));
    for (const char* name : {"out/x.png", "other link"})
      EXPECT_THAT(testing::message_of<LockHeld>(
                      [&] { OutputGuard(dir_ / name, png_output(), rules(), "the second"); }),
                  HasSubstr("held by the first"))
          << name;
  }
  write_file_atomically(dir_ / "out/x.png.part", "a download");
  EXPECT_THAT(testing::message_of<UsageError>(
                  [&] { OutputGuard(dir_ / "link", png_output(), rules(), "this test"); }),
              HasSubstr("out/x.png.part: is in the way"));
  fs::create_symlink("no/x.png", dir_ / "lost");
  EXPECT_THAT(
      testing::message_of<Error>([&] { OutputGuard(dir_ / "lost", png_output(), rules(), "this test"); }),
      HasSubstr("lost: cannot write, there is no folder " + (dir_ / "no").string()));
  fs::create_symlink("circle", dir_ / "circle");
  EXPECT_THAT(
      testing::message_of<Error>([&] { OutputGuard(dir_ / "circle", png_output(), rules(), "this test"); }),
      HasSubstr("Too many levels of symbolic links"));
}

TEST_F(Output, TemporaryFileOfSomebodyElse) {
  write_file_atomically(dir_ / "x.png.part", "a download");
  const auto refused = [&](bool force) {
    return testing::message_of<UsageError>(
        [&] { OutputGuard(dir_ / "x.png", png_output(), rules(force), "this test"); });
  };
  EXPECT_THAT(refused(false), HasSubstr("x.png.part: is in the way"));
  EXPECT_EQ(read_file(dir_ / "x.png.part"), "a download");
  EXPECT_EQ(refused(true), kAllowed);
  // An input even less.
  inputs_.push_back(dir_ / "x.png.part");
  EXPECT_THAT(refused(true), HasSubstr("inputs are never replaced"));
}

TEST_F(Output, LockFileOfSomebodyElse) {
  write_file_atomically(dir_ / "x.png.lock", "[[package]]");
  EXPECT_THAT(testing::message_of<Error>(
                  [&] { OutputGuard(dir_ / "x.png", png_output(), rules(true), "this test"); }),
              HasSubstr("x.png.lock: is no lock file"));
  EXPECT_EQ(read_file(dir_ / "x.png.lock"), "[[package]]");
}

TEST_F(Output, HasOneWriterAtATime) {
  std::optional<OutputGuard> one(std::in_place, dir_ / "x.png", png_output(), rules(), "the first");
  EXPECT_THAT(
      testing::message_of<LockHeld>(
          [&] { OutputGuard(dir_ / "in/../x.png", png_output(), rules(true), "the second"); }),
      AllOf(HasSubstr("x.png: held by the first on "), HasSubstr(", process " + std::to_string(getpid())),
            ::testing::ContainsRegex(", since 20[0-9-]*T[0-9:.]*Z; wait for it or stop it")));
  EXPECT_NO_THROW(OutputGuard(dir_ / "y.png", png_output(), rules(), "another file"));
  one.reset();
  EXPECT_NO_THROW(OutputGuard(dir_ / "x.png", png_output(), rules(), "the second"));
  EXPECT_FALSE(fs::exists(dir_ / "x.png.lock"));
}

TEST_F(Output, FolderHasOneWriterAtATime) {
  {
    const FolderGuard one(dir_ / "in", "the first");
    EXPECT_THAT(testing::message_of<LockHeld>([&] { FolderGuard(dir_ / "in/sub/..", "the second"); }),
                HasSubstr(": held by the first on "));
  }
  EXPECT_FALSE(fs::exists(dir_ / "in/.lock"));
}

// Killed in the middle: neither its lock nor what it had written is in the way.
TEST_F(Output, OfAKilledWriterIsFree) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const pid_t writer = fork();
  if (writer == 0) {
    const OutputGuard guard(dir_ / "x.png", png_output(), rules(), "the first");
    write_file_atomically(dir_ / "x.png.part", "half");
    if (write(ends[1], "r", 1) != 1) _exit(1);
    for (;;) pause();
  }
  close(ends[1]);
  char ready = 0;
  ASSERT_EQ(read(ends[0], &ready, 1), 1);
  close(ends[0]);
  EXPECT_THROW(OutputGuard(dir_ / "x.png", png_output(), rules(), "the second"), LockHeld);
  kill(writer, SIGKILL);
  waitpid(writer, nullptr, 0);
  EXPECT_NO_THROW(OutputGuard(dir_ / "x.png", png_output(), rules(), "the second"));
  EXPECT_FALSE(fs::exists(dir_ / "x.png.lock"));
}

TEST(OutputKinds, AreToldByContent) {
  const testing::TempDir dir;
  const auto is = [&](const OutputKind& kind, const std::string& bytes) {
    write_file_atomically(dir / "file", bytes);
    return kind.mismatch(dir / "file").empty();
  };
  EXPECT_TRUE(is(svg_output(), "<svg xmlns"));
  EXPECT_TRUE(is(svg_output(), "\n<?xml version"));
  EXPECT_FALSE(is(svg_output(), "[study]\n"));
  EXPECT_TRUE(is(html_output(), "<!DOCTYPE html>"));
  EXPECT_FALSE(is(html_output(), "<svg"));
  EXPECT_TRUE(is(html_output("a report", "made here"), "<html>made here"));
  EXPECT_FALSE(is(html_output("a report", "made here"), "<html>made there"));
  EXPECT_TRUE(is(text_output("a table"), "a,b\n"));
  EXPECT_FALSE(is(text_output("a table"), std::string("a\0b", 3)));
  EXPECT_FALSE(is(text_output("a table"), "\x89PNG"));
  // What is looked at may end within a character.
  std::string e;
  while (e.size() < 70000) e += "\xC3\xA9";
  EXPECT_TRUE(is(text_output("a table"), e));
  EXPECT_TRUE(is(text_output("a table"), "x" + e));
  EXPECT_THAT(png_output().mismatch(dir / "none"), HasSubstr("cannot be read"));
}

}  // namespace
}  // namespace sonosweep
