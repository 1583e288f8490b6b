// The page as text: what is in it, and that nothing gets out of its place.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "analysis/all_tables.h"
#include "analysis/figures/study_figures.h"
#include "analysis/made_up_results.h"
#include "analysis/report/report_page.h"
#include "analysis/report/run_data.h"
#include "analysis/report_results.h"
#include "core/atomic_file.h"
#include "sweep/look_at_study.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

class Report : public ::testing::Test {
 protected:
  std::string page() {
    const auto results = read_study_results(folder_);
    const auto status = sweep::look_at_study(folder_, 0);
    return report_page(
        {results, folder_, status, all_tables(results), study_figures({results, folder_, nullptr})});
  }

  sonosweep::testing::TempDir dir_;
  sweep::StudyFolder folder_{dir_.path() / "results"};
  std::filesystem::path pack_ = dir_.path() / "data.h5";
};

TEST_F(Report, HasEverything) {
  testing::write_report_results(folder_, pack_, "made up");
  const auto html = page();
  for (const char* part :
       {"<h1>made up: made up</h1>", "22 of 22 runs are done", "id=\"table-table1_segmentation\"",
        "id=\"figure-class_iou\"", "Figures left out:", "\"sf_change/t060/fold1\"", "line 60 of",
        "<th scope=\"row\">host</th><td>node7</td>", "p1, p2"})
    EXPECT_THAT(html, HasSubstr(part));
  EXPECT_THAT(html, Not(HasSubstr("id=\"failures\"")));
  EXPECT_THAT(html, Not(HasSubstr("line 10 of")));  // the last 50 of 60 lines
  EXPECT_THAT(html, HasSubstr("line 11 of"));
  EXPECT_EQ(html, page());
}

TEST_F(Report, LoadsNothing) {
  testing::write_report_results(folder_, pack_, "made up");
  const auto html = page();
  for (const char* part : {"src=", "@import", "url(", "<link", "<iframe"})
    EXPECT_THAT(html, Not(HasSubstr(part)));
  // The only addresses are names of XML.
  EXPECT_EQ(count_of(html, "http"),
            count_of(html, "http-equiv") + count_of(html, "http://www.w3.org/2000/svg"));
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
}

TEST_F(Report, WickedNamesStayText) {
  testing::write_report_results(folder_, pack_, testing::kWickedName, 2);
  const auto html = page();
  EXPECT_EQ(count_of(html, "<script"), 3U);  // index, details, the page's own
  EXPECT_EQ(count_of(html, "</script"), 3U);
  EXPECT_THAT(html, HasSubstr("&lt;/script&gt;&lt;script&gt;alert(&#39;x&#39;)"));
  EXPECT_THAT(html, HasSubstr("\\u003c/script>\\u003cscript>alert('x')"));
}

TEST_F(Report, FailuresComeFirst) {
  testing::write_report_results(folder_, pack_, "made up", 3);
  create_folders(folder_.run("sf_ratio/t000/fold0"));
  write_file_atomically(folder_.result_file("sf_ratio/t000/fold0"), "{");
  const auto html = page();
  EXPECT_THAT(html, HasSubstr("2 runs have no result that counts"));
  EXPECT_THAT(html, HasSubstr("<a href=\"#run=cache%2Ft060\">cache/t060</a>: failed: killed by "));
  EXPECT_THAT(html, HasSubstr("its result is damaged"));
  EXPECT_THAT(html, HasSubstr("blocked"));  // what needs that cache
  EXPECT_LT(html.find("id=\"failures\""), html.find("id=\"tables\""));
}

TEST_F(Report, ConstantNetworksHaveABoxAboveTheTables) {
  const auto study = testing::clinical_study();
  testing::write_study(folder_, study);
  testing::write_done(folder_, "sf_ratio/t060/fold1", {{"rmse_max", 0.25}}, testing::constant_details());
  testing::write_others_done(folder_, study, {{"rmse_max", 0.25}});
  const auto html = page();
  const auto box =
      html.find("<section class=\"failures\" id=\"constant\">\n<h2>1 of 18 clinical networks is constant");
  ASSERT_NE(box, std::string::npos);
  EXPECT_LT(box, html.find("<section id=\"tables\">"));
  EXPECT_THAT(html, HasSubstr("<li>Table 3, &gt;= 60 %: 1/2 constant</li>"));
  EXPECT_THAT(html, HasSubstr("<a href=\"#constant\">Constant networks</a>"));
  testing::write_done(folder_, "sf_ratio/t060/fold1", {{"rmse_max", 0.25}});
  EXPECT_THAT(page(), Not(HasSubstr("id=\"constant\"")));
}

TEST_F(Report, OfAStudyThatHasNotBegun) {
  testing::write_study(folder_, testing::small_study());
  const auto html = page();
  EXPECT_THAT(html, HasSubstr("0 of 2 runs are done"));
  EXPECT_THAT(html, HasSubstr("[\"segmentation/t000\",\"segmentation\",\"waiting\",null,\"\",null,\"\"]"));
}

}  // namespace
}  // namespace sonosweep::analysis
