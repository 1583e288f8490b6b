// The figures of made-up studies: whole, partial and empty.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/figures/calibration_figures.h"
#include "analysis/figures/figure_files.h"
#include "analysis/figures/frame_figures.h"
#include "analysis/figures/learning_curves.h"
#include "analysis/figures/png.h"
#include "analysis/figures/schedule_figures.h"
#include "analysis/figures/threshold_figures.h"
#include "analysis/made_up_results.h"
#include "analysis/png_pixels.h"
#include "analysis/report_results.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "sweep/study_folder.h"
#include "tasks/predictions.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST(Reliability, BinsByHand) {
  // Ten bins: 0.72 and 0.78 fall into one, 1.0 into the last.
  const auto bins = reliability({{0.72, true}, {0.78, false}, {1.0, true}}, 10);
  ASSERT_THAT(bins, SizeIs(2));
  EXPECT_DOUBLE_EQ(bins[0].mean_probability, 0.75);
  EXPECT_DOUBLE_EQ(bins[0].share_true, 0.5);
  EXPECT_EQ(bins[0].count, 2U);
  // 2/3 * |0.75 - 0.5| + 1/3 * |1 - 1|
  EXPECT_DOUBLE_EQ(expected_error(bins), 0.5 / 3);
  EXPECT_TRUE(std::isnan(expected_error({})));
}

farm::JournalRecord record(std::int64_t ms, const char* event, const char* run, int attempt, int worker,
                           const char* wall_s = nullptr) {
  farm::JournalRecord one{ms, {event, run, attempt, worker}};
  if (wall_s != nullptr) one.entry.fields.emplace_back("wall_s", wall_s);
  return one;
}

TEST(AttemptSpans, FromTheJournal) {
  const auto spans =
      attempt_spans({record(1000, "started", "cache/t000", 1, 0), record(2000, "started", "cache/t060", 1, 1),
                     record(3000, "failed", "cache/t000", 1, 0, "1.9"),
                     record(9000, "done", "segmentation/t000", 1, 0, "8.5"),  // its start was compacted away
                     record(9500, "done", "readmission/t000", 1, 0)});        // nothing tells when it began
  ASSERT_THAT(spans, SizeIs(3));
  EXPECT_EQ(spans[0].run, "segmentation/t000");
  EXPECT_EQ(spans[0].begin_ms, 500);
  EXPECT_EQ(spans[1].begin_ms, 1000);
  EXPECT_EQ(spans[1].end_ms, 3000);
  EXPECT_TRUE(spans[2].is_open);
  EXPECT_EQ(spans[2].end_ms, 9500);  // the last record
}

TEST(RanChart, LanesAndIdleTime) {
  // Worker 0 had two runs at once; then nothing ran for 100 s, of which 20 s / 50 = 0.4 s stay.
  double cut_s = 0;
  const auto chart = ran_chart({{"cache/t000", 1, 0, 0, 10000, false},
                                {"cache/t060", 2, 0, 5000, 12000, false},
                                {"sf_ratio/t000/fold0", 1, 1, 112000, 120000, false}},
                               cut_s);
  EXPECT_THAT(chart.rows, ElementsAre("worker 0", "worker 0 +1", "worker 1"));
  EXPECT_THAT(chart.kinds, ElementsAre("cache", "sf_ratio"));
  EXPECT_EQ(chart.unit, "seconds");
  EXPECT_DOUBLE_EQ(cut_s, 99.6);
  ASSERT_THAT(chart.bars, SizeIs(3));
  EXPECT_EQ(chart.bars[1].run, "cache/t060 (attempt 2)");
  EXPECT_EQ(chart.bars[1].row, 1U);
  EXPECT_DOUBLE_EQ(chart.bars[2].start, 12.4);
  EXPECT_DOUBLE_EQ(chart.end, 20.4);
}

class StudyFigures : public ::testing::Test {
 protected:
  Figures draw(bool with_pack = true) {
    const auto results = read_study_results(folder_);
    const data::PackReader pack(pack_);
    return study_figures({results, folder_, with_pack ? &pack : nullptr});
  }
  static std::vector<std::string> names(const Figures& figures) {
    std::vector<std::string> all;
    for (const auto& figure : figures.shown) all.push_back(figure.name);
    return all;
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path() / "results"};
  std::filesystem::path pack_ = dir_.path() / "data.h5";
};

TEST_F(StudyFigures, AllOfAWholeStudy) {
  testing::write_report_results(folder_, pack_, "made up");
  const auto figures = draw();
  for (const auto& one : figures.left_out) ADD_FAILURE() << one.title << ": " << one.reason;
  EXPECT_THAT(
      names(figures),
      ElementsAre("labels_by_threshold", "confidence", "predictions_by_threshold", "class_iou",
                  "segmentation_metrics", "sf_change_metrics", "sf_ratio_metrics", "readmission_metrics",
                  "calibration_sf_change", "calibration_sf_ratio", "calibration_readmission",
                  "learning_curves_segmentation", "learning_curves_sf_change", "learning_curves_sf_ratio",
                  "learning_curves_readmission", "schedule", "time_by_kind"));
  write_figures(folder_.root() / "figures", figures);
  for (const auto& figure : figures.shown) {
    SCOPED_TRACE(figure.name);
    const auto file = folder_.root() / "figures" / figure.name;
    EXPECT_EQ(read_file(file.string() + ".svg"), figure.svg);
    // librsvg parses it as XML: what is not well-formed fails.
    const auto png = testing::pixels_of_png(read_file(file.string() + ".png"));
    EXPECT_EQ(png.width, std::ceil(2 * figure.width));
    EXPECT_EQ(png.height, std::ceil(2 * figure.height));
    EXPECT_GT(testing::count_colours(png), 10U);         // not blank: text alone has more greys
    EXPECT_THAT(figure.caption, HasSubstr("rror bar"));  // says what they are, or that there are none
  }
  EXPECT_THAT(draw().shown[3].svg, figures.shown[3].svg);  // the same numbers, the same bytes
}

TEST_F(StudyFigures, ExampleFrame) {
  testing::write_report_results(folder_, pack_, "made up");
  const auto results = read_study_results(folder_);
  const data::PackReader pack(pack_);
  const auto frame = example_frame({results, folder_, &pack});
  EXPECT_EQ(frame.video, "v1");
  EXPECT_EQ(frame.patient, "p1");
  EXPECT_EQ(frame.row, 0);
  // At 60 % the class of half confidence is gone: no number 2 in that panel.
  const auto figure = label_figure({results, folder_, &pack}, frame);
  const auto after = figure.svg.find("&gt;= 60 %");
  ASSERT_NE(after, std::string::npos);
  EXPECT_THAT(figure.svg.substr(after), HasSubstr(">1</text>"));
  EXPECT_THAT(figure.svg.substr(after), Not(HasSubstr(">2</text>")));
}

// n is that of a point or a line, not of the figure.
TEST_F(StudyFigures, CaptionsSayWhatIsBehindAPoint) {
  testing::write_report_results(folder_, pack_, "made up");
  const auto caption_of = [](const Figures& figures, const std::string& name) {
    for (const auto& figure : figures.shown)
      if (figure.name == name) return figure.caption;
    return std::string("(left out)");
  };
  const auto whole = draw();
  EXPECT_THAT(caption_of(whole, "class_iou"), HasSubstr("n = 1 run a point. 2 test patients."));
  EXPECT_THAT(caption_of(whole, "sf_ratio_metrics"), HasSubstr("n = 2 runs a point. Level lines"));
  EXPECT_THAT(caption_of(whole, "sf_ratio_metrics"), HasSubstr("All folds share the test patients (2 test"));
  EXPECT_THAT(caption_of(whole, "learning_curves_sf_ratio"), HasSubstr("n = 2 runs a line"));
  std::filesystem::remove_all(folder_.run("sf_ratio/t060/fold1"));
  const auto partial = draw();
  EXPECT_THAT(caption_of(partial, "sf_ratio_metrics"), HasSubstr("n = 1 to 2 runs a point; 3 of 4 runs"));
  EXPECT_THAT(caption_of(partial, "learning_curves_sf_ratio"), HasSubstr("n = 1 to 2 runs a line"));
}

// White inside, with a rim; the others are full.
TEST_F(StudyFigures, ConstantNetworksAreHollow) {
  testing::write_study(folder_, testing::clinical_study());
  const auto write = [&](const std::string& row, double rmse, const nlohmann::ordered_json& details) {
    for (int fold = 0; fold < 2; ++fold)
      testing::write_done(folder_, "sf_ratio/" + row + "/fold" + std::to_string(fold), {{"rmse_max", rmse}},
                          details);
  };
  const auto draw_task = [&] {
    return task_metrics_figure(read_study_results(folder_), clinical_tasks()[1]);
  };
  const std::string hollow = "fill=\"#ffffff\" stroke=\"";
  write("t000", 0.5, {});
  write("t060", 0.25, {});
  EXPECT_THAT(draw_task().svg, Not(HasSubstr(hollow)));
  EXPECT_THAT(draw_task().svg, Not(HasSubstr("hollow")));
  write("t060", 0.25, testing::constant_details());
  write("grayscale", 0.25, testing::constant_details());
  const auto figure = draw_task();
  // The mean, two single runs, and the legend's sample.
  std::size_t count = 0;
  for (auto at = figure.svg.find(hollow); at != std::string::npos; at = figure.svg.find(hollow, at + 1))
    ++count;
  EXPECT_EQ(count, 4U);
  EXPECT_THAT(figure.svg, HasSubstr("&gt;= 60 %: 0.2500 ± 0.0000, n = 2, 2/2 constant"));
  EXPECT_THAT(figure.svg, HasSubstr(">hollow: constant<"));
  EXPECT_THAT(figure.svg, HasSubstr("control: grayscale only (2/2 constant)"));
  EXPECT_THAT(figure.caption, HasSubstr("Hollow: constant, the same answer for everybody (2 of 4 networks"));
}

TEST_F(StudyFigures, WhereTheTestSetRotates) {
  auto study = testing::clinical_study();
  study.outer_test = "rotate";
  testing::write_study(folder_, study);
  testing::write_done(folder_, "sf_change/t000/test0/fold0", {{"accuracy3", 0.5}});
  const auto caption = task_metrics_figure(read_study_results(folder_), clinical_tasks()[0]).caption;
  EXPECT_THAT(caption, HasSubstr("Every patient tests in one group (4 test patients in 3 groups)."));
  EXPECT_THAT(caption, Not(HasSubstr("All folds share")));
}

// The example's patient trains the segmenters of the other rotations.
TEST_F(StudyFigures, MasksAreOfARotationThatTestsThePatient) {
  testing::write_report_results(folder_, pack_, "made up");
  const auto results = read_study_results(folder_);
  const data::PackReader pack(pack_);
  const auto frame = example_frame({results, folder_, &pack});
  auto runs = results.runs();
  const auto move_to = [&](int rotation) {
    for (auto& run : runs) {
      if (run.spec.kind != study::RunKind::kCache) continue;
      const auto from = folder_.masks_file(run.spec.id());
      run.spec.rotation = rotation;
      const auto to = folder_.masks_file(run.spec.id());
      create_folders(to.parent_path());
      std::filesystem::rename(from, to);
    }
    return StudyResults(results.record(), results.study(), runs, folder_);
  };
  const auto others = move_to(1);
  EXPECT_THROW(prediction_figure({others, folder_, &pack}, frame), Error);
  const auto own = move_to(0);
  EXPECT_THAT(prediction_figure({own, folder_, &pack}, frame).caption, Not(HasSubstr("Without masks")));
}

TEST_F(StudyFigures, WithoutPack) {
  testing::write_report_results(folder_, pack_, "made up");
  const auto figures = draw(false);
  ASSERT_THAT(figures.left_out, SizeIs(3));
  EXPECT_THAT(figures.left_out[0].reason, HasSubstr("--data"));
  // What an earlier report left of them goes.
  create_folders(folder_.root() / "figures");
  write_file_atomically(folder_.root() / "figures" / "confidence.svg", "<svg>old</svg>");
  write_file_atomically(folder_.root() / "figures" / "confidence.png", "no picture");
  write_figures(folder_.root() / "figures", figures);
  EXPECT_FALSE(std::filesystem::exists(folder_.root() / "figures" / "confidence.svg"));
  EXPECT_EQ(read_file(folder_.root() / "figures" / "confidence.png"), "no picture");
}

TEST_F(StudyFigures, OfSeveralWaysToTrainTheSegmenters) {
  auto study = testing::small_study();
  study.losses = {"weighted_bce", "dice"};
  study.segmentation.weightings = {"paper", "none"};
  testing::write_study(folder_, study, true);
  testing::write_done(folder_, "segmentation/t000/weighted_bce/none", testing::made_up_metrics(0.25));
  const auto results = read_study_results(folder_);
  const auto figure = ablation_figure(results);
  for (const char* shown : {"weighted_bce, paper<", "weighted_bce, none<", ">dice<", ">CE (unthresholded)<",
                            ">Trimap<", ">IoU against truth<"})
    EXPECT_THAT(figure.svg, HasSubstr(shown));
  EXPECT_THAT(figure.svg, Not(HasSubstr("WeightedCE")));
  EXPECT_THAT(figure.caption, HasSubstr("IoU and WeightedCE are not here: their target is another"));
  EXPECT_THAT(figure.caption, HasSubstr("1 of 6 runs are done"));
  // The others show the first way, which has no run yet, and say so.
  EXPECT_THROW(segmentation_metrics_figure(results), Error);
  testing::write_done(folder_, "segmentation/t060/weighted_bce/paper", testing::made_up_metrics(0.25));
  EXPECT_THAT(segmentation_metrics_figure(read_study_results(folder_)).caption,
              HasSubstr("Segmenters: weighted_bce, paper, the study's first of 3 ways to train them."));
  const auto figures = study_figures({results, folder_, nullptr});
  EXPECT_THAT(names(figures), ::testing::Contains("ablation"));
}

TEST_F(StudyFigures, OfAPartialStudy) {
  testing::write_report_results(folder_, pack_, "made up", 3);  // two segmenters, one cache
  const auto figures = draw();
  EXPECT_THAT(names(figures), ElementsAre("labels_by_threshold", "confidence", "predictions_by_threshold",
                                          "class_iou", "segmentation_metrics", "learning_curves_segmentation",
                                          "schedule", "time_by_kind"));
  EXPECT_THAT(figures.shown[2].caption, HasSubstr("Without masks so far: >= 60 %."));
}

TEST_F(StudyFigures, OfAnEmptyStudy) {
  testing::write_report_results(folder_, pack_, "made up", 0);
  std::filesystem::remove(folder_.journal_file());
  const auto figures = draw();
  EXPECT_THAT(names(figures), ElementsAre("labels_by_threshold", "confidence"));
  for (const auto& one : figures.left_out) EXPECT_THAT(one.reason, Not(IsEmpty())) << one.title;
}

TEST_F(StudyFigures, DamagedFilesCostTheirFigures) {
  testing::write_report_results(folder_, pack_, "made up");
  write_file_atomically(folder_.predictions_file("sf_ratio/t060/fold1"), "nonsense");
  write_file_atomically(folder_.run("segmentation/t000") / "history.csv",
                        "epoch,lr,train_loss,val_loss\n1,1,1,1\n2,1");
  write_file_atomically(folder_.masks_file("cache/t000"), "no HDF5");
  const auto figures = draw();
  ASSERT_THAT(figures.left_out, SizeIs(2));
  EXPECT_EQ(figures.left_out[0].name, "predictions_by_threshold");
  EXPECT_EQ(figures.left_out[1].name, "calibration_sf_ratio");
  EXPECT_THAT(figures.left_out[1].reason, HasSubstr("predictions.csv"));
  EXPECT_THAT(read_history(folder_.run("segmentation/t000") / "history.csv"), SizeIs(1));
}

// A test set, or a fold, without a sample of the task.
TEST_F(StudyFigures, EmptyPredictionsLeaveAGapThatIsSaid) {
  testing::write_report_results(folder_, pack_, "made up");
  const auto empty = [&](const char* kind, const char* row, auto rows) {
    for (const char* fold : {"/fold0", "/fold1"})
      tasks::write_predictions(folder_.predictions_file(std::string(kind) + row + fold), rows);
  };
  empty("sf_change", "/t060", std::vector<tasks::SfChangePrediction>{});
  empty("sf_ratio", "/t060", std::vector<tasks::SfRatioPrediction>{});
  for (const char* row : {"/t000", "/t060"})
    empty("readmission", row, std::vector<tasks::ReadmissionPrediction>{});
  const auto figures = draw();
  ASSERT_THAT(figures.left_out, SizeIs(1));
  EXPECT_EQ(figures.left_out[0].name, "calibration_readmission");
  EXPECT_THAT(
      figures.left_out[0].reason,
      HasSubstr("its predictions are empty: no test patient of known outcome has a view on both days"));
  for (const auto& figure : figures.shown) {
    EXPECT_THAT(figure.svg, Not(::testing::AnyOf(HasSubstr("nan"), HasSubstr("inf,"), HasSubstr("inf\""))))
        << figure.name;
    if (figure.name == "calibration_sf_change" || figure.name == "calibration_sf_ratio") {
      EXPECT_THAT(figure.caption, HasSubstr("Without predictions: >= 60 %.")) << figure.name;
    }
  }
}

TEST_F(StudyFigures, NothingToValidateOn) {
  testing::write_report_results(folder_, pack_, "made up");
  for (const char* row : {"t000", "t060"})
    for (const char* fold : {"/fold0", "/fold1"})
      write_file_atomically(folder_.run("sf_ratio/" + (row + std::string(fold))) / "history.csv",
                            "epoch,lr,train_loss,val_loss,val_iou\n1,0.1,0.5,,\n2,0.1,0.25,,\n");
  for (const auto& figure : draw().shown) {
    if (figure.name != "learning_curves_sf_ratio") continue;
    EXPECT_THAT(figure.svg, Not(HasSubstr("nan")));
    EXPECT_THAT(figure.svg, Not(HasSubstr("Validation loss")));
    EXPECT_THAT(figure.caption, HasSubstr("No run had anything to validate on"));
  }
}

// The unit is what --sf-scale was; 477 where study.json does not tell.
TEST_F(StudyFigures, TheUnitOfTheSfRatioIsThatOfPacking) {
  testing::write_report_results(folder_, pack_, "made up");
  auto results = read_study_results(folder_);
  auto record = results.record();
  const auto shown = [&] {
    std::string text;
    const StudyResults of({record, results.study(), results.runs(), folder_});
    for (const auto& figure : study_figures({of, folder_, nullptr}).shown) text += figure.svg;
    return text;
  };
  EXPECT_THAT(shown(),
              ::testing::AllOf(HasSubstr("RMSE (S/F ratio / 477)"), HasSubstr("recorded S/F ratio / 477"),
                               HasSubstr("squared error ((S/F ratio / 477)²)")));
  record.sf_scale = 100;
  EXPECT_THAT(shown(),
              ::testing::AllOf(HasSubstr("RMSE (S/F ratio / 100)"), HasSubstr("recorded S/F ratio / 100"),
                               HasSubstr("squared error ((S/F ratio / 100)²)"), Not(HasSubstr("/ 477"))));
  record.sf_scale = 0;
  EXPECT_THAT(shown(), ::testing::AllOf(HasSubstr("RMSE (normalised S/F ratio)"), Not(HasSubstr("/ 477"))));
}

// No label reaches 60 %: no point there, and that is said.
TEST_F(StudyFigures, AThresholdWithoutLabels) {
  testing::write_report_results(folder_, pack_, "made up");
  for (const auto& run : read_study_results(folder_).runs())
    if (run.spec.threshold == 60 && run.spec.input == study::VideoInput::kMasks)
      std::filesystem::remove_all(folder_.run(run.spec.id()));
  testing::write_untrained(folder_, testing::clinical_study(), 60);
  for (const auto& figure : draw().shown) {
    EXPECT_THAT(figure.svg, Not(HasSubstr("nan"))) << figure.name;
    if (figure.name == "segmentation_metrics" || figure.name == "sf_ratio_metrics") {
      EXPECT_THAT(figure.caption, HasSubstr("No point where no label reaches 60 %.")) << figure.name;
      EXPECT_THAT(figure.caption, Not(HasSubstr("runs are done"))) << figure.name;
    }
  }
}

TEST_F(StudyFigures, WickedNamesStayText) {
  testing::write_report_results(folder_, pack_, testing::kWickedName);
  const auto figures = draw();
  EXPECT_THAT(figures.left_out, IsEmpty());
  for (const auto& figure : figures.shown) EXPECT_THAT(figure.svg, Not(HasSubstr("<script"))) << figure.name;
}

TEST(PngScale, LargePicturesStayWithinBounds) {
  Figure figure;
  figure.width = 1000;
  figure.height = 400;
  EXPECT_EQ(png_scale(figure), 2);
  figure.height = 32000;
  EXPECT_EQ(png_scale(figure), 0.5);
}

}  // namespace
}  // namespace sonosweep::analysis
