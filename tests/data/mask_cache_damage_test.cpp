// Damaged mask caches: each case spoils a whole one in one place and must be noticed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "data/mask_cache.h"
#include "data/small_cache.h"
#include "data/small_pack.h"
#include "data/spoil_h5.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using testing::message_of;
using ::testing::Not;

class MaskCacheDamage : public ::testing::Test {
 protected:
  MaskCacheDamage() { write_small_cache(path_, info_); }
  // What opening says.
  std::string message() const {
    const std::string text = message_of<DataError>([&] { const MaskCacheReader reader(path_); });
    EXPECT_THAT(text, HasSubstr(path_.string()));
    return text;
  }

  testing::TempDir dir_;
  std::filesystem::path path_ = dir_ / "masks.h5";
  MaskCacheInfo info_ = small_cache_info(MaskKind::kProbability);
};

TEST_F(MaskCacheDamage, MissingOrAnotherThing) {
  write_bytes(path_, "video_id,file\n");
  EXPECT_THAT(message(), AllOf(HasSubstr("cannot open as HDF5"), HasSubstr("not a mask cache"),
                               HasSubstr("remove it, and it is computed again"), Not(HasSubstr("pack"))));
  std::filesystem::remove(path_);
  EXPECT_THAT(message(), HasSubstr("no such file"));
  std::filesystem::create_directory(path_);
  EXPECT_THAT(message(), HasSubstr("is a folder, expected a mask cache"));
}

TEST_F(MaskCacheDamage, APackIsNoCache) {
  write_small_pack(path_);
  EXPECT_THAT(message(), HasSubstr("is not a mask cache"));
}

TEST_F(MaskCacheDamage, CutShortAnywhere) {
  expect_refused_when_cut(path_, [&] { return message() != "(no exception)"; });
}

TEST_F(MaskCacheDamage, AnotherSchemaOrVersion) {
  set_integer_attribute(path_, "schema_version", 2);
  EXPECT_THAT(message(), AllOf(HasSubstr("schema version 2"), HasSubstr("reads version 1")));
  set_text_attribute(path_, "schema", "sonosweep-mosks");
  EXPECT_THAT(message(), HasSubstr("is not a mask cache"));
}

TEST_F(MaskCacheDamage, AttributesThatAreNotTheirs) {
  set_text_attribute(path_, "segmenter", std::string(64, 'f'));
  EXPECT_THAT(message(), HasSubstr("attributes damaged"));
  write_small_cache(path_, info_);
  set_text_attribute(path_, "data", std::string(64, 'f'));
  EXPECT_THAT(message(), HasSubstr("attributes damaged"));
  write_small_cache(path_, info_);
  set_integer_attribute(path_, "height", 5);
  EXPECT_THAT(message(), HasSubstr("attributes damaged"));
  set_integer_attribute(path_, "height", -1);
  EXPECT_THAT(message(), HasSubstr("impossible height -1"));
}

TEST_F(MaskCacheDamage, UnknownKind) {
  set_text_attribute(path_, "kind", "prob");
  EXPECT_THAT(message(), HasSubstr("unknown kind 'prob'"));
}

// Bits read as probabilities would not fill the image.
TEST_F(MaskCacheDamage, ShapeThatDoesNotFitTheKind) {
  info_.kind = MaskKind::kBinary;
  write_small_cache(path_, info_);
  delete_link(path_, "/masks");
  {
    const auto other = dir_ / "other.h5";
    write_small_cache(other, small_cache_info(MaskKind::kProbability));
    const auto from = open_to_spoil(other), to = open_to_spoil(path_);
    ASSERT_GE(H5Ocopy(from.get(), "/masks", to.get(), "/masks", H5P_DEFAULT, H5P_DEFAULT), 0);
  }
  // 30 pixels: 4 bytes of bits, 30 of probabilities.
  EXPECT_THAT(message(), AllOf(HasSubstr("/masks"), HasSubstr("shape [5,2,30], expected [5,2,4]")));
}

TEST_F(MaskCacheDamage, MissingMasks) {
  delete_link(path_, "/masks");
  EXPECT_THAT(message(), AllOf(HasSubstr("/masks"), HasSubstr("missing; not a whole mask cache")));
}

// Fewer frames than there were: a difference from what is wanted, and another checksum.
TEST_F(MaskCacheDamage, FewerFrames) {
  resize_dataset(path_, "/masks", {4, 2, 30});
  const MaskCacheReader reader(path_);
  EXPECT_THAT(difference(reader.info(), info_), HasSubstr("4 there, 5 here"));
  EXPECT_THAT(reader.verify(), HasSubstr("checksum does not fit"));
}

TEST_F(MaskCacheDamage, AFlippedBitIsNoticedWhenReadAndByVerify) {
  flip_bit(path_, as_text(small_cache_masks(info_, 1)), 9);
  const MaskCacheReader reader(path_);
  EXPECT_EQ(reader.read(0, 1), small_cache_masks(info_, 0));
  EXPECT_EQ(reader.read(2, 3).size(), 3U * 60);
  EXPECT_THAT(message_of<DataError>([&] { reader.read(0, 2); }),
              AllOf(HasSubstr("masks.h5: /masks"), HasSubstr("the file is damaged")));
  EXPECT_THAT(reader.verify(), AllOf(HasSubstr("masks.h5: /masks"), HasSubstr("the file is damaged")));
}

// With a fitting checksum of HDF5's: only verify() can tell.
TEST_F(MaskCacheDamage, VerifyFindsOtherValues) {
  std::vector<std::uint8_t> all(5 * 60, 7);
  rewrite(path_, "/masks", H5T_NATIVE_UINT8, all, false);
  EXPECT_THAT(MaskCacheReader(path_).verify(),
              AllOf(HasSubstr("masks.h5: /masks"), HasSubstr("checksum does not fit")));
}

TEST_F(MaskCacheDamage, RandomBits) {
  std::vector<std::uint8_t> all;
  {
    const MaskCacheReader reader(path_);
    all = reader.read(0, 5);
  }
  expect_random_bits_noticed(path_, [&] {
    const MaskCacheReader reader(path_);
    if (!reader.verify().empty()) return true;
    return difference(reader.info(), info_).empty() && reader.read(0, 5) == all;
  });
}

}  // namespace
}  // namespace sonosweep::data
