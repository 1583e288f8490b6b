// The runs of a study and what each of them needs. Order: by kind (segmentation, cache, learning-rate choice,
// S/F change, S/F ratio, readmission), within it thresholds as the study lists them, then segmenters
// (choice_grid.h), seeds, rotations, folds; a task's controls behind its thresholds. The one segmenter of a
// threshold is always trained, table 1 is its; fold segmenters stand behind it. Caches are there only where a
// clinical task reads them.
#pragma once

#include <string>
#include <vector>

#include "study/run_spec.h"
#include "study/study.h"

namespace sonosweep::study {

std::vector<RunSpec> all_runs(const Study& study);

// The run with this id. Throws UsageError naming the nearest one.
RunSpec find_run(const Study& study, const std::string& run_id);

// Ids of the runs that must be done before: segmentation -> cache -> sf_change -> readmission (same
// threshold, segmenter, seed, rotation, fold; readmission only where it starts from sf_change), cache ->
// sf_ratio. With fold segmenters a task needs its fold's cache, with crossfit all folds' caches. Controls
// need no cache. `lr = auto`: every run of the task needs the lr_choice runs of its rotation; those use the
// study's threshold 0 (or its first, where it has no 0), first segmenter and seed, fold 0, and need what that
// run of the task would need.
std::vector<std::string> needs_of(const Study& study, const RunSpec& run);

// The cache runs a clinical run reads masks from: [fold] -> id where the study has fold segmenters (with
// crossfit all folds, else the run's own, the others empty), one id otherwise; empty for controls.
std::vector<std::string> caches_of(const Study& study, const RunSpec& run);
// The segmenter of a cache run.
std::string segmenter_of(const Study& study, const RunSpec& cache);
// The S/F-change run whose weights a readmission run starts from; "" if none.
std::string start_of(const Study& study, const RunSpec& readmission);
// The learning-rate runs of a task, in the order of its candidates; empty where the rate is fixed. Each
// rotation chooses its own (`rotation` as runs carry it), so that no rate is chosen on patients that test.
// Throws Error if the rotation is not one of the study's.
std::vector<RunSpec> lr_choices_of(const Study& study, RunKind task, int rotation = -1);
// The run of the task that a learning-rate run stands for (threshold 0, fold 0), whose samples and needs it
// shares.
RunSpec stand_in_of(const Study& study, const RunSpec& lr_choice);

// Whether the weights of a run that is done stay: those that another run, or whoever applies a segmenter,
// reads, and all where the study keeps all.
bool keeps_weights(const Study& study, const RunSpec& run);

// Rows the run's history.csv will have; 0 for caches.
int epochs_of(const Study& study, const RunSpec& run);

// The section of a clinical task. Throws Error for another kind.
const TaskConfig& task_config(const Study& study, RunKind task);

}  // namespace sonosweep::study
