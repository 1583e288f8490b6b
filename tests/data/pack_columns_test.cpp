// Further columns of patients.csv, videos.csv and clinical.csv: kept as text.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
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
using ::testing::Pair;

using Columns = std::map<std::string, std::string>;

// The small pack's first video with its patient.
class PackColumns : public ::testing::Test {
 protected:
  void write(const Columns& first, const Columns& second) const {
    PackWriter writer(path_, kSmallHeight, kSmallWidth, 2);
    writer.append_frames(small_frames(0, 1).data(), 1);
    writer.end_video(small_video(0));
    PackIndex index = small_index();
    index.patients[0].columns = first;
    index.patients[1].columns = second;
    writer.finish(index);
  }
  std::string opening() const {
    return message_of<DataError>([&] { const PackReader reader(path_); });
  }

  testing::TempDir dir_;
  std::filesystem::path path_ = dir_ / "a.h5";
};

TEST_F(PackColumns, ComeBackAsText) {
  write({{"age", "071"}, {"größe", ""}, {"sex (m/f)", "f"}},
        {{"age", ""}, {"größe", "1,80 m"}, {"sex (m/f)", "m"}});
  const PackReader reader(path_);
  const auto& patients = reader.index().patients;
  EXPECT_THAT(patients[0].columns,
              ElementsAre(Pair("age", "071"), Pair("größe", ""), Pair("sex (m/f)", "f")));
  EXPECT_THAT(patients[1].columns,
              ElementsAre(Pair("age", ""), Pair("größe", "1,80 m"), Pair("sex (m/f)", "m")));
  EXPECT_THAT(reader.verify(), IsEmpty());
}

TEST_F(PackColumns, BelongToTheIdentityOfTheData) {
  const auto checksum = [&](const Columns& first, const Columns& second) {
    write(first, second);
    return PackReader(path_).index().checksum;
  };
  const auto none = checksum({}, {});
  const auto one = checksum({{"age", "71"}}, {{"age", "72"}});
  EXPECT_NE(one, none);
  EXPECT_NE(checksum({{"age", "71"}}, {{"age", "73"}}), one);
  EXPECT_NE(checksum({{"aged", "71"}}, {{"aged", "72"}}), one);
}

TEST_F(PackColumns, NoGroupWithoutThem) {
  write({}, {});
  EXPECT_EQ(H5Lexists(open_to_spoil(path_).get(), "/patients/columns", H5P_DEFAULT), 0);
}

TEST_F(PackColumns, AreTheSameForAllPatients) {
  EXPECT_THAT(message_of<DataError>([&] {
                write({{"age", "1"}}, {{"sex", "f"}});
              }),
              HasSubstr("/patients/columns: 'Müller' has other columns than 'p0'"));
  EXPECT_THAT(message_of<DataError>([&] {
                write({}, {{"sex", "f"}});
              }),
              HasSubstr("'Müller' has other columns"));
  EXPECT_THAT(message_of<DataError>([&] {
                write({{"age", "1"}}, {});
              }),
              HasSubstr("'Müller' has other columns"));
}

TEST_F(PackColumns, HaveNames) {
  EXPECT_THAT(message_of<DataError>([&] { write({{"", "1"}}, {{"", "2"}}); }), HasSubstr("'' is not a name"));
  EXPECT_THAT(message_of<DataError>([&] {
                write({{"\xFF", "1"}}, {{"\xFF", "2"}});
              }),
              HasSubstr("is not a name"));
}

TEST_F(PackColumns, DamageIsNoticed) {
  const Columns columns = {{"ward", "north-wing"}};
  write(columns, columns);
  flip_bit(path_, "north-wing", 2);
  EXPECT_THAT(opening(), AllOf(HasSubstr("/patients/columns/ward"), HasSubstr("checksum does not fit")));
  write(columns, columns);
  {
    const auto file = open_to_spoil(path_);
    ASSERT_GE(H5Adelete_by_name(file.get(), "/patients/columns/ward", "sha256", H5P_DEFAULT), 0);
  }
  EXPECT_THAT(opening(), AllOf(HasSubstr("/patients/columns/ward"), HasSubstr("sha256")));
}

// The same for the other tables.
TEST_F(PackColumns, OfVideosAndClinicalRows) {
  const auto write_with = [&](const Columns& second_video, const Columns& second_day,
                              const std::string& note = "") {
    PackWriter writer(path_, kSmallHeight, kSmallWidth, 2);
    for (int v = 0; v < 2; ++v) {
      writer.append_frames(small_frames(v, 1).data(), 1);
      Video video = small_video(v);
      video.columns = v == 0 ? Columns{{"probe", "C5"}} : second_video;
      writer.end_video(video);
    }
    PackIndex index = small_index();
    index.clinical[0].columns = {{"ward", "north"}};
    index.clinical[1].columns = second_day;
    if (!note.empty()) index.notes.push_back(note);
    writer.finish(index);
    return PackReader(path_).index().checksum;
  };
  const auto checksum = write_with({{"probe", "L4"}}, {{"ward", "south"}});
  EXPECT_NE(write_with({{"probe", "L5"}}, {{"ward", "south"}}), checksum);
  EXPECT_NE(write_with({{"probe", "L4"}}, {{"ward", ""}}), checksum);
  EXPECT_NE(write_with({{"probe", "L4"}}, {{"ward", "south"}}, "one more"), checksum);
  EXPECT_THAT(message_of<DataError>([&] {
                write_with({{"prob", "L4"}}, {{"ward", "south"}});
              }),
              HasSubstr("/videos/columns: 'v1' has other columns than 'v0'"));
  EXPECT_THAT(message_of<DataError>([&] {
                write_with({{"probe", "L4"}}, {});
              }),
              HasSubstr("/clinical/columns: 'p0, day 2' has other columns than 'p0, day 0'"));
  EXPECT_THAT(message_of<DataError>([&] {
                write_with({{"probe", "\xFF"}}, {{"ward", "south"}});
              }),
              HasSubstr("/videos/columns/probe: 'v1': its value is not UTF-8 text"));
  EXPECT_THAT(message_of<DataError>([&] {
                write_with({{"probe", "L4"}}, {{"ward", "south"}}, std::string("a\0b", 3));
              }),
              HasSubstr("/notes: "));
}

// A column of another table put in its place: too few rows here.
TEST_F(PackColumns, ColumnOfAnotherLength) {
  write({{"ward", "a"}}, {{"ward", "b"}});
  delete_link(path_, "/patients/columns/ward");
  {
    const auto file = open_to_spoil(path_);
    ASSERT_GE(H5Lcreate_hard(file.get(), "/videos/id", file.get(), "/patients/columns/ward", H5P_DEFAULT,
                             H5P_DEFAULT),
              0);
  }
  EXPECT_THAT(opening(),
              AllOf(HasSubstr("/patients/columns/ward"), HasSubstr("has 1 rows, the table has 2")));
}

}  // namespace
}  // namespace sonosweep::data
