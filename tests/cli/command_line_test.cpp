#include "cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>

#include "core/atomic_file.h"
#include "core/error.h"
#include "temp_dir.h"

namespace sonosweep::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

namespace po = boost::program_options;

class CommandLineTest : public ::testing::Test {
 protected:
  CommandLineTest() { start(); }

  // A parsed command line is not parsed again.
  void start() {
    line_.emplace("sonosweep-thing", "Does a thing.", "SOURCE");
    line_->options().add_options()("epochs", po::value<int>()->default_value(100), "how long")(
        "out", po::value<std::string>(), "where to");
    line_->add_positional("source");
  }

  bool parse(std::vector<const char*> arguments) {
    start();
    arguments.insert(arguments.begin(), "sonosweep-thing");
    return line_->parse(static_cast<int>(arguments.size()), arguments.data());
  }
  std::string refusal(const std::vector<const char*>& arguments) {
    try {
      parse(arguments);
    } catch (const UsageError& error) {
      return error.what();
    }
    return "accepted";
  }

  std::optional<CommandLine> line_;
  testing::TempDir dir_;
};

TEST_F(CommandLineTest, OptionsAndArguments) {
  EXPECT_TRUE(parse({"src", "--epochs", "3", "--out=here"}));
  EXPECT_EQ(line_->get<int>("epochs"), 3);
  EXPECT_EQ(line_->required("out"), "here");
  EXPECT_EQ(line_->required("source"), "src");
}

TEST_F(CommandLineTest, Defaults) {
  EXPECT_TRUE(parse({"src"}));
  EXPECT_EQ(line_->get<int>("epochs"), 100);
  EXPECT_FALSE(line_->has("out"));
}

TEST_F(CommandLineTest, UnknownOptionNamesTheNearest) {
  EXPECT_THAT(refusal({"--epoch", "3"}), AllOf(HasSubstr("unknown option 'epoch'; did you mean 'epochs'?"),
                                               HasSubstr("sonosweep-thing --help")));
  EXPECT_THAT(refusal({"--epo=3"}), HasSubstr("unknown option 'epo'"));  // no abbreviations
  EXPECT_THAT(refusal({"--something-else"}), StartsWith("unknown option 'something-else'; see"));
}

TEST_F(CommandLineTest, BadValues) {
  EXPECT_THAT(refusal({"--epochs", "many"}), AllOf(HasSubstr("epochs"), HasSubstr("many")));
  EXPECT_THAT(refusal({"--epochs"}), HasSubstr("epochs"));
  EXPECT_THAT(refusal({"--out", "a", "--out", "b"}), HasSubstr("out"));
  EXPECT_THAT(refusal({"src", "another"}), HasSubstr("too many arguments"));
}

TEST_F(CommandLineTest, WhatIsRequiredIsNamed) {
  EXPECT_TRUE(parse({}));
  EXPECT_THROW(
      {
        try {
          (void)line_->required("out");
        } catch (const UsageError& error) {
          EXPECT_THAT(error.what(), HasSubstr("missing --out"));
          EXPECT_THAT(error.what(), HasSubstr("sonosweep-thing SOURCE"));
          throw;
        }
      },
      UsageError);
  EXPECT_THROW(
      {
        try {
          (void)line_->required("source");
        } catch (const UsageError& error) {
          EXPECT_THAT(error.what(), HasSubstr("missing argument source"));
          throw;
        }
      },
      UsageError);
}

TEST_F(CommandLineTest, ConfigFile) {
  write_file_atomically(dir_ / "c.ini", "# comment\nepochs = 7\nout = from file\n");
  const std::string path = (dir_ / "c.ini").string();
  EXPECT_TRUE(parse({"--out", "from line", "--config", path.c_str()}));
  EXPECT_EQ(line_->get<int>("epochs"), 7);
  EXPECT_EQ(line_->get<std::string>("out"), "from line");  // the command line wins
}

TEST_F(CommandLineTest, ConfigFileWithFaults) {
  write_file_atomically(dir_ / "c.ini", "epoch = 7\n");
  EXPECT_THAT(refusal({"--config", (dir_ / "c.ini").c_str()}),
              HasSubstr("c.ini: unknown option 'epoch'; did you mean 'epochs'?"));
  write_file_atomically(dir_ / "c.ini", "epochs = many\n");
  EXPECT_THAT(refusal({"--config", (dir_ / "c.ini").c_str()}),
              AllOf(HasSubstr("c.ini: "), HasSubstr("many")));
  EXPECT_THAT(refusal({"--config", (dir_ / "none.ini").c_str()}), HasSubstr("none.ini: cannot read"));
}

// As Windows' editors write it.
TEST_F(CommandLineTest, ConfigFileWithByteOrderMark) {
  const std::string path = (dir_ / "c.ini").string();
  write_file_atomically(path,
                        "\xEF\xBB\xBF"
                        "epochs = 7\r\nout = a\r\n");
  EXPECT_TRUE(parse({"--config", path.c_str()}));
  EXPECT_EQ(line_->get<int>("epochs"), 7);
  EXPECT_EQ(line_->get<std::string>("out"), "a");
  write_file_atomically(path, std::string("\xFF\xFE"
                                          "e\0",
                                          4));
  EXPECT_THAT(refusal({"--config", path.c_str()}),
              AllOf(HasSubstr("c.ini: is not UTF-8"), HasSubstr("UTF-16")));
}

TEST_F(CommandLineTest, HelpAndVersionGoToStandardOutput) {
  ::testing::internal::CaptureStdout();
  EXPECT_FALSE(parse({"--help"}));
  EXPECT_THAT(::testing::internal::GetCapturedStdout(),
              AllOf(StartsWith("Usage: sonosweep-thing SOURCE [OPTION ...]\nDoes a thing.\n"),
                    HasSubstr("--epochs"), HasSubstr("--config FILE"), HasSubstr("how long")));
  ::testing::internal::CaptureStdout();
  EXPECT_FALSE(parse({"--version"}));
  EXPECT_THAT(::testing::internal::GetCapturedStdout(), StartsWith("sonosweep-thing "));
}

}  // namespace
}  // namespace sonosweep::cli
