#include "analysis/render/render_html.h"

#include <fmt/format.h>

#include <cmath>
#include <cstddef>

#include "analysis/render/table_text.h"

namespace sonosweep::analysis {
namespace {

std::string header_cell(const Column& column) {
  const char* better = column.better == Direction::kUp     ? "up"
                       : column.better == Direction::kDown ? "down"
                                                           : "";
  const char* arrow = column.better == Direction::kUp     ? " <span title=\"higher is better\">↑</span>"
                      : column.better == Direction::kDown ? " <span title=\"lower is better\">↓</span>"
                                                          : "";
  return fmt::format("<th scope=\"col\" data-column=\"{}\" data-type=\"{}\" data-better=\"{}\">{}{}</th>",
                     escape_html(column.name), column.is_text ? "text" : "number", better,
                     escape_html(column.title), arrow);
}

std::string body_cell(const Table& table, std::size_t c, const Cell& cell) {
  const Column& column = table.columns[c];
  const std::string text = escape_html(cell_text(table, column, cell));
  const std::string value = column.is_text           ? cell.csv_text
                            : std::isnan(cell.value) ? std::string()
                                                     : shortest_text(cell.value);
  const auto data = fmt::format("data-value=\"{}\"", escape_html(value));
  if (column.is_text) {
    const char* tag = c == 0 ? "th" : "td";
    return fmt::format("<{}{} {}>{}</{}>", tag, c == 0 ? " scope=\"row\"" : "", data, text, tag);
  }
  return cell.best ? fmt::format("<td class=\"best\" {}><strong>{}</strong></td>", data, text)
                   : fmt::format("<td {}>{}</td>", data, text);
}

std::string row_text(const Table& table, const Row& row) {
  std::string out = row.is_control ? "<tr class=\"control\">" : "<tr>";
  for (std::size_t c = 0; c < table.columns.size(); ++c) out += body_cell(table, c, row.cells[c]);
  if (table.has_spread) out += fmt::format("<td data-value=\"{}\">{}</td>", row.n, row.n);
  return out + "</tr>\n";
}

std::string body_text(const Table& table) {
  std::string out;
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (r == 0 || table.rows[r].block != table.rows[r - 1].block)
      out += fmt::format("{}<tbody data-block=\"{}\">\n", r == 0 ? "" : "</tbody>\n", table.rows[r].block);
    if (const std::string title = title_above(table, r); !title.empty())
      out += fmt::format("<tr class=\"block-title\"><th scope=\"rowgroup\" colspan=\"{}\">{}</th></tr>\n",
                         count_columns(table), escape_html(title));
    out += row_text(table, table.rows[r]);
  }
  return out + "</tbody>\n";
}

std::string caption_text(const Table& table) {
  return fmt::format("<strong>{}.</strong> {}", escape_html(table.label), escape_html(table.caption));
}

const char* const kStyle =
    "body{font-family:sans-serif;margin:1em;max-width:70em}"
    "table.data{border-collapse:collapse}"
    "table.data caption{text-align:left;padding-bottom:.5em}"
    "table.data th,table.data td{padding:.2em .6em;text-align:right;white-space:nowrap}"
    "table.data th[scope=row],table.data th[data-type=text],table.data .block-title th{text-align:left}"
    "table.data thead{border-top:2px solid;border-bottom:1px solid}"
    "table.data tbody{border-bottom:1px solid}"
    ".notes{font-size:smaller}";

}  // namespace

std::string render_html(const Table& table) {
  std::string out;
  if (table.rows.empty()) {
    out = fmt::format("<p id=\"table-{}\">{}</p>\n", escape_html(table.name), caption_text(table));
  } else {
    out = fmt::format("<table class=\"data\" id=\"table-{}\">\n<caption>{}</caption>\n<thead><tr>",
                      escape_html(table.name), caption_text(table));
    for (const auto& column : table.columns) out += header_cell(column);
    if (table.has_spread) out += header_cell(Column::count("n", "n"));
    out += "</tr></thead>\n" + body_text(table) + "</table>\n";
  }
  if (table.footnotes.empty()) return out;
  out += "<ul class=\"notes\">\n";
  for (const auto& note : table.footnotes) out += "<li>" + escape_html(note) + "</li>\n";
  return out + "</ul>\n";
}

std::string html_page(const std::string& title, const std::string& body) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n{}</body>\n</html>\n",
      escape_html(title), kStyle, body);
}

}  // namespace sonosweep::analysis
