// The page of a pack: what is in it, and that nothing gets out of its place.
#include "data_tools/inspect/page/pack_page.h"

#include <gmock/gmock.h>

#include <opencv2/imgcodecs.hpp>

#include "core/atomic_file.h"
#include "data/pack_writer.h"
#include "data_tools/inspect/page/video_picture.h"
#include "data_tools/looked_at_pack.h"
#include "page/browser.h"
#include "temp_dir.h"
#include "test_paths.h"

namespace sonosweep::data_tools {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr const char* kWickedName = "</script><script>alert('x')</script>\"><img src=x onerror=alert(1)>";

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

std::string page_of(const std::filesystem::path& path) {
  const data::PackReader reader(path);
  return pack_page(reader, pack_facts(reader), 123456);
}

class PackPage : public ::testing::Test {
 protected:
  testing::TempDir dir_;
  std::filesystem::path path_ = dir_ / "a.h5";
};

TEST_F(PackPage, ShowsWhatCameIn) {
  write_looked_at_pack(path_);
  const auto html = page_of(path_);
  for (const char* part :
       {"<h1>b_line</h1>", "<strong>3</strong> videos", "<strong>4</strong> frames",
        "<strong>2</strong> patients", "<strong>2</strong> annotated frames",
        "<strong>1 of 2</strong> video days have an S/F ratio",
        "<strong>1 / 0 / 1</strong> patients readmitted", "<td>2 of 3</td>",
        // 8, 7 and 3 of 60 pixels; 20 of 60; Ben's 4 of 20
        "<td>13.33 %<br><small>1 pat.</small></td><td>11.67 %<br>", "<td>5.00 %<br>", "<td>33.33 %<br>",
        "<td>20.00 %<br><small>1 pat.</small>", "Of each annotator", "<td>0.00 %<br><small>0 pat.</small>",
        "2 S/F ratios of 1 patients; 1 of 2 patient-days with videos have one",
        "<td>300</td><td>350</td><td>400</td><td>2 of 2</td>", "1 yes, 0 no, 1 unknown", "123.5 kB",
        "Noted when it was packed (1)", "<li>videos.csv line 4: video &#39;c&#39;: b_line</li>",
        "is its map inverted?: <a href=\"#video-1\">b</a>",
        "Frame 1 of 2, mean of 2 annotators; 1 frame annotated by "
        "Anna, Ben",
        "Frame 0 of 1; this video has no annotation", "pad: x = 1 + 0.5 source x", "10–30, mean 20",
        "alt=\"Frame 1 of video a, with the confidence of pleura in colour\"",
        "data-patient=\"0\" data-view=\"R1\" data-annotators=\"0 1\" data-classes=\"0\" data-remarks=\"0\"",
        "data-patient=\"1\" data-view=\"\" data-annotators=\"\" data-classes=\"\" data-remarks=\"1\""})
    EXPECT_THAT(html, HasSubstr(part));
  EXPECT_THAT(html, HasSubstr(data::PackReader(path_).index().checksum));
  EXPECT_EQ(count_of(html, "<article "), 3U);
  EXPECT_EQ(count_of(html, "data:image/jpeg;base64,"), 3U);
  EXPECT_EQ(count_of(html, "data:image/png;base64,"), 2U);
  EXPECT_LT(html.find("id=\"remarks\""), html.find("id=\"videos\""));
  EXPECT_EQ(html, page_of(path_));
}

TEST_F(PackPage, LoadsNothingAndRunsOneScript) {
  write_looked_at_pack(path_, kWickedName);
  const auto html = page_of(path_);
  EXPECT_EQ(count_of(html, "<script"), 1U);
  EXPECT_EQ(count_of(html, "</script"), 1U);
  EXPECT_THAT(html, Not(HasSubstr("<img src=x")));
  EXPECT_THAT(html, HasSubstr("<h1>&lt;/script&gt;&lt;script&gt;alert(&#39;x&#39;)"));
  EXPECT_EQ(count_of(html, " src=\""), count_of(html, " src=\"data:image/"));
  for (const char* part : {"@import", "url(", "<link", "<iframe"}) EXPECT_THAT(html, Not(HasSubstr(part)));
  EXPECT_EQ(count_of(html, "http"), count_of(html, "http-equiv"));
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
}

// Ids, patients, annotators, columns and their values, notes: none of them becomes markup.
TEST_F(PackPage, WickedIdsStayText) {
  const std::string escaped = "&lt;script&gt;&quot;&#39;&amp;";
  {
    const std::string wicked = "<script>\"'&";
    data::PackWriter writer(path_, 2, 2, 1);
    const std::uint8_t frame[] = {1, 2, 3, 4};
    const std::uint16_t map[] = {0, 0, 5000, 9000};
    data::Video video;
    video.id = "v" + wicked;
    video.patient = "p" + wicked;
    video.columns = {{"c" + wicked, "w" + wicked}};
    writer.append_frames(frame, 1);
    writer.end_video(video);
    writer.add_annotation({0, 0, "a" + wicked}, map, nullptr);
    writer.add_annotation({0, 0, "b" + wicked}, map, nullptr);
    data::PackIndex index;
    index.name = "n" + wicked;
    index.classes = {"k" + wicked};
    index.patients = {{video.patient, -1, {{"d" + wicked, "x" + wicked}}}};
    index.clinical = {{video.patient, 3, 0.5, 238.5, {{"e" + wicked, ""}}}};
    index.notes = {"o" + wicked + " video '" + video.id + "': dark"};
    writer.finish(index);
  }
  const auto html = page_of(path_);
  EXPECT_EQ(count_of(html, "<script"), 1U);
  for (const char* before :
       {"<h1>n", "<h3 id=\"title-0\">v", "patient p", "of video v", "annotated by a", "<dt>c", "<dd>w",
        "<strong>k", "the confidence of k", "<option value=\"0\">p", "<option value=\"0\">a",
        "<th scope=\"row\">p", "<th scope=\"col\">d", "<td>x", "clinical values</th><td>e", "<li>o"})
    EXPECT_THAT(html, HasSubstr(before + escaped));
  EXPECT_THAT(html, HasSubstr("<title>n" + escaped + ": sonosweep pack</title>"));
  EXPECT_THAT(html, HasSubstr("data-remarks=\"1\""));  // the note is on its card
}

TEST_F(PackPage, OfVersion1) {
  const auto html = page_of(SONOSWEEP_SOURCE_DIR "/tests/data/version_1.h5");
  EXPECT_THAT(html, HasSubstr("<dt>resized</dt><dd>not said by this pack</dd>"));
  EXPECT_THAT(html, HasSubstr("this pack is of schema version 1"));
  EXPECT_THAT(html, HasSubstr("<td>71</td>"));
}

// Problems first: what is probably wrong, what packing noted, what is only not there.
TEST_F(PackPage, WhatIsWrongComesBeforeWhatIsNotThere) {
  write_looked_at_pack(path_);
  const auto html = page_of(path_);
  const auto wrong = html.find("of one single gray"), noted = html.find("Noted when it was packed"),
             lacking = html.find("What is not there");
  EXPECT_LT(wrong, noted);
  EXPECT_LT(noted, lacking);
  EXPECT_LT(lacking, html.find("id=\"labels\""));
  EXPECT_THAT(html, HasSubstr("<section id=\"remarks\" class=\"failures\">"));
}

TEST_F(PackPage, WithoutAnnotations) {
  {
    data::PackWriter writer(path_, 2, 2, 1);
    const std::uint8_t frame[] = {1, 2, 3, 4};
    data::Video video;
    video.id = "only";
    video.patient = "p";
    writer.append_frames(frame, 1);
    writer.end_video(video);
    data::PackIndex index;
    index.classes = {"x"};
    index.patients = {{"p"}};
    writer.finish(index);
  }
  const auto html = page_of(path_);
  EXPECT_THAT(html, HasSubstr("No frame of this pack is annotated."));
  EXPECT_THAT(html, HasSubstr("1 video without an annotation (all of them)"));
  EXPECT_THAT(html, HasSubstr("alt=\"Frame 0 of video only, not annotated\""));
  EXPECT_THAT(html, HasSubstr("<section id=\"remarks\" class=\"note\">"));  // nothing is wrong
}

// Noise, which is hardest to compress, of the full size of pictures for so many: at most so much a video.
TEST_F(PackPage, OfFiveHundredVideosIsNotHuge) {
  write_many_videos(path_, 500, 24);
  const auto html = page_of(path_);
  EXPECT_EQ(count_of(html, "<article "), 500U);
  EXPECT_EQ(count_of(html, "<img class=\"frame\" loading=\"lazy\""), 500U);
  EXPECT_LT(html.size(), 500U * 8000U);
  write_many_videos(path_, 1, 512);
  const data::PackReader reader(path_);
  const auto facts = pack_facts(reader);
  const auto picture = draw_video(reader, reader.index().videos[0], facts.videos[0], picture_side(500));
  EXPECT_EQ(picture.width, 200);
  EXPECT_EQ(picture.height, 200);
  EXPECT_LT(picture.frame.size() + picture.paint.size() + picture.contours.size(), 45000U);
}

TEST_F(PackPage, PicturesShowFrameConfidenceAndContours) {
  write_looked_at_pack(path_);
  const data::PackReader reader(path_);
  const auto facts = pack_facts(reader);
  const auto picture = draw_video(reader, reader.index().videos[1], facts.videos[1], 100);
  const cv::Mat paint =
      cv::imdecode(std::vector<char>(picture.paint.begin(), picture.paint.end()), cv::IMREAD_UNCHANGED);
  ASSERT_EQ(paint.size(), cv::Size(5, 4));
  // 100 % everywhere of the second class: sky blue (86, 180, 233), half of it.
  EXPECT_EQ(paint.at<cv::Vec4b>(2, 3), cv::Vec4b(233, 180, 86, 128));
  for (const char* level : {"l20", "l50", "l80"})
    EXPECT_THAT(picture.contours,
                HasSubstr(std::string("<path class=\"") + level + "\" stroke=\"#56b4e9\" d=\"M"));
  const cv::Mat frame =
      cv::imdecode(std::vector<char>(picture.frame.begin(), picture.frame.end()), cv::IMREAD_UNCHANGED);
  EXPECT_NEAR(frame.at<std::uint8_t>(2, 2), 50, 2);
}

// At both widths: it is used, and nothing is wider than the page.
class PackPageInBrowser : public PackPage, public ::testing::WithParamInterface<int> {
 protected:
  void SetUp() override {
    if (!testing::Browser::is_there())
      GTEST_SKIP() << "there is no chromium here: apt-get install --no-install-recommends chromium";
  }
  testing::Browser browser_;
};

TEST_P(PackPageInBrowser, IsFilteredAndFits) {
  write_looked_at_pack(path_, std::string(kWickedName) + std::string(60, 'x'));
  std::string console;
  const auto script = read_file(SONOSWEEP_SOURCE_DIR "/tests/data_tools/pack_page_self_test.js");
  EXPECT_EQ(browser_.self_test(page_of(path_), script, GetParam(), console), "videos 3, all well");
  EXPECT_THAT(console, IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Widths, PackPageInBrowser, ::testing::Values(390, 1280));

}  // namespace
}  // namespace sonosweep::data_tools
