#include "analysis/table_files.h"

#include "analysis/render_csv.h"
#include "analysis/render_html.h"
#include "analysis/render_latex.h"
#include "analysis/render_markdown.h"
#include "core/atomic_file.h"

namespace sonosweep::analysis {

void write_tables(const std::filesystem::path& folder, const std::vector<Table>& tables) {
  create_folders(folder);
  for (const auto& table : tables) {
    write_file_atomically(folder / (table.name + ".csv"), render_csv(table));
    if (table.csv_only) continue;
    write_file_atomically(folder / (table.name + ".md"), render_markdown(table));
    write_file_atomically(folder / (table.name + ".tex"), render_latex(table));
    write_file_atomically(folder / (table.name + ".html"), html_page(table.label, render_html(table)));
  }
}

}  // namespace sonosweep::analysis
