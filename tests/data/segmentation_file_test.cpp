#include "data/segmentation_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/sha256.h"
#include "data/h5_file.h"
#include "temp_dir.h"

namespace sonosweep::data {
namespace {

using ::testing::ElementsAre;

SegmentationFileInfo two_classes(bool with_logits) {
  SegmentationFileInfo info;
  info.classes = {"pleura", "B line"};
  info.height = 1;
  info.width = 3;
  info.data_checksum = "d1";
  info.segmenter = "5e";
  info.with_logits = with_logits;
  return info;
}

// Frames 4, 5 and 9: 3 x 2 classes x 3 pixels.
const std::vector<float> kFirst = {-1, 0, 2, /**/ -0.5F, 3, -4, /* frame 5 */ 1, 1, -1, /**/ -1, -1, 0.25F};
const std::vector<float> kSecond = {5, -5, 5, /**/ -0.0F, -6, 6};

void write(const std::filesystem::path& path, bool with_logits) {
  SegmentationFileWriter writer(path, two_classes(with_logits));
  writer.append(4, kFirst);
  writer.append(9, kSecond);
  writer.finish();
}

TEST(SegmentationFile, holds_index_masks_and_logits) {
  const testing::TempDir dir;
  write(dir / "out.h5", true);
  const auto file = H5File::open(dir / "out.h5");
  EXPECT_EQ(file.read_text_attribute("/", "schema"), "sonosweep-segmentation");
  EXPECT_EQ(file.read_integer_attribute("/", "schema_version"), 1);
  EXPECT_THAT(file.read_list_attribute("/", "classes"), ElementsAre("pleura", "B line"));
  EXPECT_EQ(file.read_text_attribute("/", "data"), "d1");
  EXPECT_EQ(file.read_text_attribute("/", "segmenter"), "5e");
  EXPECT_THAT(file.read_column<std::int64_t>("/frame_index"), ElementsAre(4, 5, 9));

  const auto masks = file.open_rows("/masks", H5Element::kUint8, 4);
  EXPECT_THAT(masks.shape(), ElementsAre(3, 2, 1, 3));
  std::vector<std::uint8_t> bits(18);
  masks.read(0, 3, bits.data());
  // A logit of 0, of either sign, is a probability of exactly 1/2: label.
  EXPECT_THAT(bits, ElementsAre(0, 1, 1, 0, 1, 0, 1, 1, 0, 0, 0, 1, 1, 0, 1, 1, 0, 1));
  EXPECT_EQ(file.read_text_attribute("/masks", "sha256"),
            sha256_hex({reinterpret_cast<const char*>(bits.data()), bits.size()}));

  const auto logits = file.open_rows("/logits", H5Element::kFloat32, 4);
  EXPECT_THAT(logits.shape(), ElementsAre(3, 2, 1, 3));
  std::vector<float> values(18), given = kFirst;
  given.insert(given.end(), kSecond.begin(), kSecond.end());
  logits.read(0, 3, values.data());
  EXPECT_EQ(values, given);
}

TEST(SegmentationFile, has_no_logits_unless_wanted) {
  const testing::TempDir dir;
  write(dir / "out.h5", false);
  const auto file = H5File::open(dir / "out.h5");
  EXPECT_FALSE(file.has("/logits"));
  EXPECT_EQ(file.open_rows("/masks", H5Element::kUint8, 4).rows(), 3);
}

TEST(SegmentationFile, appears_whole_or_not_at_all) {
  const testing::TempDir dir;
  {
    SegmentationFileWriter writer(dir / "out.h5", two_classes(false));
    writer.append(0, kFirst);
    EXPECT_THROW(writer.append(2, {1, 2, 3, 4}), Error);  // not a whole frame
    EXPECT_FALSE(std::filesystem::exists(dir / "out.h5"));
  }
  EXPECT_TRUE(std::filesystem::is_empty(dir.path()));
  EXPECT_THROW(SegmentationFileWriter(dir / "none/out.h5", two_classes(false)), Error);
}

}  // namespace
}  // namespace sonosweep::data
