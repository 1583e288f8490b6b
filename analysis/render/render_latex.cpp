#include "analysis/render/render_latex.h"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

#include "analysis/render/table_text.h"
#include "core/text.h"

namespace sonosweep::analysis {
namespace {

// Longer ones first. Brackets and stars are wrapped: after the \\ of a row they would be its arguments.
const std::pair<std::string_view, std::string_view> kReplacements[] = {
    {">=", "$\\geq$"},
    {"±", "$\\pm$"},
    {"×", "$\\times$"},
    {"–", "--"},
    {"\\", "\\textbackslash{}"},
    {"{", "\\{"},
    {"}", "\\}"},
    {"$", "\\$"},
    {"&", "\\&"},
    {"#", "\\#"},
    {"%", "\\%"},
    {"_", "\\_"},
    {"^", "\\textasciicircum{}"},
    {"~", "\\textasciitilde{}"},
    {"<", "$<$"},
    {">", "$>$"},
    {"|", "$|$"},
    {"\"", "''"},
    {"[", "{[}"},
    {"]", "{]}"},
    {"*", "{*}"},
};

std::string header_text(const Column& column) {
  std::string text = escape_latex(column.title);
  if (column.better == Direction::kUp) text += " $\\uparrow$";
  if (column.better == Direction::kDown) text += " $\\downarrow$";
  return text;
}

std::string row_text(const Table& table, const Row& row) {
  std::vector<std::string> fields;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const std::string text = escape_latex(cell_text(table, table.columns[c], row.cells[c]));
    fields.push_back(row.cells[c].best ? "\\textbf{" + text + "}" : text);
  }
  if (table.has_spread) fields.push_back(std::to_string(row.n));
  return join(fields, " & ") + " \\\\\n";
}

std::string tabular(const Table& table) {
  std::string alignment;
  std::vector<std::string> titles;
  for (const auto& column : table.columns) {
    alignment += column.is_text ? 'l' : 'r';
    titles.push_back(header_text(column));
  }
  if (table.has_spread) {
    alignment += 'r';
    titles.emplace_back("n");
  }
  std::string out = "\\begin{tabular}{" + alignment + "}\n\\toprule\n";
  out += join(titles, " & ") + " \\\\\n\\midrule\n";
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (r > 0 && table.rows[r].block != table.rows[r - 1].block) out += "\\midrule\n";
    if (const std::string title = title_above(table, r); !title.empty())
      out += fmt::format("\\multicolumn{{{}}}{{l}}{{\\textit{{{}}}}} \\\\\n", count_columns(table),
                         escape_latex(title));
    out += row_text(table, table.rows[r]);
  }
  return out + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace

std::string escape_latex(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::string_view from = text.substr(0, 1);
    std::string_view to = from;
    for (const auto& [pattern, replacement] : kReplacements) {
      if (text.substr(0, pattern.size()) != pattern) continue;
      from = pattern;
      to = replacement;
      break;
    }
    const auto first = static_cast<unsigned char>(from.front());
    out += first < 0x20 || first == 0x7F ? std::string_view(" ") : to;
    text.remove_prefix(from.size());
  }
  return out;
}

std::string render_latex(const Table& table) {
  std::string out = "% Needs \\usepackage{booktabs}; then \\input{" + table.name + ".tex}\n";
  out += "\\begin{table}\n\\centering\n\\caption{" + escape_latex(table.caption) + "}\n";
  out += "\\label{tab:" + table.name + "}\n";
  if (!table.rows.empty()) out += tabular(table);
  if (!table.footnotes.empty()) {
    std::vector<std::string> notes;
    for (const auto& note : table.footnotes) notes.push_back(escape_latex(note));
    out += "\\par\\medskip\n\\begin{minipage}{0.95\\linewidth}\n\\footnotesize\n";
    out += join(notes, "\\par\n") + "\n\\end{minipage}\n";
  }
  return out + "\\end{table}\n";
}

}  // namespace sonosweep::analysis
