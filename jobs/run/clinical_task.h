// What the three clinical tasks have in common, as their jobs see it.
#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "jobs/run/run_context.h"
#include "study/split.h"
#include "tasks/prediction_spread.h"
#include "tasks/predictions.h"
#include "train/clip_source.h"
#include "train/video_training.h"

namespace sonosweep::jobs {

struct TaskRun {
  const RunContext& context;  // the run performed: of the task, or a learning-rate run that stands for one
  const study::Sides& sides;  // patients; a learning-rate run tests nobody
  train::ClipSource& clips;
  train::VideoTraining training;
  std::optional<std::filesystem::path> start;  // weights a readmission run starts from

  bool is_lr_choice() const { return context.spec.kind == study::RunKind::kLrChoice; }
};

// Test and validation metrics have the tables' names.
struct TaskReport {
  train::LoopOutcome loop;
  tasks::Metrics test, validation, baseline;
  tasks::NetworkSpread spread;              // of the predictions; a learning-rate run has no test samples
  nlohmann::ordered_json counts, patients;  // {"train": .., "validation": .., "test": ..}
  std::vector<std::string> left_out;        // videos, patients, views: one line each
  std::optional<double> passes_per_pair;
  nlohmann::ordered_json
      test_videos;  // of S/F change, where predictions of 0.1.0 do not say: {video: patient}
};

// Each chooses its samples, trains, and writes predictions.csv of the test set (not of a learning-rate run).
TaskReport run_sf_change(const TaskRun& run);
TaskReport run_sf_ratio(const TaskRun& run);
TaskReport run_readmission(const TaskRun& run);

// Says that a side is empty, and what follows: `what` is "pair of videos of one patient and zone", ..
void say_empty_sides(const TaskRun& run, const std::string& what, std::size_t validation, std::size_t test);

// Says at the end of a run that its network gives everybody the same answer, or that this cannot be told.
void say_constant(const TaskRun& run, const tasks::NetworkSpread& spread);

template <typename T>
void append(std::vector<T>& all, const std::vector<T>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace sonosweep::jobs
