// sonosweep-run from outside: results, continuation after kill -9 at any moment, refusals.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <csignal>
#include <memory>

#include "core/atomic_file.h"
#include "farm/results/provenance.h"
#include "farm/results/run_result.h"
#include "jobs/programs.h"
#include "process_helpers.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

using ::testing::HasSubstr;
using testing::program;
using testing::TempDir;

const char* const kRun = "segmentation/t060";
const char* const kStudy =
    "[study]\nname = t\nthresholds = 0, 60\ntest_patients = 2\nvalidation_patients = 2\nfolds = 2\n"
    "[segmentation]\nencoder = resnet18\nepochs = 4\nbatch = 4\nlr = 1e-3\n";

class Run : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    shared_ = std::make_unique<TempDir>();
    pack_ = testing::make_tiny_pack(shared_->path());
  }
  static void TearDownTestSuite() { shared_.reset(); }

  void SetUp() override { write_study(kStudy); }
  void write_study(const std::string& text) { write_file_atomically(dir_ / "study.ini", text); }

  std::vector<std::string> command(const std::string& out, const std::string& id = kRun) const {
    return {program("sonosweep-run"),
            "--data",
            pack_.string(),
            "--study",
            (dir_ / "study.ini").string(),
            "--out",
            (dir_ / out).string(),
            "--run",
            id};
  }
  std::filesystem::path folder(const std::string& out) const { return dir_ / out / "runs" / kRun; }
  // Where it works, before that becomes a result.
  std::filesystem::path first_attempt(const std::string& out) const {
    return dir_ / out / "attempts" / kRun / "1";
  }

  static std::unique_ptr<TempDir> shared_;
  static std::filesystem::path pack_;
  TempDir dir_;
};
std::unique_ptr<TempDir> Run::shared_;
std::filesystem::path Run::pack_;

void expect_same_end(const std::filesystem::path& a, const std::filesystem::path& b) {
  const auto left = farm::read_run_result(a / "result.json"),
             right = farm::read_run_result(b / "result.json");
  ASSERT_EQ(left.metrics.size(), right.metrics.size());
  for (const auto& [name, value] : left.metrics) {
    const double other = right.metrics.at(name);
    EXPECT_TRUE(value == other || (std::isnan(value) && std::isnan(other)))
        << name << ": " << value << ", " << other;
  }
  EXPECT_EQ(read_file(a / "best.pt"), read_file(b / "best.pt"));
  EXPECT_EQ(read_file(a / "history.csv"), read_file(b / "history.csv"));
}

TEST_F(Run, CheckNodeSaysWhatANodeOffers) {
  const auto ended = testing::run({program("sonosweep-run"), "--check-node"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  for (const char* key : {"host", "version", "git", "binary", "torch", "libraries", "cores", "blas_gflops",
                          "blas_slow", "gpus"})
    EXPECT_THAT("\n" + ended.out, HasSubstr("\n" + std::string(key) + "="));
  EXPECT_THAT(ended.out, HasSubstr("libtorch"));
  EXPECT_THAT(ended.out, ::testing::ContainsRegex("\nbinary=[0-9a-f]{64}\n"));
  EXPECT_THAT(ended.out, ::testing::ContainsRegex("\ncores=[1-9]"));
}

TEST_F(Run, writes_what_the_results_folder_promises) {
  const auto ended = testing::run(command("results"));
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const auto result = farm::read_run_result(folder("results") / "result.json");
  EXPECT_TRUE(result.done);
  EXPECT_EQ(result.run_id, "segmentation/t060");
  for (const char* name : {"iou", "weighted_ce", "ce_unthresholded", "trimap", "truth_iou", "val_iou",
                           "val_ce_unthresholded", "val_loss", "dice", "ece"})
    EXPECT_EQ(result.metrics.count(name), 1U) << name;
  for (const char* key : {"n", "config", "seed", "wall_s", "cpu_s", "peak_memory_bytes", "device", "versions",
                          "data", "study", "program", "host", "cpu", "libraries", "files"})
    EXPECT_TRUE(result.details.contains(key)) << key;
  for (const char* file : {"history.csv", "best.pt"})
    EXPECT_TRUE(std::filesystem::exists(folder("results") / file)) << file;
  for (const char* file : {"last.pt", "previous.pt"})
    EXPECT_FALSE(std::filesystem::exists(folder("results") / file)) << file;
  EXPECT_EQ(result.details.at("files").at("best.pt"), farm::output_of(result));
  EXPECT_EQ(ended.out, "");

  // Done is done: a second start changes no byte.
  const auto before = read_file(folder("results") / "result.json");
  const auto again = testing::run(command("results"));
  EXPECT_EQ(again.exit_code, 0);
  EXPECT_THAT(again.err, HasSubstr("done already"));
  EXPECT_EQ(read_file(folder("results") / "result.json"), before);
}

TEST_F(Run, killed_again_and_again_ends_with_the_same_bytes) {
  ASSERT_EQ(testing::run(command("quiet")).exit_code, 0);
  // While checkpoints and histories are being written.
  int kills = 0, number = 0;
  for (const char* watched : {"history.csv", "last.pt", "history.csv", "next.pt.part"})
    kills += testing::kill_when_touched(command("killed"), dir_ / "killed", kRun, ++number, watched) ? 1 : 0;
  EXPECT_GE(kills, 3);
  const auto ended = testing::run(command("killed"));
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  expect_same_end(folder("quiet"), folder("killed"));
}

TEST_F(Run, asked_to_stop_it_checkpoints_and_says_so) {
  const pid_t pid = testing::start(command("stopped"), dir_ / "log");
  ASSERT_TRUE(
      testing::eventually([&] { return std::filesystem::exists(first_attempt("stopped") / "history.csv"); }));
  kill(pid, SIGTERM);
  EXPECT_EQ(testing::wait_for(pid).exit_code, 75) << read_file(dir_ / "log");
  EXPECT_TRUE(std::filesystem::exists(first_attempt("stopped") / "last.pt"));
  EXPECT_FALSE(std::filesystem::exists(first_attempt("stopped") / "result.json"));
  EXPECT_FALSE(std::filesystem::exists(folder("stopped")));
  EXPECT_EQ(testing::run(command("stopped")).exit_code, 0);
}

TEST_F(Run, checkpoint_cut_short_uses_the_one_before_and_says_so) {
  const pid_t pid = testing::start(command("cut"), dir_ / "log");
  ASSERT_TRUE(
      testing::eventually([&] { return std::filesystem::exists(first_attempt("cut") / "previous.pt"); }));
  kill(pid, SIGKILL);
  testing::wait_for(pid);
  std::filesystem::remove(first_attempt("cut") / "next.pt");
  const auto last = first_attempt("cut") / "last.pt";
  write_file_atomically(last, std::filesystem::exists(last) ? read_file(last).substr(0, 5000) : "cut");
  const auto ended = testing::run(command("cut"));
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.err, HasSubstr("last.pt: cut short or damaged"));
  EXPECT_THAT(ended.err, HasSubstr("previous.pt"));
}

TEST_F(Run, refusals_have_their_exit_codes) {
  const auto expect = [&](const std::vector<std::string>& words, int code, const std::string& said) {
    const auto ended = testing::run(words);
    EXPECT_EQ(ended.exit_code, code) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(said));
  };
  expect({program("sonosweep-run"), "--dta", "x"}, 2, "did you mean 'data'?");
  expect({program("sonosweep-run"), "--data", "x"}, 2, "missing --study");
  expect(command("r", "segmentation/t050"), 2, "'segmentation/t050' is not in the study; did you mean");
  write_study("[study]\nthresholds = 101\n");
  expect(command("r"), 2, "0..100");
  write_study("[study]\ntest_patients = 100\n");
  expect(command("r"), 2, "test_patients = 100");
  write_study("[segmentation]\nepoch = 3\n");
  expect(command("r"), 2, "did you mean 'epochs'?");
  write_study(std::string(kStudy) + "dropout = 0.2\n");
  auto words = command("r");
  words[2] = (dir_ / "none.h5").string();
  expect(words, 3, "none.h5");
  write_file_atomically(dir_ / "cut.h5", read_file(pack_).substr(0, 20'000));
  words[2] = (dir_ / "cut.h5").string();
  expect(words, 3, "cut.h5");
  EXPECT_FALSE(std::filesystem::exists(dir_ / "r"));  // nothing was begun

  write_study(std::string(kStudy));
  write_file_atomically(dir_ / "file", "x");
  expect(command("file/r"), 2, "is a file, and results are a folder");
  write_study(std::string(kStudy) + "dropout = 0.1\n");
  ASSERT_EQ(testing::run(command("mine")).exit_code, 0);
  write_study(std::string(kStudy) + "dropout = 0.3\n");
  expect(command("mine"), 2, "segmentation.dropout is 0.1 there and 0.3 here");
}

TEST(Launch, prints_every_key_of_a_study_file) {
  const auto ended = testing::run({program("sonosweep-launch"), "--help-study"});
  EXPECT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_THAT(ended.out, HasSubstr("[segmentation]"));
  EXPECT_THAT(ended.out, HasSubstr("thresholds = 0,20,40,50,60,80,100"));
}

// Each run of a sweep is trained as the study that has nothing but its values would train it.
TEST_F(Run, OfASweepIsTheTrainingOfItsOwnValues) {
  const std::string few =
      "[study]\nthresholds = 60\ntest_patients = 2\nvalidation_patients = 2\nfolds = 2\ntasks = "
      "segmentation\n"
      "[segmentation]\nepochs = 1\nbatch = 4\nlr = 1e-3\n";
  write_study(few + "weighting = paper, fixed:0.9\nencoder = resnet18, resnet34\n");
  const auto result_of = [&](const std::string& out, const std::string& id) {
    const auto ended = testing::run(command(out, id));
    EXPECT_EQ(ended.exit_code, 0) << ended.err;
    return farm::read_run_result(dir_ / out / "runs" / id / "result.json");
  };
  const auto paper = result_of("sweep", "segmentation/t060/paper/resnet18"),
             fixed = result_of("sweep", "segmentation/t060/fixed0.9/resnet18");
  EXPECT_EQ(fixed.details.at("weighting"), "fixed:0.9");
  EXPECT_EQ(fixed.details.at("encoder"), "resnet18");
  EXPECT_NE(fixed.metrics.at("ce_unthresholded"), paper.metrics.at("ce_unthresholded"));
  write_study(few + "weighting = fixed:0.9\nencoder = resnet18\n");
  const auto alone = result_of("alone", "segmentation/t060");
  for (const auto& [name, value] : alone.metrics) {
    if (std::isnan(value)) continue;
    EXPECT_EQ(fixed.metrics.at(name), value) << name;
  }
}

}  // namespace
}  // namespace sonosweep
