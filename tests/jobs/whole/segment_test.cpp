// sonosweep-segment from outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/atomic_file.h"
#include "core/file_lock.h"
#include "core/sha256.h"
#include "data/h5_file.h"
#include "data/mask_cache.h"
#include "data/pack_reader.h"
#include "jobs/programs.h"
#include "jobs/whole/small_study.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep {
namespace {

using ::testing::HasSubstr;
using testing::program;

const sweep::StudyFolder& folder() {
  static const sweep::StudyFolder results(testing::small_study_results());
  return results;
}

std::vector<std::string> segment(const std::filesystem::path& weights, const std::filesystem::path& out) {
  return {program("sonosweep-segment"),
          "--data",
          testing::tiny_pack().string(),
          "--weights",
          weights.string(),
          "--out",
          out.string()};
}

template <typename T>
std::vector<T> read_all(const data::H5File& file, const std::string& name, std::vector<hsize_t>& shape) {
  const auto rows = file.open_rows(name, data::h5_element<T>(), 4);
  shape = rows.shape();
  std::vector<T> values(static_cast<std::size_t>(rows.rows()) * rows.row_bytes() / sizeof(T));
  rows.read(0, rows.rows(), values.data());
  return values;
}

TEST(Segment, gives_the_masks_that_the_cache_has) {
  testing::TempDir dir;
  const auto weights = folder().best_file("segmentation/t060");
  const auto ended = testing::run(segment(weights, dir / "out.h5"));
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  EXPECT_EQ(ended.out, "");
  const data::MaskCacheReader cache(folder().masks_file("cache/t060"));
  const auto frames = cache.info().num_frames;
  const auto file = data::H5File::open(dir / "out.h5");
  std::vector<hsize_t> shape;
  EXPECT_EQ(read_all<std::uint8_t>(file, "/masks", shape) == cache.read(0, frames), true);
  EXPECT_EQ(shape, (std::vector<hsize_t>{static_cast<hsize_t>(frames), cache.info().classes.size(), 64, 64}));
  EXPECT_FALSE(file.has("/logits"));
  EXPECT_EQ(file.read_text_attribute("/", "segmenter"), sha256_hex(read_file(weights)));
}

TEST(Segment, of_some_videos_with_logits) {
  testing::TempDir dir;
  const data::PackReader pack(testing::tiny_pack());
  const auto& first = pack.index().videos.at(1);
  const auto& second = pack.index().videos.at(5);
  auto words = segment(folder().best_file("segmentation/t060"), dir / "out.h5");
  // Given in any order, they stand in the order of the pack.
  words.insert(words.end(), {"--videos", second.id + "," + first.id, "--logits"});
  const auto ended = testing::run(words);
  ASSERT_EQ(ended.exit_code, 0) << ended.err;
  const auto file = data::H5File::open(dir / "out.h5");
  std::vector<std::int64_t> rows;
  for (const auto* video : {&first, &second})
    for (std::int64_t k = 0; k < video->num_frames; ++k) rows.push_back(video->first_frame + k);
  EXPECT_EQ(file.read_column<std::int64_t>("/frame_index"), rows);
  std::vector<hsize_t> shape;
  const auto masks = read_all<std::uint8_t>(file, "/masks", shape);
  const auto logits = read_all<float>(file, "/logits", shape);
  ASSERT_EQ(masks.size(), logits.size());
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < masks.size(); ++i) wrong += masks[i] != (logits[i] >= 0 ? 1 : 0);
  EXPECT_EQ(wrong, 0U);
  // Bit for bit what the cache has for these frames, which it made together with all others.
  const data::MaskCacheReader cache(folder().masks_file("cache/t060"));
  auto expected = cache.read(first.first_frame, first.num_frames);
  const auto more = cache.read(second.first_frame, second.num_frames);
  expected.insert(expected.end(), more.begin(), more.end());
  EXPECT_EQ(masks == expected, true);
}

TEST(Segment, refuses_what_is_no_segmenter_for_this_pack) {
  testing::TempDir dir;
  const auto expect = [&](std::vector<std::string> words, int code, const std::string& said,
                          std::initializer_list<std::string> more = {}) {
    words.insert(words.end(), more);
    const auto ended = testing::run(words);
    EXPECT_EQ(ended.exit_code, code) << ended.err;
    EXPECT_THAT(ended.err, HasSubstr(said));
    EXPECT_FALSE(std::filesystem::exists(dir / "out.h5"));
    EXPECT_FALSE(std::filesystem::exists(dir / "out.h5.part"));
  };
  const auto good = folder().best_file("segmentation/t060");
  const auto try_weights = [&](const std::filesystem::path& weights) {
    return segment(weights, dir / "out.h5");
  };
  expect(try_weights(folder().best_file("sf_change/t060/fold0")), 3, "not the weights of a segmenter");
  expect(try_weights(dir / "none.pt"), 3, "none.pt: no such file");
  write_file_atomically(dir / "text.pt", "these are no weights");
  expect(try_weights(dir / "text.pt"), 3, "text.pt");
  const auto bytes = read_file(good);
  write_file_atomically(dir / "cut.pt", bytes.substr(0, bytes.size() / 2));
  expect(try_weights(dir / "cut.pt"), 3, "cut.pt");
  auto flipped = bytes;
  flipped[flipped.size() / 2] ^= 4;
  write_file_atomically(dir / "flipped.pt", flipped);
  expect(try_weights(dir / "flipped.pt"), 3, "damaged");

  const data::PackReader pack(testing::tiny_pack());
  const auto near = pack.index().videos.front().id + "x";
  expect(try_weights(good), 2, "did you mean '" + pack.index().videos.front().id, {"--videos", near});
  expect(try_weights(good), 2, "--threads 0", {"--threads", "0"});
  expect(try_weights(good), 2, "--device gpu", {"--device", "gpu"});
  expect(try_weights(good), 2, "did you mean 'videos'?", {"--vidoes", "a"});
  expect(segment(good, dir / "none/out.h5"), 1, "out.h5");
}

TEST(Segment, writes_over_segmentation_files_only) {
  testing::TempDir dir;
  const auto copy = [&](const std::filesystem::path& file, const char* name) {
    std::filesystem::copy_file(file, dir / name);
    return dir / name;
  };
  const auto pack = copy(testing::tiny_pack(), "pack.h5");
  const auto weights = copy(folder().best_file("segmentation/t060"), "best.pt");
  const data::PackReader reader(pack);
  const auto run = [&](const std::filesystem::path& out, bool force) {
    std::vector<std::string> words = {program("sonosweep-segment"),
                                      "--data",
                                      pack.string(),
                                      "--weights",
                                      weights.string(),
                                      "--out",
                                      out.string(),
                                      "--videos",
                                      reader.index().videos.front().id};
    if (force) words.emplace_back("--force");
    return testing::run(words);
  };
  std::filesystem::create_symlink(pack, dir / "link.h5");
  std::filesystem::create_hard_link(weights, dir / "hard.h5");
  for (const auto& [input, out] :
       {std::pair(pack, pack), std::pair(pack, dir / "./pack.h5"), std::pair(pack, dir / "link.h5"),
        std::pair(weights, weights), std::pair(weights, dir / "hard.h5")})
    for (const bool force : {false, true}) {
      const auto before = read_file(input);
      const auto ended = run(out, force);
      EXPECT_EQ(ended.exit_code, 2) << out;
      EXPECT_THAT(ended.err, HasSubstr("inputs are never replaced")) << out;
      EXPECT_EQ(read_file(input) == before, true) << out;
    }
  // Another pack is no input, and no segmentation file.
  const auto other = copy(pack, "other.h5");
  const auto refused = run(other, false);
  EXPECT_EQ(refused.exit_code, 2);
  EXPECT_THAT(refused.err, HasSubstr("is not a segmentation file (its schema is sonosweep-pack)"));
  EXPECT_EQ(read_file(other) == read_file(pack), true);
  EXPECT_EQ(run(other, true).exit_code, 0);
  EXPECT_EQ(run(other, false).exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(other.string() + ".lock"));

  const FileLock writer(other.string() + ".lock", "sonosweep-segment");
  const auto held = run(other, true);
  EXPECT_EQ(held.exit_code, 1);
  EXPECT_THAT(held.err, HasSubstr("other.h5: held by sonosweep-segment on "));
}

}  // namespace
}  // namespace sonosweep
