#include "analysis/report_results.h"

#include <fmt/format.h>

#include "analysis/made_up_results.h"
#include "core/atomic_file.h"
#include "data/mask_cache.h"
#include "data/pack_reader.h"
#include "data/pack_writer.h"
#include "farm/status/journal_record.h"
#include "study/grid.h"
#include "study/study_file.h"
#include "sweep/study_folder.h"
#include "tasks/predictions.h"

namespace sonosweep::analysis::testing {
namespace {

constexpr int kSide = 8, kClasses = 2;
constexpr std::size_t kPixels = kSide * kSide;

// Class 0 in the left half with full confidence, class 1 in the lower rows with half of it.
std::vector<std::uint16_t> confidence() {
  std::vector<std::uint16_t> map(kClasses * kPixels, 0);
  for (std::size_t i = 0; i < kPixels; ++i) {
    if (i % kSide < kSide / 2) map[i] = 10000;
    if (i / kSide >= 5) map[kPixels + i] = 5000;
  }
  return map;
}

std::string write_pack(const std::filesystem::path& path, const std::vector<std::string>& classes) {
  data::PackWriter writer(path, kSide, kSide, kClasses);
  std::vector<std::uint8_t> frames(2 * kPixels);
  for (std::size_t i = 0; i < frames.size(); ++i) frames[i] = static_cast<std::uint8_t>(2 * i % 251);
  writer.append_frames(frames.data(), 2);
  data::Video video;
  video.id = "v1";
  video.patient = "p1";
  writer.end_video(video);
  writer.add_annotation({0, 0, "Anna"}, confidence().data(), nullptr);
  data::PackIndex index;
  index.name = "phantom";
  index.classes = classes;
  index.patients = {{"p1", -1}};
  writer.finish(index);
  return data::PackReader(path).index().checksum;
}

void write_masks(const std::filesystem::path& path, const std::string& checksum,
                 const std::vector<std::string>& classes) {
  data::MaskCacheInfo info;
  info.data_checksum = checksum;
  info.segmenter = "s";
  info.classes = classes;
  info.num_frames = 2;
  info.height = info.width = kSide;
  data::MaskCacheWriter writer(path, info);
  std::vector<std::uint8_t> masks;
  for (int frame = 0; frame < 2; ++frame)
    for (const auto value : confidence()) masks.push_back(value > 0 ? 1 : 0);
  writer.append(masks.data(), 2);
  writer.finish();
}

void write_files(const sweep::StudyFolder& folder, const study::RunSpec& run, double shift) {
  const auto home = folder.run(run.id());
  std::string log;
  for (int line = 1; line <= 60; ++line) log += fmt::format("line {} of {}\n", line, kWickedName);
  write_file_atomically(home / "log.txt", log);
  if (run.kind == study::RunKind::kCache) return;
  std::string history = "epoch,lr,train_loss,val_loss,val_iou\n";
  for (int epoch = 1; epoch <= 12; ++epoch)
    history +=
        fmt::format("{},0.001,{},{},{}\n", epoch, 1.0 / epoch + shift, 1.2 / epoch + shift, 1 - 1.0 / epoch);
  write_file_atomically(home / "history.csv", history);
  const auto predictions = folder.predictions_file(run.id());
  using Change = std::vector<tasks::SfChangePrediction>;
  using Ratio = std::vector<tasks::SfRatioPrediction>;
  using Readmission = std::vector<tasks::ReadmissionPrediction>;
  if (run.kind == study::RunKind::kSfChange)
    tasks::write_predictions(predictions, Change{{"a", "b", tasks::SfChange::kSame, {0, 1 + shift, 0}},
                                                 {"a", "c", tasks::SfChange::kIncrease, {0, 1, 0.5}}});
  if (run.kind == study::RunKind::kSfRatio)
    tasks::write_predictions(predictions,
                             Ratio{{"v1", "p1", 0, "R1", 0.5, 0.6 + shift}, {"v2", "p2", 0, "R1", 0.8, 0.7}});
  if (run.kind == study::RunKind::kReadmission)
    tasks::write_predictions(predictions, Readmission{{"p1", "R1", 1, 0, shift}, {"p2", "R1", 0, 1, 0}});
}

}  // namespace

void write_report_results(const sweep::StudyFolder& folder, const std::filesystem::path& pack,
                          const std::string& name, std::size_t runs_done) {
  auto study = clinical_study();
  study.name = name;
  sweep::StudyRecord record;
  record.study = study::study_to_json(study);
  record.data_name = name;
  record.classes = {"pleura", name};
  record.data_checksum = write_pack(pack, record.classes);
  record.has_truth = false;
  record.splits = {made_up_split()};
  folder.open(record);
  std::int64_t now = 1777864000000;
  std::string journal = farm::to_line({now, {"launch", "", 0, -1, "", {{"host", "node7"}}}});
  std::size_t done = 0;
  for (const auto& run : study::all_runs(study)) {
    const auto id = run.id();
    if (done == runs_done) {
      write_failed(folder, id, std::string("killed by ") + kWickedName);
      break;
    }
    const double shift = 0.01 * static_cast<double>(done % 7);
    write_done(folder, id,
               {{"iou", 0.5 + shift},
                {"weighted_ce", 0.25},
                {"ce_unthresholded", 0.3 - shift},
                {"trimap", 0.125},
                {"iou_class/pleura", 0.5 + shift},
                {"iou_class/" + name, 0.25},
                {"val_iou", 0.45 + shift},
                {"accuracy3", 0.5 + shift},
                {"accuracy2", 0.7},
                {"rmse_max", 0.2 - shift},
                {"rmse_average", 0.15},
                {"rmse_median", 0.15},
                {"accuracy", 0.5 + shift},
                {"recall", 0.5},
                {"precision", 0.5 - shift},
                {"baseline_accuracy3", 0.4},
                {"baseline_accuracy2", 0.6},
                {"baseline_rmse_max", 0.25},
                {"baseline_rmse_average", 0.2},
                {"baseline_rmse_median", 0.2},
                {"baseline_accuracy", 0.5},
                {"baseline_recall", 0},
                {"baseline_precision", 0}},
               {{"wall_s", 10 + shift}, {"host", "node7"}, {"device", "cpu"}});
    write_files(folder, run, shift);
    if (run.kind == study::RunKind::kCache)
      write_masks(folder.masks_file(id), record.data_checksum, record.classes);
    const int worker = static_cast<int>(done % 2);
    journal += farm::to_line({now, {"started", id, 1, worker}});
    journal += farm::to_line({now + 10000, {"done", id, 1, worker, "", {{"wall_s", "10"}}}});
    now += worker == 1 ? 10000 : 1;
    ++done;
  }
  write_file_atomically(folder.journal_file(), journal);
}

}  // namespace sonosweep::analysis::testing
