// version_1.h5, a pack that sonosweep 0.1.0 wrote: it stays readable, and stays the same data.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "data/h5_handle.h"
#include "data/pack_reader.h"
#include "data/small_pack.h"
#include "data/spoil_h5.h"
#include "message_of.h"
#include "temp_dir.h"
#include "test_paths.h"

namespace sonosweep::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::message_of;
using ::testing::Pair;

const char* const kPack = SONOSWEEP_SOURCE_DIR "/tests/data/version_1.h5";

TEST(PackVersion1, IsReadAsBefore) {
  const PackReader reader(kPack);
  const PackIndex& index = reader.index();
  // As its own sonosweep-inspect says: results that were computed with it are continued.
  EXPECT_EQ(index.checksum, "08f4ee17fcf2dc0ae9a9ec30026fb37825150902aee22f46303220cb0d8a71ed");
  EXPECT_EQ(index.schema_version, 1);
  EXPECT_EQ(index.program_version, "0.1.0");
  EXPECT_EQ(index.name, "first version");
  ASSERT_EQ(index.videos.size(), 2U);
  EXPECT_EQ(index.videos[1].patient, "Müller");
  EXPECT_EQ(index.videos[0].geometry.fit, "");  // it does not say
  EXPECT_THAT(index.videos[0].columns, IsEmpty());
  EXPECT_THAT(index.clinical.at(0).columns, IsEmpty());
  EXPECT_THAT(index.patients[0].columns, ElementsAre(Pair("age", "71")));
  EXPECT_THAT(index.notes, IsEmpty());
  EXPECT_THAT(reader.verify(), IsEmpty());
  // Pixel (y, x) of video v is 10 y + x + 100 v.
  EXPECT_EQ(reader.read_frames(1, 1),
            std::vector<std::uint8_t>({100, 101, 102, 103, 110, 111, 112, 113, 120, 121, 122, 123}));
  // 51 and 128 of 255: floor(10000 * 51 / 255) = 2000, floor(10000 * 128 / 255) = 5019.
  const auto maps = reader.read_confidence(0);
  EXPECT_EQ(maps.at(2), 2000);
  EXPECT_EQ(maps.at(3), 5019);
}

// Damage to the version is damage.
TEST(PackVersion1, IsNotVersion2) {
  const testing::TempDir dir;
  std::filesystem::copy_file(kPack, dir / "a.h5");
  std::filesystem::permissions(dir / "a.h5", std::filesystem::perms::owner_write,
                               std::filesystem::perm_options::add);
  set_integer_attribute(dir / "a.h5", "schema_version", 2);
  EXPECT_THAT(message_of<DataError>([&] { const PackReader reader(dir / "a.h5"); }),
              HasSubstr("attributes damaged"));
}

TEST(PackVersion1, DamageIsNoticed) {
  const testing::TempDir dir;
  std::filesystem::copy_file(kPack, dir / "a.h5");
  expect_random_bits_noticed(dir / "a.h5", [&] {
    const PackReader reader(dir / "a.h5");
    return !reader.verify().empty() ||
           reader.index().checksum == "08f4ee17fcf2dc0ae9a9ec30026fb37825150902aee22f46303220cb0d8a71ed";
  });
}

}  // namespace
}  // namespace sonosweep::data
