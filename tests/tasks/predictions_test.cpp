#include "tasks/predictions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "core/atomic_file.h"
#include "core/error.h"
#include "temp_dir.h"

namespace sonosweep::tasks {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using Limits = std::numeric_limits<double>;

const std::string kOddId = "v\"1\", \"left\"\nside ";

class Predictions : public ::testing::Test {
 protected:
  const std::filesystem::path path() const { return dir_ / "predictions.csv"; }
  void write(const std::string& text) const { write_file_atomically(path(), text); }

  // The message of the DataError that reading this text throws.
  template <typename Read>
  std::string fault(const Read& read, const std::string& text) const {
    write(text);
    try {
      read(path());
    } catch (const DataError& error) {
      return error.what();
    }
    return "";
  }

  sonosweep::testing::TempDir dir_;
};

TEST_F(Predictions, GoldenText) {
  write_predictions(
      path(), std::vector<SfChangePrediction>{{"a", "b,c", SfChange::kSame, {0.1, -2, 1e-300}, "p,1", 0, 3},
                                              {"d", "e", SfChange::kIncrease, {1, 2, 3}}});
  EXPECT_EQ(read_file(path()),
            "video_first,video_second,label,logit_decrease,logit_same,logit_increase,patient,day_first,"
            "day_second\n"
            "a,\"b,c\",same,0.1,-2,1e-300,\"p,1\",0,3\n"
            "d,e,increase,1,2,3,,,\n");
  write_predictions(path(), std::vector<SfRatioPrediction>{{"v\"1\"", "p", 3, "L2", 0.75, 1.0 / 3}});
  EXPECT_EQ(read_file(path()),
            "video,patient,day,view,target,prediction\n"
            "\"v\"\"1\"\"\",p,3,L2,0.75,0.3333333333333333\n");
  write_predictions(path(), std::vector<ReadmissionPrediction>{{"p", "R1", 1, -0.5, 0.5}});
  EXPECT_EQ(read_file(path()), "patient,view,label,logit_no,logit_yes\np,R1,1,-0.5,0.5\n");
}

TEST_F(Predictions, SfChangeRoundTrip) {
  const std::vector<SfChangePrediction> rows = {
      {kOddId,
       "b",
       SfChange::kDecrease,
       {Limits::max(), Limits::lowest(), Limits::denorm_min()},
       " p,1",
       2147483647,
       0},
      {"a", kOddId, SfChange::kSame, {Limits::min(), -0.0, 0.1 + 0.2}, " p,1", 2147483647, 2147483647},
      {"Müller", " x", SfChange::kIncrease, {1.0 / 3, -1e-17, 123456789.12345679}}};
  write_predictions(path(), rows);
  const auto read = read_sf_change_predictions(path());
  ASSERT_EQ(read.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(read[i].video_first, rows[i].video_first);
    EXPECT_EQ(read[i].video_second, rows[i].video_second);
    EXPECT_EQ(read[i].label, rows[i].label);
    EXPECT_EQ(read[i].logits, rows[i].logits);
    EXPECT_EQ(read[i].patient, rows[i].patient);
    EXPECT_EQ(read[i].day_first, rows[i].day_first);
    EXPECT_EQ(read[i].day_second, rows[i].day_second);
  }
  EXPECT_TRUE(std::signbit(read[1].logits[1]));
}

TEST_F(Predictions, SfRatioRoundTrip) {
  const std::vector<SfRatioPrediction> rows = {{kOddId, "p,1", 0, "R1", 0.1 + 0.2, Limits::denorm_min()},
                                               {"b", "p,1", 0, "L3", 0.1 + 0.2, Limits::max()},
                                               {"c", "p2", 2147483647, "L3", 1, -1.0 / 3}};
  write_predictions(path(), rows);
  const auto read = read_sf_ratio_predictions(path());
  ASSERT_EQ(read.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(read[i].video, rows[i].video);
    EXPECT_EQ(read[i].patient, rows[i].patient);
    EXPECT_EQ(read[i].day, rows[i].day);
    EXPECT_EQ(read[i].view, rows[i].view);
    EXPECT_EQ(read[i].target, rows[i].target);
    EXPECT_EQ(read[i].prediction, rows[i].prediction);
  }
}

TEST_F(Predictions, ReadmissionRoundTrip) {
  const std::vector<ReadmissionPrediction> rows = {{kOddId, "R1", 1, Limits::max(), Limits::lowest()},
                                                   {kOddId, "L1", 1, 1.0 / 3, -1e-17},
                                                   {"p2", "L1", 0, 0, -0.0}};
  write_predictions(path(), rows);
  const auto read = read_readmission_predictions(path());
  ASSERT_EQ(read.size(), rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(read[i].patient, rows[i].patient);
    EXPECT_EQ(read[i].view, rows[i].view);
    EXPECT_EQ(read[i].label, rows[i].label);
    EXPECT_EQ(read[i].logit_no, rows[i].logit_no);
    EXPECT_EQ(read[i].logit_yes, rows[i].logit_yes);
  }
}

TEST_F(Predictions, NoRows) {
  write_predictions(path(), std::vector<SfRatioPrediction>{});
  EXPECT_TRUE(read_sf_ratio_predictions(path()).empty());
}

TEST_F(Predictions, WhatIsNotFiniteIsNotWritten) {
  for (const double bad : {std::nan(""), Limits::infinity()}) {
    try {
      write_predictions(path(), std::vector<ReadmissionPrediction>{{"p7", "R1", 1, 0, bad}});
      FAIL();
    } catch (const Error& error) {
      EXPECT_THAT(error.what(), AllOf(HasSubstr("predictions.csv"), HasSubstr("p7, R1")));
    }
    EXPECT_FALSE(std::filesystem::exists(path()));
  }
}

TEST_F(Predictions, DamagedSfChange) {
  const std::string header = "video_first,video_second,label,logit_decrease,logit_same,logit_increase\n";
  const auto& read = read_sf_change_predictions;
  EXPECT_EQ(fault(read, header + "a,b,same,1,2,3\n"), "");
  EXPECT_THAT(
      fault(read, header + "a,b,same,1,2,3\na,c,equal,1,2,3\n"),
      AllOf(HasSubstr("predictions.csv line 3, label: 'equal'"), HasSubstr("decrease, same or increase")));
  EXPECT_THAT(fault(read, header + "a,b,same,1,x2,3\n"),
              HasSubstr("line 2, logit_same: 'x2': expected a finite number"));
  EXPECT_THAT(fault(read, header + "a,b,same,1,2,nan\n"), HasSubstr("line 2, logit_increase: 'nan'"));
  EXPECT_THAT(fault(read, header + ",b,same,1,2,3\n"), HasSubstr("line 2, video_first: ''"));
  EXPECT_THAT(fault(read, header + "a,,same,1,2,3\n"), HasSubstr("line 2, video_second: ''"));
  EXPECT_THAT(fault(read, header + "a,b,same,1,2\n"), HasSubstr("line 2: has 5 fields, expected the 6"));
  EXPECT_THAT(fault(read, header + "a,b,same,1,2,3,4\n"), HasSubstr("line 2: has 7 fields"));
  EXPECT_THAT(fault(read, header + "a,b,same,1,2,3\na,c,same,1,2,31"), HasSubstr("line 3: is cut short"));
  EXPECT_THAT(fault(read, header + "a,\"b,same,1,2,3\n"), HasSubstr("line 2: broken quotes"));
}

// Files of 0.1.0 do not say whose the videos are, and of which days.
TEST_F(Predictions, OldSfChange) {
  write("video_first,video_second,label,logit_decrease,logit_same,logit_increase\na,b,increase,1,2,3\n");
  const auto rows = read_sf_change_predictions(path());
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(rows[0].logits, (std::array<double, 3>{1, 2, 3}));
  EXPECT_EQ(rows[0].patient, "");
  EXPECT_FALSE(rows[0].day_first || rows[0].day_second || rows[0].has_two_days());
}

TEST_F(Predictions, DamagedDaysOfSfChange) {
  const std::string header =
      "video_first,video_second,label,logit_decrease,logit_same,logit_increase,patient,day_first,day_"
      "second\n";
  const auto& read = read_sf_change_predictions;
  EXPECT_EQ(fault(read, header + "a,b,same,1,2,3,p,1,1\na,c,same,1,2,3,p,1,2\nd,e,same,1,2,3,,,\n"), "");
  EXPECT_THAT(fault(read, header + "a,b,same,1,2,3\n"), HasSubstr("line 2: has 6 fields, expected the 9"));
  EXPECT_THAT(fault(read, header + "a,b,same,1,2,3,p,-1,1\n"),
              HasSubstr("line 2, day_first: '-1': expected an integer from 0"));
  EXPECT_THAT(fault(read, header + "a,b,same,1,2,3,p,,1\n"),
              HasSubstr("line 2, day_first: '': patient and days are known together"));
  EXPECT_THAT(fault(read, header + "a,b,same,1,2,3,,1,1\n"), HasSubstr("line 2, day_first: '1'"));
  EXPECT_THAT(fault(read, header + "a,b,same,1,2,3,p,1,\n"), HasSubstr("line 2, day_second: ''"));
  EXPECT_THAT(fault(read, header + "a,b,increase,1,2,3,p,1,1\n"),
              HasSubstr("line 2, day_second: '1': a pair of one day"));
  EXPECT_THAT(fault(read, header + "a,b,same,1,2,3,p,1,2\na,c,same,1,2,3,p,2,3\n"),
              HasSubstr("line 3, day_first: '2': another patient or day stands above for video 'a'"));
  EXPECT_THAT(fault(read, header + "a,b,same,1,2,3,p,1,2\nc,b,same,1,2,3,q,2,2\n"),
              HasSubstr("line 3, day_second: '2': another patient or day stands above for video 'b'"));
}

TEST_F(Predictions, DamagedSfRatio) {
  const std::string header = "video,patient,day,view,target,prediction\n";
  const auto& read = read_sf_ratio_predictions;
  EXPECT_EQ(fault(read, header + "a,p,1,R1,0.5,1\nb,p,1,R2,0.5,2\nc,p,2,R2,0.6,2\n"), "");
  EXPECT_THAT(fault(read, header + "a,p,-1,R1,0.5,1\n"),
              HasSubstr("line 2, day: '-1': expected an integer from 0"));
  EXPECT_THAT(fault(read, header + "a,p,1.5,R1,0.5,1\n"), HasSubstr("line 2, day: '1.5'"));
  EXPECT_THAT(fault(read, header + "a,p,1,R4,0.5,1\n"), HasSubstr("line 2, view: 'R4': expected one of R1"));
  EXPECT_THAT(fault(read, header + "a,p,1,,0.5,1\n"), HasSubstr("line 2, view: ''"));
  EXPECT_THAT(fault(read, header + "a,p,1,R1,inf,1\n"), HasSubstr("line 2, target: 'inf'"));
  EXPECT_THAT(fault(read, header + "a,p,1,R1,0.5,\n"), HasSubstr("line 2, prediction: ''"));
  EXPECT_THAT(fault(read, header + "a,p,1,R1,0.5,1\nb,p,1,R2,0.6,2\n"),
              HasSubstr("line 3, target: '0.6': another target stands above"));
}

TEST_F(Predictions, DamagedReadmission) {
  const std::string header = "patient,view,label,logit_no,logit_yes\n";
  const auto& read = read_readmission_predictions;
  EXPECT_EQ(fault(read, header + "p,R1,1,0,1\np,R2,1,0,1\nq,R2,0,0,1\n"), "");
  EXPECT_THAT(fault(read, header + "p,R1,2,0,1\n"),
              HasSubstr("line 2, label: '2': expected an integer from 0 to 1"));
  EXPECT_THAT(fault(read, header + "p,R1,yes,0,1\n"), HasSubstr("line 2, label: 'yes'"));
  EXPECT_THAT(fault(read, header + "p,R1,1,0,1\np,R2,0,0,1\n"),
              HasSubstr("line 3, label: '0': another label stands above"));
  EXPECT_THAT(fault(read, header + "p,R1,1,-,1\n"), HasSubstr("line 2, logit_no: '-'"));
}

TEST_F(Predictions, AnotherFile) {
  const auto& read = read_readmission_predictions;
  EXPECT_THAT(fault(read, "video,patient,day,view,target,prediction\n"),
              HasSubstr("line 1: expected the header 'patient,view"));
  EXPECT_THAT(fault(read, ""), HasSubstr("line 1: expected the header"));
  EXPECT_THAT(fault(read, "patient,view,label\n"), HasSubstr("line 1: expected the header"));
  EXPECT_THAT(fault(read, "\xFF\xFE"), HasSubstr("is not UTF-8"));
  EXPECT_THROW(read_readmission_predictions(dir_ / "none.csv"), Error);
}

}  // namespace
}  // namespace sonosweep::tasks
