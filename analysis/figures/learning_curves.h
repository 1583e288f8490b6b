// Losses over the epochs.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "analysis/figures/study_figures.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {

struct HistoryRow {
  int epoch = 0;
  // NaN where the file says nothing.
  double lr = 0, train_loss = 0, val_loss = 0, val_iou = 0;
};

// history.csv of a run: none where there is no file or it cannot be read (a row cut short ends it).
std::vector<HistoryRow> read_history(const std::filesystem::path& path);

// Where the newest files of a run lie: its own folder, or that of its last attempt.
std::filesystem::path newest_folder(const sweep::StudyFolder& folder, const std::string& run_id);

// Mean over the runs of each threshold, of shown_segmenter(). Throws Error where no run has a history
// yet.
Figure learning_curves_figure(const FigureInput& input, study::RunKind kind, const std::string& title);

}  // namespace sonosweep::analysis
