// What sonosweep-inspect counts, by hand on a tiny pack.
#include "data_tools/inspect/pack_facts.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/unicode.h"
#include "data/pack_writer.h"
#include "data_tools/inspect/inspect_report.h"
#include "data_tools/inspect/pack_json.h"
#include "data_tools/looked_at_pack.h"
#include "temp_dir.h"
#include "test_paths.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Pair;
using ::testing::StartsWith;

class LookedAtPack : public ::testing::Test {
 protected:
  LookedAtPack() {
    write_looked_at_pack(path_);
    reader_ = std::make_unique<data::PackReader>(path_);
    facts_ = pack_facts(*reader_);
  }
  testing::TempDir dir_;
  std::filesystem::path path_ = dir_ / "a.h5";
  std::unique_ptr<data::PackReader> reader_;
  PackFacts facts_;
};

TEST_F(LookedAtPack, LabelsAtEachThreshold) {
  // Above 0, and at 20, 40, 50, 60, 80, 100 %: Anna's 4, 3, 3, 3, 2, 2, 2 and Ben's 4, 4, 4, 0, ..
  const LabelCounts& pleura = facts_.classes[0];
  EXPECT_EQ(pleura.rows, 3);
  EXPECT_EQ(pleura.painted_rows, 2);
  EXPECT_EQ(pleura.pixels, 60);
  EXPECT_THAT(pleura.labelled, ElementsAre(8, 7, 7, 3, 2, 2, 2));
  EXPECT_THAT(pleura.bins, ElementsAre(0, 1, 0, 0, 4, 1, 0, 0, 0, 0, 2));
  for (const auto& patients : pleura.patients) EXPECT_THAT(patients, ElementsAre(0U));
  EXPECT_THAT(facts_.classes[1].labelled, ElementsAre(20, 20, 20, 20, 20, 20, 20));
  EXPECT_EQ(facts_.by_annotator.at("Anna")[0].pixels, 40);
  EXPECT_THAT(facts_.by_annotator.at("Anna")[0].labelled, ElementsAre(4, 3, 3, 3, 2, 2, 2));
  EXPECT_THAT(facts_.by_annotator.at("Ben")[0].labelled, ElementsAre(4, 4, 4, 0, 0, 0, 0));
  EXPECT_THAT(facts_.by_annotator.at("Ben")[0].patients[3], IsEmpty());
  EXPECT_EQ(facts_.annotated_frames, 2);
}

TEST_F(LookedAtPack, VideosAndTheirGrays) {
  const VideoFacts &a = facts_.videos[0], &c = facts_.videos[2];
  EXPECT_EQ(a.shown_frame, 1);
  EXPECT_THAT(a.shown_rows, ElementsAre(0, 1));
  EXPECT_EQ(a.gray_frames, 2);
  EXPECT_EQ(a.least_gray, 10);
  EXPECT_EQ(a.most_gray, 30);
  EXPECT_EQ(a.mean_gray, 20);
  EXPECT_EQ(a.grays[10 / 8], 20);
  EXPECT_EQ(a.grays[30 / 8], 20);
  EXPECT_EQ(c.shown_frame, 0);
  EXPECT_THAT(c.shown_rows, IsEmpty());
  EXPECT_EQ(c.mean_gray, 9.5);
  EXPECT_THAT(std::vector(c.grays.begin(), c.grays.begin() + 4), ElementsAre(8, 8, 4, 0));
}

TEST_F(LookedAtPack, ClinicalMatchesAndRanges) {
  const ClinicalFacts& clinical = facts_.clinical;
  EXPECT_EQ(clinical.sf_ratio_raw.least, 300);
  EXPECT_EQ(clinical.sf_ratio_raw.median, 350);
  EXPECT_EQ(clinical.sf_ratio_raw.most, 400);
  EXPECT_EQ(clinical.patients, 1U);
  EXPECT_THAT(clinical.video_days, ElementsAre(Pair("p1", 0), Pair("p1", 3)));
  EXPECT_THAT(clinical.days_without_ratio, ElementsAre(Pair("p1", 3)));
  EXPECT_THAT(clinical.ratios_without_video, ElementsAre(Pair("p1", 1)));
  EXPECT_EQ(clinical.readmitted, 1U);
  EXPECT_EQ(clinical.unknown, 1U);
  EXPECT_EQ(facts_.fps.count, 2U);
  EXPECT_EQ(facts_.day.most, 3);
  EXPECT_EQ(facts_.frames.median, 1);
}

TEST_F(LookedAtPack, WhatStandsOut) {
  std::vector<std::string> texts;
  for (const auto& remark : facts_.remarks) texts.push_back((remark.is_serious ? "! " : "") + remark.text);
  EXPECT_THAT(texts, ElementsAre("! 1 video of one single gray: is the file empty, or its decoding wrong?",
                                 "! 1 video with class 'b_line' over more than 90 % of the annotated frames: "
                                 "is its map inverted?",
                                 "1 video without an annotation",
                                 "1 video without a day or a view: no clinical task uses them",
                                 "1 video day without an S/F ratio: p1 day 3",
                                 "1 S/F ratio of days without a video: p1 day 1"));
  EXPECT_THAT(facts_.remarks[0].videos, ElementsAre(1U));
  EXPECT_THAT(facts_.remarks[2].videos, ElementsAre(2U));
}

TEST_F(LookedAtPack, SharesAreNeverRoundedToNothing) {
  EXPECT_EQ(share_text(8, 60), "13.33 %");
  EXPECT_EQ(share_text(0, 60), "0.00 %");
  EXPECT_EQ(share_text(1, 100000), "<0.01 %");
  EXPECT_EQ(share_text(0, 0), "-");
}

TEST_F(LookedAtPack, JsonSaysTheSame) {
  const auto json = nlohmann::json::parse(pack_json(reader_->index(), facts_, 4711));
  EXPECT_EQ(json["name"], "b_line");
  EXPECT_EQ(json["checksum"], reader_->index().checksum);
  EXPECT_EQ(json["file_bytes"], 4711);
  EXPECT_EQ(json["pack_schema_version"], 2);
  EXPECT_EQ(json["counts"]["videos"], 3);
  EXPECT_EQ(json["counts"]["annotated_frames"], 2);
  EXPECT_EQ(json["classes"][0]["thresholds"][3],
            nlohmann::json({{"percent", 50}, {"pixels", 3}, {"share", 0.05}, {"patients", 1}}));
  EXPECT_EQ(json["clinical"]["video_days"], 2);
  EXPECT_EQ(json["clinical"]["readmitted_30d"], nlohmann::json({{"yes", 1}, {"no", 0}, {"unknown", 1}}));
  EXPECT_EQ(json["ranges"]["fps"]["known"], 2);
  EXPECT_EQ(json["patients"][1]["readmitted_30d"], nullptr);
  EXPECT_EQ(json["patients"][0]["columns"]["b_line"], "b_line");
  EXPECT_EQ(json["annotators"][1]["name"], "Ben");
  EXPECT_EQ(json["views"][1]["view"], "");
  EXPECT_EQ(json["notes"][0], "videos.csv line 4: video 'c': b_line");
  EXPECT_EQ(json["remarks"].size(), 6U);
  EXPECT_EQ(json["videos"][1]["geometry"]["fit"], "pad");
  EXPECT_EQ(json["videos"][2]["day"], nullptr);
  EXPECT_EQ(json["videos"][0]["gray"]["mean"], 20);
}

// Names as a hostile pack may have them: they neither steer a terminal nor pretend to be lines of their own.
TEST_F(LookedAtPack, NamesInTheTextAreWrittenOut) {
  const std::string healthy = pack_report(*reader_);
  write_looked_at_pack(dir_ / "b.h5", "\x1B[2J\n\u202Ex");
  const std::string report = pack_report(data::PackReader(dir_ / "b.h5"));
  EXPECT_THAT(report, HasSubstr("classes        pleura, <U+001B>[2J<U+000A><U+202E>x\n"));
  EXPECT_EQ(report, for_terminal(report));
  EXPECT_EQ(std::count(report.begin(), report.end(), '\n'), std::count(healthy.begin(), healthy.end(), '\n'));
}

TEST(PackFacts, OfVersion1) {
  const data::PackReader reader(SONOSWEEP_SOURCE_DIR "/tests/data/version_1.h5");
  const auto facts = pack_facts(reader);
  EXPECT_THAT(facts.remarks.back().text, HasSubstr("schema version 1"));
  const auto json = nlohmann::json::parse(pack_json(reader.index(), facts, 0));
  EXPECT_EQ(json["pack_schema_version"], 1);
  EXPECT_EQ(json["videos"][0]["geometry"], nullptr);
}

TEST(PackFacts, SameFramesOfTwoPatientsAreTold) {
  const testing::TempDir dir;
  {
    data::PackWriter writer(dir / "a.h5", 2, 2, 1);
    for (const char* id : {"a", "b", "c"}) {
      const std::uint8_t frame[] = {1, 2, 3, static_cast<std::uint8_t>(*id == 'b' ? 9 : 4)};
      data::Video video;
      video.id = id;
      video.patient = "p" + video.id;
      writer.append_frames(frame, 1);
      writer.end_video(video);
    }
    data::PackIndex index;
    index.classes = {"x"};
    index.patients = {{"pa"}, {"pb"}, {"pc"}};
    writer.finish(index);
  }
  const auto facts = pack_facts(data::PackReader(dir / "a.h5"));
  EXPECT_THAT(facts.remarks[0].text,
              StartsWith("2 videos have the same frames, pixel by pixel, though they are of "
                         "different patients"));
  EXPECT_THAT(facts.remarks[0].videos, ElementsAre(0U, 2U));
  EXPECT_THAT(facts.by_annotator, IsEmpty());
}

}  // namespace
}  // namespace sonosweep::data_tools
