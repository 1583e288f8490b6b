#include "analysis/render/table_files.h"

#include "analysis/render/render_csv.h"
#include "analysis/render/render_html.h"
#include "analysis/render/render_latex.h"
#include "analysis/render/render_markdown.h"
#include "core/atomic_file.h"
#include "core/output_kinds.h"

namespace sonosweep::analysis {

namespace {

const std::vector<std::string>& endings_of(const Table& table) {
  static const std::vector<std::string> all = {".csv", ".md", ".tex", ".html"}, for_programs = {".csv"};
  return table.csv_only ? for_programs : all;
}

}  // namespace

void write_tables(const std::filesystem::path& folder, const std::vector<Table>& tables,
                  const OutputRules& rules) {
  create_folders(folder);
  for (const auto& table : tables)
    for (const auto& ending : endings_of(table))
      check_output(folder / (table.name + ending),
                   ending == ".html" ? html_output() : text_output("a text file"), rules);
  const FolderGuard guard(folder, "sonosweep-tables");
  for (const auto& table : tables) {
    write_file_atomically(folder / (table.name + ".csv"), render_csv(table));
    if (table.csv_only) continue;
    write_file_atomically(folder / (table.name + ".md"), render_markdown(table));
    write_file_atomically(folder / (table.name + ".tex"), render_latex(table));
    write_file_atomically(folder / (table.name + ".html"), html_page(table.label, render_html(table)));
  }
}

}  // namespace sonosweep::analysis
