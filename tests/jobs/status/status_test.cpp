#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/atomic_file.h"
#include "core/build_info.h"
#include "core/error.h"
#include "core/file_lock.h"
#include "farm/results/run_result.h"
#include "farm/status/journal_record.h"
#include "farm/status/study_status.h"
#include "jobs/programs.h"
#include "jobs/status/status_json.h"
#include "jobs/status/status_text.h"
#include "process_helpers.h"
#include "study/study_file.h"
#include "sweep/look_at_study.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::jobs {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Json = nlohmann::json;

constexpr std::int64_t kNow = 1'000'000'000'000;  // 2001-09-09T01:46:40Z

// segmentation/t060 -> cache/t060 -> sf_ratio/t060/fold0 and fold1; sf_ratio/grayscale/fold0 and fold1.
const char* const kStudy =
    "[study]\nname = small\nthresholds = 60\ntasks = segmentation, sf_ratio\ncontrols = grayscale\nfolds = "
    "2\n"
    "device = cpu\n[segmentation]\nepochs = 10\n[sf_ratio]\nepochs = 4\n";

// A results folder made by hand.
class Status : public ::testing::Test {
 protected:
  Status() {
    sweep::StudyRecord record;
    record.study = study::study_to_json(study::parse_study(kStudy, "s.ini"));
    record.data_name = "data";
    record.splits.emplace_back();
    folder_.open(record);
  }
  void tell(double ago_s, const farm::JournalEntry& entry) {
    journal_ += farm::to_line({kNow - static_cast<std::int64_t>(ago_s * 1000), entry});
    write_file_atomically(folder_.journal_file(), journal_);
  }
  void launch_and_run() {
    tell(7500, {"launch",
                "",
                0,
                -1,
                "",
                {{"version", "0.1.0"},
                 {"host", "node7"},
                 {"pid", "123"},
                 {"ranks", "1"},
                 {"slots", "2"},
                 {"deadline", "1000000060"},
                 {"slurm_job", "99"}}});
    tell(7400, {"start", "sf_ratio/grayscale/fold0", 1, 0, "", {{"host", "node7"}, {"gpu", "0"}}});
    tell(7400, {"started", "sf_ratio/grayscale/fold0", 1, 0});
    tell(723, {"start", "segmentation/t060", 2, 0, "", {{"host", "node7"}}});
    tell(723, {"started", "segmentation/t060", 2, 0});
    tell(700, {"done", "sf_ratio/grayscale/fold0", 1, 0});
    write(dir_ / "attempts" / "segmentation" / "t060" / "2" / "history.csv", "epoch\n0\n1\n2\n3\n4\n");
    result("sf_ratio/grayscale/fold0", true, {{"wall_s", 40}});
  }
  void write(const std::filesystem::path& path, const std::string& text) {
    create_folders(path.parent_path());
    write_file_atomically(path, text);
  }
  void result(const std::string& run, bool done, const nlohmann::ordered_json& details,
              const std::string& cause = "", int attempts = 1) {
    farm::RunResult made;
    made.run_id = run;
    made.done = done;
    made.cause = cause;
    made.attempts = attempts;
    made.details = details;
    create_folders(folder_.run(run));
    write_run_result(folder_.result_file(run), made);
    write(folder_.log_file(run), "");
  }
  farm::StudyStatus look() const { return sweep::look_at_study(folder_, kNow); }
  std::string text() const { return status_text(look(), "R"); }
  Json json() const { return Json::parse(status_json(look(), "R", 2)); }

  const testing::TempDir dir_;
  const sweep::StudyFolder folder_{dir_.path()};
  std::string journal_;
};

TEST_F(Status, ShowsWhatRuns) {
  launch_and_run();
  // 40 s for 4 epochs, so 10 s an epoch: 5 of 10 are left of the segmenter, then 10 s for its masks, then
  // both folds of 40 s side by side.
  EXPECT_EQ(text(),
            "results:  R\n"
            "at:       2001-09-09T01:46:40.000Z by this machine's clock; ages are counted from the journal's "
            "times\n"
            "launch:   running for 2 h 05 min on node7 (process 123, 1 rank, 2 slots, Slurm job 99); 1 min "
            "00 s left "
            "to its deadline\n"
            "runs:     1 of 6 done, 1 running, 0 failed, 0 blocked, 4 waiting\n"
            "waiting:  cache 1, sf_ratio 3\n"
            "ETA:      1 min 40 s, later than the deadline\n"
            "\n"
            "running            attempt  host   gpu  since        epoch  ETA\n"
            "segmentation/t060  2        node7  -    12 min 03 s  5/10   50 s\n");
}

TEST_F(Status, SaysWhatTheFolderTakes) {
  auto status = look();
  EXPECT_EQ(Json::parse(status_json(status, "R", 2)).at("disk"), Json());
  status.disk = farm::DiskUse{1'610'000'000, 0, 46'800'000, 900, 12'000'000'000};
  EXPECT_THAT(
      status_text(status, "R"),
      HasSubstr("disk:     1.7 GB (weights 1.6 GB, masks 46.8 MB, other files 900 B); 12.0 GB free\n"));
  EXPECT_EQ(Json::parse(status_json(status, "R", 2)).at("disk"),
            Json::parse(R"({"bytes": 1656800900, "weights": 1610000000, "checkpoints": 0, "masks": 46800000,
                            "other": 900, "free": 12000000000, "unreadable": 0})"));
  status.disk = farm::DiskUse{};
  EXPECT_THAT(status_text(status, "R"), HasSubstr("disk:     0 B\n"));
  status.disk->unreadable = 1;
  EXPECT_THAT(status_text(status, "R"),
              HasSubstr("disk:     0 B; 1 folder cannot be read and is not counted\n"));
}

TEST_F(Status, ShowsJobsAndNodesOfAllThatTakePart) {
  launch_and_run();
  const auto join = [&](int worker, const std::string& host, const std::string& job,
                        const std::string& launch, const std::string& deadline) {
    farm::JournalEntry entry{"worker", "", 0, worker, "", {{"host", host}, {"slots", "2"}, {"gpus", "1"}}};
    if (!launch.empty()) entry.fields.emplace_back("launch", launch);
    if (!job.empty()) entry.fields.emplace_back("slurm_job", job);
    if (!deadline.empty()) entry.fields.emplace_back("deadline", deadline);
    tell(600, entry);
  };
  join(1, "node7", "", "", "");
  join(2, "node9", "101", "node8-5-b", "1000000150");
  join(3, "node8", "101", "node8-5-b", "1000000150");
  join(4, "node6", "", "node6-3-a", "");
  join(5, "node5", "102", "node5-9-c", "");
  tell(590, {"left", "", 0, 5, "time limit"});
  tell(500, {"start", "sf_ratio/grayscale/fold1", 1, 3, "", {{"host", "node8"}}});
  const std::string shown = text();
  EXPECT_THAT(shown,
              HasSubstr("helped:   by node6-3-a (1 rank, 2 slots on node6)\n"
                        "helped:   by Slurm job 101 (2 ranks, 4 slots on node8, node9); 2 min 30 s left to "
                        "its deadline\nruns: "));
  EXPECT_THAT(shown, HasSubstr("\n"
                               "node   job  ranks  slots  gpus  time left   runs\n"
                               "node7  99   1      2      1     1 min 00 s  -\n"
                               "node6  -    1      2      1     -           -\n"
                               "node8  101  1      2      1     2 min 30 s  sf_ratio/grayscale/fold1\n"
                               "node9  101  1      2      1     2 min 30 s  -\n"
                               "\n"));
  const auto nodes = json()["nodes"];
  ASSERT_EQ(nodes.size(), 4U);
  EXPECT_EQ(nodes[0], Json::parse(R"({"host": "node7", "launch": null, "slurm_job": "99", "ranks": 1,
      "slots": 2, "gpus": 1, "runs": [], "time_left_s": 60.0})"));
  EXPECT_EQ(nodes[2], Json::parse(R"({"host": "node8", "launch": "node8-5-b", "slurm_job": "101", "ranks": 1,
      "slots": 2, "gpus": 1, "runs": ["sf_ratio/grayscale/fold1"], "time_left_s": 150.0})"));
}

TEST_F(Status, ShowsWhatFailedAndWhatThatBlocks) {
  const std::string root = dir_.path().string();
  result("segmentation/t060", false, {}, "killed by signal 9 (SIGKILL)", 3);
  result("sf_ratio/grayscale/fold0", true, {});
  write(folder_.result_file("sf_ratio/grayscale/fold1"), "{\"run_id\": ");
  tell(90, {"launch", "", 0, -1, "", {{"host", "node7"}}});
  tell(60, {"end", "", 0, -1, "exit code 1", {{"exit_code", "1"}}});
  EXPECT_EQ(text(),
            "results:  R\n"
            "at:       2001-09-09T01:46:40.000Z by this machine's clock; ages are counted from the journal's "
            "times\n"
            "launch:   ended 1 min 00 s ago with exit code 1\n"
            "runs:     1 of 6 done, 0 running, 1 failed, 3 blocked, 1 waiting\n"
            "waiting:  sf_ratio 1\n"
            "\nfailed:\n"
            "  segmentation/t060: attempt 3: killed by signal 9 (SIGKILL)\n"
            "    log: " +
                root +
                "/runs/segmentation/t060/log.txt\n"
                "\nblocked by what failed:\n"
                "  cache/t060: waits for segmentation/t060\n"
                "  sf_ratio/t060/fold0: waits for segmentation/t060\n"
                "  sf_ratio/t060/fold1: waits for segmentation/t060\n"
                "\nresult.json is damaged or half written, counts as not done:\n"
                "  sf_ratio/grayscale/fold1\n");
}

TEST_F(Status, WithoutAJournalSaysThatItDoesNotKnowWhatRuns) {
  result("segmentation/t060", true, {{"wall_s", 5}});
  EXPECT_THAT(text(),
              HasSubstr("launch:   none known: the journal tells of no launch; what runs is unknown\n"
                        "runs:     1 of 6 done, unknown how many running, 0 failed, 0 blocked, 5 waiting\n"));
  EXPECT_EQ(json()["launch"]["state"], "unknown");
  EXPECT_EQ(json()["counts"]["running"], Json());
  const FileLock lock(folder_.lock_file(), "sonosweep-launch");
  EXPECT_THAT(text(), HasSubstr("launch:   at work (sonosweep-launch on " + host_name()));
}

TEST_F(Status, SaysWhatOfTheJournalIsDamaged) {
  launch_and_run();
  std::string damaged = journal_;
  damaged.insert(0, "old line\n");
  write_file_atomically(folder_.journal_file(), damaged + "#J1 half");
  EXPECT_THAT(text(), HasSubstr("\njournal:  damaged at 1 place (8 bytes); what stood there is not shown\n"));
  EXPECT_EQ(json()["journal"], Json({{"fault", nullptr}, {"damaged_regions", 1}, {"damaged_bytes", 8}}));
  EXPECT_EQ(json()["counts"]["running"], 1);
  std::filesystem::remove(folder_.journal_file());
  create_folders(folder_.journal_file());
  EXPECT_THAT(text(), HasSubstr("journal: is no file\n"));
  EXPECT_THAT(json()["journal"]["fault"], HasSubstr("is no file"));
}

TEST_F(Status, SaysHowALaunchStands) {
  tell(5000, {"launch", "", 0, -1, "", {{"host", "elsewhere"}}});
  EXPECT_THAT(text(), HasSubstr("launch:   no sign of life on elsewhere: the last record is 1 h 23 min old"));
  EXPECT_EQ(json()["launch"]["state"], "silent");
  tell(4000, {"launch", "", 0, -1, "", {{"host", host_name()}}});
  EXPECT_THAT(text(), HasSubstr("launch:   died on " + host_name()));
  EXPECT_EQ(json()["launch"]["state"], "dead");
  tell(3000, {"stop", "", 0, -1, "signal 10 on rank 0"});
  tell(2000, {"end", "", 0, -1, "exit code 75"});
  EXPECT_THAT(text(),
              HasSubstr("launch:   ended 33 min 20 s ago with exit code 75 (stopped early; start it again to "
                        "go on); asked to stop: signal 10 on rank 0\n"));
}

TEST_F(Status, JsonHasEveryKey) {
  launch_and_run();
  const std::string root = dir_.path().string();
  const auto status = json();
  EXPECT_EQ(status["schema"], "sonosweep-status");
  EXPECT_EQ(status["schema_version"], 1);
  EXPECT_EQ(status["now"], "2001-09-09T01:46:40.000Z");
  EXPECT_EQ(status["launch"],
            Json::parse(R"({"state": "running", "begun": "2001-09-08T23:41:40.000Z", "ended": null,
      "exit_code": null, "stop": null, "last_record": "2001-09-09T01:35:00.000Z", "version": "0.1.0", "host": "node7",
      "pid": 123, "ranks": 1, "slots": 2, "slurm_job": "99", "deadline": 1000000060.0, "time_left_s": 60.0,
      "lock": null})"));
  EXPECT_EQ(status["counts"], Json::parse(R"({"total": 6, "done": 1, "running": 1, "failed": 0, "blocked": 0,
      "waiting": 4})"));
  EXPECT_EQ(status["waiting_by_kind"], Json::parse(R"({"cache": 1, "sf_ratio": 3})"));
  EXPECT_EQ(status["eta_s"], 100.0);
  EXPECT_EQ(status["runs"].size(), 6U);
  EXPECT_EQ(status["runs"][0],
            Json::parse(R"({"id": "segmentation/t060", "kind": "segmentation", "state": "running",
      "attempt": 2, "worker": 0, "host": "node7", "gpu": null, "started": true, "running_s": 723.0, "epoch": 5,
      "epochs": 10, "eta_s": 50.0, "wall_s": null, "cause": null, "death": null, "log": ")" +
                        root + R"(/attempts/segmentation/t060/2/log.txt", "waits_for": [],
      "result_damaged": false})"));
  EXPECT_EQ(status["runs"][1], Json::parse(R"({"id": "cache/t060", "kind": "cache", "state": "waiting",
      "attempt": null, "worker": null, "host": null, "gpu": null, "started": null, "running_s": null, "epoch": null,
      "epochs": null, "eta_s": null, "wall_s": null, "cause": null, "death": null, "log": null,
      "waits_for": ["segmentation/t060"], "result_damaged": false})"));
  EXPECT_EQ(status["runs"][4]["wall_s"], 40.0);
}

TEST_F(Status, JsonCopesWithBytesThatAreNoText) {
  tell(9, {"launch"});
  tell(8, {"failed", "cache/t060", 1, 0, "bad \xFF byte"});
  EXPECT_EQ(json()["runs"][1]["cause"], "bad \xEF\xBF\xBD byte");
}

testing::Ended status_of(const std::vector<std::string>& options) {
  std::vector<std::string> command = {testing::program("sonosweep-status")};
  command.insert(command.end(), options.begin(), options.end());
  return testing::run(command);
}

TEST_F(Status, TheProgramShowsText) {
  const auto ended = status_of({dir_.path().string()});
  EXPECT_EQ(ended.exit_code, kExitDone) << ended.err;
  EXPECT_EQ(ended.err, "");
  EXPECT_THAT(ended.out, StartsWith("results:  " + dir_.path().string() + "\n"));
}

TEST_F(Status, TheProgramChangesNothing) {
  launch_and_run();
  write_file_atomically(folder_.journal_file(), "damage\n" + journal_);
  ASSERT_EQ(status_of({dir_.path().string()}).exit_code, kExitDone);
  EXPECT_EQ(read_file(folder_.journal_file()), "damage\n" + journal_);
  EXPECT_FALSE(std::filesystem::exists(folder_.lock_file()));
}

TEST_F(Status, TheProgramShowsJson) {
  const auto ended = status_of({dir_.path().string(), "--json"});
  EXPECT_EQ(ended.exit_code, kExitDone) << ended.err;
  EXPECT_EQ(Json::parse(ended.out)["counts"]["total"], 6);
}

TEST_F(Status, WatchEndsWithTheLaunch) {
  tell(9, {"launch"});
  tell(8, {"end"});
  const auto ended = status_of({dir_.path().string(), "--watch", "--json"});
  EXPECT_EQ(ended.exit_code, kExitDone) << ended.err;
  EXPECT_EQ(std::count(ended.out.begin(), ended.out.end(), '\n'), 1);
}

TEST_F(Status, WatchGoesOnUntilItIsAsked) {
  const auto log = dir_ / "shown";
  write(log, "");
  const pid_t child =
      testing::start({testing::program("sonosweep-status"), dir_.path().string(), "--watch"}, log);
  EXPECT_TRUE(
      testing::eventually([&] { return read_file(log).find("\n----\nresults:") != std::string::npos; }));
  ::kill(child, SIGINT);
  EXPECT_EQ(testing::wait_for(child).exit_code, kExitDone);
  EXPECT_EQ(read_file(log).find('\033'), std::string::npos);
}

TEST_F(Status, RefusalsHaveTheirExitCodes) {
  const testing::TempDir empty;
  auto ended = status_of({empty.path().string()});
  EXPECT_EQ(ended.exit_code, kExitUsage);
  EXPECT_THAT(ended.err,
              HasSubstr("no study.json in it, so it is no results folder; give the folder that was"));
  EXPECT_EQ(status_of({(empty / "none").string()}).exit_code, kExitUsage);
  EXPECT_EQ(status_of({}).exit_code, kExitUsage);
  EXPECT_EQ(status_of({dir_.path().string(), "--wach"}).exit_code, kExitUsage);
  // A loop: what even the superuser cannot read.
  std::filesystem::create_symlink("runs", dir_ / "linked");
  std::filesystem::remove_all(dir_ / "runs");
  std::filesystem::rename(dir_ / "linked", dir_ / "runs");
  ended = status_of({dir_.path().string()});
  EXPECT_EQ(ended.exit_code, kExitFailed);
  EXPECT_EQ(ended.out, "");
  EXPECT_THAT(ended.err, HasSubstr("/runs: cannot be read (Too many levels of symbolic links)"));
  std::filesystem::remove(dir_ / "runs");
  create_folders(empty / "study.json");
  EXPECT_EQ(status_of({empty.path().string()}).exit_code, kExitFailed);
  write_file_atomically(folder_.study_file(), "{");
  EXPECT_EQ(status_of({dir_.path().string()}).exit_code, kExitData);
}

}  // namespace
}  // namespace sonosweep::jobs
