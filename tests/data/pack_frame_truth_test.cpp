// True structures of every frame.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

#include "core/error.h"
#include "data/bit_masks.h"
#include "data/pack_reader.h"
#include "data/pack_writer.h"
#include "data/small_pack.h"
#include "data/spoil_h5.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::data {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::message_of;

constexpr std::size_t kValues = kSmallClasses * kSmallPixels;  // of one frame

// 0/1 [count,C,H,W] of the first frames of video v.
std::vector<std::uint8_t> frame_truth(int v, int count) {
  std::vector<std::uint8_t> masks;
  for (int n = 0; n < count; ++n)
    for (std::size_t i = 0; i < kValues; ++i)
      masks.push_back((i * i + static_cast<std::size_t>(5 * v + 3 * n)) % 7 < 3 ? 1 : 0);
  return masks;
}

// The small pack, whose videos have 3 and 2 frames.
class PackFrameTruth : public ::testing::Test {
 protected:
  static void append(PackWriter& writer, int v, int frames, int truths) {
    writer.append_frames(small_frames(v, frames).data(), frames);
    if (truths > 0) writer.append_frame_truth(frame_truth(v, truths).data(), truths);
  }
  // `truths` frames of each video have a truth.
  void write(int first_truths = 3, int second_truths = 2, int gzip_level = 0) const {
    PackWriter writer(path_, kSmallHeight, kSmallWidth, kSmallClasses, {gzip_level});
    append(writer, 0, 3, first_truths);
    writer.end_video(small_video(0));
    append(writer, 1, 2, second_truths);
    writer.end_video(small_video(1));
    writer.add_annotation({0, 0, "Anna"}, small_confidence(0).data(), frame_truth(0, 1).data());
    writer.finish(small_index());
  }
  std::string opening() const {
    return message_of<DataError>([&] { const PackReader reader(path_); });
  }

  testing::TempDir dir_;
  std::filesystem::path path_ = dir_ / "a.h5";
};

TEST_F(PackFrameTruth, ComesBackAsWritten) {
  for (const int gzip_level : {0, 6}) {
    write(3, 2, gzip_level);
    const PackReader reader(path_);
    ASSERT_TRUE(reader.index().has_frame_truth);
    EXPECT_EQ(reader.read_frame_truth(0, 3), frame_truth(0, 3));
    EXPECT_EQ(reader.read_frame_truth(3, 2), frame_truth(1, 2));
    const auto second = frame_truth(1, 2);
    EXPECT_EQ(reader.read_frame_truth(4, 1),
              std::vector<std::uint8_t>(second.begin() + kValues, second.end()));
    EXPECT_THAT(reader.read_frame_truth(5, 0), IsEmpty());
    EXPECT_EQ(reader.read_truth(0), reader.read_frame_truth(0, 1));
    EXPECT_THAT(reader.verify(), IsEmpty());
    EXPECT_THROW(reader.read_frame_truth(4, 2), std::out_of_range);
    EXPECT_THROW(reader.read_frame_truth(-1, 1), std::out_of_range);
  }
}

// [N,C,B] with B = ceil(6 * 5 / 8) = 4, packed as bit_masks.h says.
TEST_F(PackFrameTruth, TakesOneBitAPixel) {
  write();
  const std::string bits = as_text(pack_bits(frame_truth(1, 1).data(), kSmallClasses, kSmallPixels));
  EXPECT_EQ(bits.size(), 8U);
  EXPECT_NE(file_bytes(path_).find(bits), std::string::npos);
}

TEST_F(PackFrameTruth, BelongsToTheIdentityOfTheData) {
  write();
  const auto with = PackReader(path_).index().checksum;
  write(0, 0);
  const PackReader reader(path_);
  EXPECT_NE(reader.index().checksum, with);
  EXPECT_FALSE(reader.index().has_frame_truth);
  EXPECT_THAT(message_of<DataError>([&] { reader.read_frame_truth(0, 1); }),
              AllOf(HasSubstr(path_.string()), HasSubstr("has no /truth/frame_masks")));
  EXPECT_THAT(reader.verify(), IsEmpty());
}

TEST_F(PackFrameTruth, IsForEveryFrameOrForNone) {
  for (const auto& [first, second, known] : {std::tuple(3, 0, 3), std::tuple(0, 2, 2), std::tuple(3, 1, 4)})
    EXPECT_THAT(message_of<Error>([&] { write(first, second); }),
                AllOf(HasSubstr("/truth/frame_masks"),
                      HasSubstr(fmt::format("of {} frames, the pack has 5", known))));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(PackFrameTruth, ADroppedVideoTakesItsTruthAlong) {
  write();
  const auto whole = PackReader(path_).index().checksum;
  {
    PackWriter writer(path_, kSmallHeight, kSmallWidth, kSmallClasses);
    append(writer, 7, 4, 4);
    writer.drop_video();
    append(writer, 0, 3, 3);
    writer.end_video(small_video(0));
    append(writer, 7, 4, 1);  // fewer than frames: it was noticed to be damaged
    writer.drop_video();
    append(writer, 7, 1, 0);
    writer.drop_video();
    append(writer, 1, 2, 2);
    writer.end_video(small_video(1));
    writer.add_annotation({0, 0, "Anna"}, small_confidence(0).data(), frame_truth(0, 1).data());
    writer.finish(small_index());
  }
  const PackReader reader(path_);
  EXPECT_EQ(reader.index().checksum, whole);
  EXPECT_EQ(reader.read_frame_truth(3, 2), frame_truth(1, 2));
  EXPECT_THAT(reader.verify(), IsEmpty());
}

TEST_F(PackFrameTruth, DamageIsNoticedWhenReadAndByVerify) {
  write();
  flip_bit(path_, as_text(pack_bits(frame_truth(1, 1).data(), kSmallClasses, kSmallPixels)), 5);
  const PackReader reader(path_);
  EXPECT_EQ(reader.read_frame_truth(0, 3), frame_truth(0, 3));
  EXPECT_THAT(message_of<DataError>([&] { reader.read_frame_truth(3, 1); }),
              AllOf(HasSubstr("/truth/frame_masks"), HasSubstr("the file is damaged")));
  EXPECT_THAT(reader.verify(),
              ElementsAre(AllOf(HasSubstr("video 'v1', frame 0"), HasSubstr("/truth/frame_masks"),
                                HasSubstr("the file is damaged"))));
}

TEST_F(PackFrameTruth, VerifyFindsOtherValues) {
  write();
  rewrite(path_, "/truth/frame_masks", H5T_NATIVE_UINT8, std::vector<std::uint8_t>(5 * 8, 1), false);
  EXPECT_THAT(PackReader(path_).verify(),
              ElementsAre(AllOf(HasSubstr("/truth/frame_masks"), HasSubstr("checksum does not fit"))));
}

TEST_F(PackFrameTruth, AnotherShapeIsRefused) {
  write();
  resize_dataset(path_, "/truth/frame_masks", {4, kSmallClasses, 4});
  EXPECT_THAT(opening(),
              AllOf(HasSubstr("/truth/frame_masks"), HasSubstr("shape [4,2,4], expected [5,2,4]")));
}

TEST_F(PackFrameTruth, MissingChecksumIsRefused) {
  write();
  {
    const auto file = open_to_spoil(path_);
    ASSERT_GE(H5Adelete_by_name(file.get(), "/truth/frame_masks", "sha256", H5P_DEFAULT), 0);
  }
  EXPECT_THAT(opening(), AllOf(HasSubstr("/truth/frame_masks"), HasSubstr("sha256")));
}

}  // namespace
}  // namespace sonosweep::data
