// Table 1 of a study that ran, against metrics computed a second time from the logits that sonosweep-segment
// stores: nothing here is what the runs use, from the fusion of annotators to the mean over images.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "core/atomic_file.h"
#include "core/csv.h"
#include "core/text.h"
#include "data/h5_file.h"
#include "data/pack_reader.h"
#include "farm/results/run_result.h"
#include "jobs/programs.h"
#include "jobs/whole/small_study.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

using Metrics = std::map<std::string, double>;
using testing::program;

constexpr double kTolerance = 1e-6;

// One annotated test frame; vectors are [C * pixels].
struct Image {
  std::string patient;
  std::vector<float> logits;
  std::vector<double> confidence;  // mean of the annotators, in basis points, cut off to whole ones
  std::vector<std::uint8_t> truth;
};

// Mean over classes of intersection / union, of those that are in one of the two.
double mean_iou(const std::vector<bool>& a, const std::vector<bool>& b, std::size_t classes) {
  const std::size_t pixels = a.size() / classes;
  double sum = 0, defined = 0;
  for (std::size_t c = 0; c < classes; ++c) {
    double both = 0, size_a = 0, size_b = 0;
    for (std::size_t i = c * pixels; i < (c + 1) * pixels; ++i) {
      both += a[i] && b[i] ? 1 : 0;
      size_a += a[i] ? 1 : 0;
      size_b += b[i] ? 1 : 0;
    }
    if (size_a + size_b == 0) continue;
    sum += both / (size_a + size_b - both);
    defined += 1;
  }
  return defined == 0 ? std::nan("") : sum / defined;
}

// analysis/METHOD.md section 3, at threshold t percent.
Metrics reference(const std::vector<Image>& images, int t, std::size_t classes) {
  double iou = 0, ious = 0, truth_iou = 0, truth_ious = 0;
  double weighted = 0, raw = 0, trimap = 0, pixels = 0, trimap_pixels = 0;
  const double background = t == 0 || t == 100 ? 0.8 : t / 100.0;
  for (const auto& image : images) {
    const std::size_t n = image.logits.size();
    std::vector<bool> seen(n), label(n), truth(n);
    for (std::size_t i = 0; i < n; ++i) {
      const double x = image.logits[i], c = image.confidence[i] / 10000;
      const double no_log_p = std::log(1 + std::exp(-x)), no_log_q = std::log(1 + std::exp(x));  // -log p
      seen[i] = x >= 0;
      label[i] = t == 0 ? c > 0 : image.confidence[i] >= 100 * t;
      truth[i] = image.truth[i] != 0;
      weighted += label[i] ? c * no_log_p : background * no_log_q;
      const double against_raw = c * no_log_p + (1 - c) * no_log_q;
      raw += against_raw;
      pixels += 1;
      if (c > 0 && c < 1) continue;
      trimap += against_raw;
      trimap_pixels += 1;
    }
    if (const double one = mean_iou(seen, label, classes); !std::isnan(one)) {
      iou += one;
      ious += 1;
    }
    if (const double one = mean_iou(seen, truth, classes); !std::isnan(one)) {
      truth_iou += one;
      truth_ious += 1;
    }
  }
  return {{"iou", iou / ious},
          {"weighted_ce", weighted / pixels},
          {"ce_unthresholded", raw / pixels},
          {"trimap", trimap / trimap_pixels},
          {"truth_iou", truth_iou / truth_ious}};
}

// The annotated frames of the test patients with what segmentation/ID's weights say of them.
std::vector<Image> test_images(const sweep::StudyFolder& results, const std::string& id) {
  const data::PackReader pack(testing::tiny_pack());
  const auto& index = pack.index();
  const auto record = results.read_record();
  const std::set<std::string> patients(record.split().test.begin(), record.split().test.end());
  std::vector<std::string> videos;
  for (const auto& video : index.videos)
    if (patients.count(video.patient) != 0) videos.push_back(video.id);
  testing::TempDir dir;
  const auto ended = testing::run({program("sonosweep-segment"), "--data", testing::tiny_pack().string(),
                                   "--weights", results.best_file(id).string(), "--out",
                                   (dir / "out.h5").string(), "--videos", join(videos, ","), "--logits"});
  if (ended.exit_code != 0) throw std::runtime_error(ended.err);
  const auto file = data::H5File::open(dir / "out.h5");
  const auto frames = file.read_column<std::int64_t>("/frame_index");
  const auto rows = file.open_rows("/logits", data::h5_element<float>(), 4);

  std::map<std::int64_t, std::vector<std::int64_t>> annotations;  // row in /frames -> its maps
  for (std::size_t a = 0; a < index.annotations.size(); ++a) {
    const auto& video = index.videos[static_cast<std::size_t>(index.annotations[a].video)];
    if (patients.count(video.patient) != 0)
      annotations[video.first_frame + index.annotations[a].frame].push_back(static_cast<std::int64_t>(a));
  }
  std::vector<Image> images;
  for (std::size_t f = 0; f < frames.size(); ++f) {
    const auto maps = annotations.find(frames[f]);
    if (maps == annotations.end()) continue;
    Image image;
    const auto video =
        static_cast<std::size_t>(index.annotations[static_cast<std::size_t>(maps->second.front())].video);
    image.patient = index.videos[video].patient;
    image.logits.resize(rows.row_bytes() / sizeof(float));
    rows.read(static_cast<std::int64_t>(f), 1, image.logits.data());
    image.confidence.assign(image.logits.size(), 0);
    for (const auto a : maps->second) {
      const auto map = pack.read_confidence(a);
      for (std::size_t i = 0; i < map.size(); ++i) image.confidence[i] += map[i];
    }
    for (auto& value : image.confidence)
      if (value > 0) value = std::max(1.0, std::floor(value / static_cast<double>(maps->second.size())));
    image.truth = pack.read_truth(maps->second.front());
    images.push_back(std::move(image));
  }
  return images;
}

// What table1_comparisons rests on.
void expect_scores_of_patients(const sweep::StudyFolder& results, const std::string& id,
                               const std::vector<Image>& images, int threshold) {
  std::map<std::string, std::vector<Image>> by_patient;
  for (const auto& image : images) by_patient[image.patient].push_back(image);
  const auto scores = farm::read_run_result(results.result_file(id)).details.at("test_scores");
  ASSERT_EQ(scores.size(), by_patient.size());
  for (const auto& [patient, some] : by_patient)
    for (const auto& [name, value] : reference(some, threshold, some.front().logits.size() / (64 * 64)))
      EXPECT_NEAR(scores.at(patient).at(name).get<double>(), value, kTolerance) << patient << " " << name;
}

TEST(RecomputedSegmentation, Table1AgreesWithTheStoredLogits) {
  testing::TempDir dir;
  testing::copy_results(dir / "results");
  const sweep::StudyFolder results(dir / "results");
  const auto tables = testing::run({program("sonosweep-tables"), results.root().string()});
  ASSERT_EQ(tables.exit_code, 0) << tables.err;
  const auto rows = parse_csv("table1", read_file(results.tables() / "table1_segmentation.csv"));
  ASSERT_EQ(rows.size(), 3U);
  for (std::size_t r = 1; r < rows.size(); ++r) {
    const int threshold = std::stoi(rows[r].fields.at(0));
    const std::string id = threshold == 0 ? "segmentation/t000" : "segmentation/t060";
    const auto images = test_images(results, id);
    ASSERT_GE(images.size(), 4U);  // two test patients of two days
    const auto expected = reference(images, threshold, images.front().logits.size() / (64 * 64));
    ASSERT_EQ(rows[0].fields.size(), 1 + expected.size());
    for (std::size_t c = 1; c < rows[0].fields.size(); ++c) {
      const auto& name = rows[0].fields[c];
      ASSERT_EQ(expected.count(name), 1U) << name;
      EXPECT_NEAR(std::stod(rows[r].fields[c]), expected.at(name), kTolerance) << threshold << " " << name;
    }
    expect_scores_of_patients(results, id, images, threshold);
  }
}

}  // namespace
}  // namespace sonosweep
