#include "analysis/render/table_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "analysis/made_up_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_html.h"
#include "analysis/render/render_latex.h"
#include "analysis/render/render_markdown.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "message_of.h"
#include "temp_dir.h"

namespace sonosweep::analysis {
namespace {

using ::testing::HasSubstr;

TEST(WriteTables, FilesOfATable) {
  const sonosweep::testing::TempDir dir;
  const auto table = testing::sample_table();
  write_tables(dir / "tables", {table});
  write_tables(dir / "tables", {table});  // over the old ones
  EXPECT_EQ(read_file(dir / "tables/sample.csv"), render_csv(table));
  EXPECT_EQ(read_file(dir / "tables/sample.md"), render_markdown(table));
  EXPECT_EQ(read_file(dir / "tables/sample.tex"), render_latex(table));
  EXPECT_EQ(read_file(dir / "tables/sample.html"), html_page("Table 9", render_html(table)));
  const std::filesystem::directory_iterator files(dir / "tables");
  EXPECT_EQ(std::distance(begin(files), end(files)), 4);
}

TEST(WriteTables, ForProgramsOnly) {
  const sonosweep::testing::TempDir dir;
  auto table = testing::sample_table();
  table.csv_only = true;
  write_tables(dir / "tables", {table});
  EXPECT_TRUE(std::filesystem::exists(dir / "tables/sample.csv"));
  EXPECT_FALSE(std::filesystem::exists(dir / "tables/sample.md"));
  EXPECT_FALSE(std::filesystem::exists(dir / "tables/sample.tex"));
  EXPECT_FALSE(std::filesystem::exists(dir / "tables/sample.html"));
}

TEST(WriteTables, OtherFilesAreLeftAsTheyAre) {
  const sonosweep::testing::TempDir dir;
  const std::string picture = "\x89PNG\r\n\x1a\n";
  const auto refusal = [&](const OutputRules& rules) {
    return sonosweep::testing::message_of<UsageError>(
        [&] { write_tables(dir / "tables", {testing::sample_table()}, rules); });
  };
  create_folders(dir / "tables");
  write_file_atomically(dir / "tables/sample.tex", picture);
  EXPECT_THAT(refusal({}), HasSubstr("sample.tex: exists and is not a text file"));
  EXPECT_EQ(read_file(dir / "tables/sample.tex"), picture);
  EXPECT_FALSE(std::filesystem::exists(dir / "tables/sample.csv"));  // none is written if one cannot be
  EXPECT_EQ(refusal({{}, true}), "(no exception)");
  EXPECT_EQ(read_file(dir / "tables/sample.tex"), render_latex(testing::sample_table()));
  write_file_atomically(dir / "tables/sample.html", "my notes");
  EXPECT_THAT(refusal({}), HasSubstr("sample.html: exists and is not an HTML page"));
  EXPECT_THAT(refusal({{dir / "tables/sample.md"}, true}), HasSubstr("inputs are never replaced"));
}

TEST(WriteTables, OneWriterAtATime) {
  const sonosweep::testing::TempDir dir;
  create_folders(dir / "tables");
  const FolderGuard other(dir / "tables", "another program");
  EXPECT_THAT(sonosweep::testing::message_of<LockHeld>(
                  [&] { write_tables(dir / "tables", {testing::sample_table()}); }),
              HasSubstr("tables: held by another program on "));
  EXPECT_FALSE(std::filesystem::exists(dir / "tables/sample.csv"));
}

TEST(WriteTables, FolderThatCannotBe) {
  const sonosweep::testing::TempDir dir;
  write_file_atomically(dir / "tables", "a file");
  EXPECT_THROW(write_tables(dir / "tables", {testing::sample_table()}), Error);
}

}  // namespace
}  // namespace sonosweep::analysis
