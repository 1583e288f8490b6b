// How long the tables of 100,000 results take, and how much memory: at most 5 s and 500 MB on two cores.
// Prints, does not judge.
//   cmake -S . -B build/benchmarks -DCMAKE_BUILD_TYPE=Release -DSONOSWEEP_BENCHMARKS=ON
//   cmake --build build/benchmarks --target tables_benchmark
//   build/benchmarks/benchmarks/tables_benchmark FOLDER [RESULTS [predictions]]
// FOLDER gets (once) a made-up results folder of at least so many results like those that the jobs leave,
// with `predictions` also the files that the comparisons read. Twice, to see the file system's cache.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>

#include "analysis/all_tables.h"
#include "analysis/read/one_study.h"
#include "analysis/read/study_results.h"
#include "analysis/render/table_files.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "core/rng.h"
#include "core/sha256.h"
#include "farm/results/circumstances.h"
#include "farm/results/run_result.h"
#include "study/grid.h"
#include "study/study_file.h"
#include "sweep/run_details.h"
#include "sweep/study_folder.h"
#include "tasks/predictions.h"

namespace {

using namespace sonosweep;
using Json = nlohmann::ordered_json;

constexpr int kPatients = 12;

double seconds_since(std::chrono::steady_clock::time_point begin) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

sweep::StudyRecord record_of(std::size_t results) {
  study::Study study;
  const auto per_seed = study::all_runs(study).size();
  study.seeds.clear();
  for (std::uint64_t seed = 1; study.seeds.size() * per_seed < results; ++seed) study.seeds.push_back(seed);
  sweep::StudyRecord record;
  record.study = study::study_to_json(study);
  record.data_name = "made up";
  record.data_checksum = std::string(64, 'a');
  record.classes = {"sharp_pleura", "fuzzy_pleura", "fascia_band", "a_line", "sub_a_line", "vertical_line"};
  record.has_truth = true;
  study::Split split;
  for (int i = 0; i < kPatients; ++i) split.test.push_back("P" + std::to_string(i));
  split.folds.resize(static_cast<std::size_t>(study.folds), {"P99"});
  record.splits = {split};
  return record;
}

std::map<std::string, double> metrics_of(study::RunKind kind, const sweep::StudyRecord& record, Rng& rng) {
  std::map<std::string, double> metrics;
  std::vector<std::string> names;
  if (kind == study::RunKind::kSegmentation) {
    names = {"iou",       "weighted_ce", "ce_unthresholded", "trimap",      "truth_iou", "dice",
             "soft_dice", "ece",         "iou_micro",        "boundary_f1", "hd95"};
    for (const auto& name : record.classes)
      names.insert(names.end(), {"iou_class/" + name, "truth_iou_class/" + name});
  } else if (kind == study::RunKind::kSfChange) {
    names = {"accuracy3", "accuracy2"};
  } else if (kind == study::RunKind::kSfRatio) {
    names = {"rmse_max", "rmse_average", "rmse_median"};
  } else if (kind == study::RunKind::kReadmission) {
    names = {"accuracy", "recall", "precision"};
  }
  for (const auto& name : names)
    for (const char* prefix : {"", "val_", "baseline_"}) metrics[prefix + name] = rng.uniform();
  return metrics;
}

// The text of a predictions.csv.
std::string predictions_of(const std::filesystem::path& scratch, study::RunKind kind, Rng& rng) {
  std::vector<tasks::SfChangePrediction> changes;
  std::vector<tasks::SfRatioPrediction> ratios;
  std::vector<tasks::ReadmissionPrediction> outcomes;
  for (int i = 0; i < kPatients; ++i)
    for (const char* view : {"R1", "R2", "R3", "L1", "L2", "L3"}) {
      const auto patient = "P" + std::to_string(i), video = patient + view;
      changes.push_back(
          {video, video + "b", static_cast<tasks::SfChange>(rng.below(3)), {rng.normal(), 0, 0}});
      ratios.push_back({video, patient, 0, view, 0.5, rng.uniform()});
      outcomes.push_back({patient, view, i % 2, rng.normal(), rng.normal()});
    }
  if (kind == study::RunKind::kSfChange) tasks::write_predictions(scratch, changes);
  if (kind == study::RunKind::kSfRatio) tasks::write_predictions(scratch, ratios);
  if (kind == study::RunKind::kReadmission) tasks::write_predictions(scratch, outcomes);
  return read_file(scratch);
}

// A hundred of each task, of which every run takes one: the files are synced as they are written.
class Predictions {
 public:
  Predictions(const std::filesystem::path& scratch, Rng& rng) : rng_(rng) {
    for (const auto kind :
         {study::RunKind::kSfChange, study::RunKind::kSfRatio, study::RunKind::kReadmission})
      for (int i = 0; i < 100; ++i) texts_[kind].push_back(predictions_of(scratch, kind, rng));
    std::filesystem::remove(scratch);
  }
  const std::string& of(study::RunKind kind) { return texts_.at(kind)[rng_.below(100)]; }

 private:
  Rng& rng_;
  std::map<study::RunKind, std::vector<std::string>> texts_;
};

// Plain writes: a hundred thousand fsyncs would be the whole time.
void write_plainly(const std::filesystem::path& path, const std::string& text) {
  FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr || std::fwrite(text.data(), 1, text.size(), file) != text.size() ||
      std::fclose(file) != 0)
    throw Error(path.string() + ": cannot write");
}

std::size_t make_results(const sweep::StudyFolder& folder, std::size_t results, bool predictions) {
  const auto record = record_of(results);
  const auto study = study::study_from_json(record.study, "benchmark");
  const auto runs = study::all_runs(study);
  if (std::filesystem::exists(folder.study_file())) return runs.size();
  Rng rng(1);
  create_folders(folder.root());
  Predictions texts(folder.root() / "scratch.csv", rng);
  auto config = record.study;
  config["study"]["seeds"] = {1};  // the jobs' studies have few seeds; here they only make many runs
  const auto digest = sweep::study_digest(record.study);
  for (const auto& run : runs) {
    const auto id = run.id();
    create_folders(folder.run(id));
    Json json = {
        {"run_id", id}, {"status", "done"}, {"attempts", 1}, {"metrics", metrics_of(run.kind, record, rng)}};
    json["device"] = "cpu";
    json["wall_s"] = rng.uniform(1, 100);
    json["peak_memory_bytes"] = 1e9;
    for (const char* side : {"train", "validation", "test"}) {
      json["counts"][side] = {{"decrease", 8}, {"same", 2}, {"increase", 6}};
      json["patients"][side] = kPatients;
    }
    json["left_out"] = Json::array();
    json["best_epoch"] = rng.below(40);
    json["continued_after_epoch"] = 0;
    json["seed"] = run.seed;
    json["output"] = std::string(64, 'b');
    for (const auto& need : study::needs_of(study, run)) json["inputs"][need] = std::string(64, 'b');
    json["config"] = config;
    json["study"] = digest;
    json["data"] = {{"name", record.data_name}, {"checksum", record.data_checksum}};
    json["versions"] = {
        {"sonosweep", "0.1.0"}, {"git_describe", "v0"}, {"compiler", "GNU"}, {"libtorch", "1.13"}};
    json["program"] = {{"version", "0.1.0"}, {"git_describe", "v0"}, {"binary", std::string(64, 'c')}};
    json["host"] = "node" + std::to_string(rng.below(16));
    json["cpu"] = "A CPU of many cores";
    json["cpu_s"] = rng.uniform(1, 100);
    json["libraries"] = {"libtorch_cpu.so.1.13", "libopenblas.so.0", "libhdf5.so.103", "libm.so.6",
                         "libgomp.so.1"};
    json["files"] = {{"best.pt", std::string(64, 'b')}, {"history.csv", std::string(64, 'd')}};
    const bool has_predictions =
        predictions && study::is_clinical(run.kind) && run.input == study::VideoInput::kMasks;
    const std::string rows = has_predictions ? texts.of(run.kind) : "";
    if (has_predictions) json["files"]["predictions.csv"] = sha256_hex(rows);  // whoever reads them asks
    if (run.kind == study::RunKind::kSegmentation)
      for (int i = 0; i < kPatients; ++i)
        for (const char* metric : {"iou", "weighted_ce", "ce_unthresholded", "trimap", "truth_iou", "dice",
                                   "soft_dice", "ece", "iou_micro", "boundary_f1", "hd95"})
          json[sweep::kTestScores]["P" + std::to_string(i)][metric] = rng.uniform();
    if (run.kind == study::RunKind::kSfChange)
      for (int i = 0; i < kPatients; ++i)
        for (const char* view : {"R1", "R2", "R3", "L1", "L2", "L3"})
          json["test_videos"]["P" + std::to_string(i) + view] = "P" + std::to_string(i);
    write_plainly(folder.result_file(id), json.dump(2) + "\n");
    if (has_predictions) write_plainly(folder.predictions_file(id), rows);
  }
  folder.open(record);
  return runs.size();
}

void tabulate(const sweep::StudyFolder& folder) {
  const auto begin = std::chrono::steady_clock::now();
  const auto results = analysis::read_study_results(folder);
  const double read = seconds_since(begin);
  analysis::refuse_mixed_studies(results);
  const auto tables = analysis::all_tables(results);
  analysis::write_tables(folder.tables(), tables);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto cpu = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
  };
  std::cout << results.runs().size() << " results: read in " << read << " s, tables of them written after "
            << seconds_since(begin) << " s in all (" << cpu(usage.ru_utime) + cpu(usage.ru_stime)
            << " s of CPU), peak " << usage.ru_maxrss / 1000 << " MB\n";
}

int run(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: tables_benchmark FOLDER [RESULTS [predictions]]\n";
    return kExitUsage;
  }
  const sweep::StudyFolder folder(argv[1]);
  const auto results = argc > 2 ? std::strtoul(argv[2], nullptr, 10) : 100000UL;
  make_results(folder, results, argc > 3);
  for (int time = 0; time < 2; ++time) {
    std::cout.flush();
    const pid_t child = fork();  // of its own, so that the peak is that of the tables
    if (child == 0) {
      tabulate(folder);
      std::cout.flush();
      _exit(0);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child || status != 0) return kExitFailed;
  }
  return kExitDone;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "tables_benchmark: " << error.what() << '\n';
    return sonosweep::kExitFailed;
  }
}
