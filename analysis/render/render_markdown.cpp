#include "analysis/render/render_markdown.h"

#include <algorithm>
#include <cctype>
#include <cstddef>

#include "analysis/render/table_text.h"

namespace sonosweep::analysis {
namespace {

std::size_t width_of(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(
      text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_alnum_at(std::string_view text, std::size_t i) {
  return i < text.size() && std::isalnum(static_cast<unsigned char>(text[i])) != 0;
}

using Line = std::vector<std::string>;

Line title_line(const Table& table, const std::string& title) {
  Line line(count_columns(table));
  line.front() = "*" + escape_markdown(title) + "*";
  return line;
}

Line header_line(const Table& table) {
  Line line;
  for (const auto& column : table.columns) {
    const char* arrow = column.better == Direction::kUp     ? " ↑"
                        : column.better == Direction::kDown ? " ↓"
                                                            : "";
    line.push_back(escape_markdown(column.title) + arrow);
  }
  if (table.has_spread) line.emplace_back("n");
  return line;
}

Line row_line(const Table& table, const Row& row) {
  Line line;
  for (std::size_t c = 0; c < table.columns.size(); ++c) {
    const Cell& cell = row.cells[c];
    const std::string text = escape_markdown(cell_text(table, table.columns[c], cell));
    line.push_back(cell.best ? "**" + text + "**" : text);
  }
  if (table.has_spread) line.push_back(std::to_string(row.n));
  return line;
}

std::vector<Line> all_lines(const Table& table) {
  std::vector<Line> lines = {header_line(table)};
  for (std::size_t r = 0; r < table.rows.size(); ++r) {
    if (const std::string title = title_above(table, r); !title.empty())
      lines.push_back(title_line(table, title));
    lines.push_back(row_line(table, table.rows[r]));
  }
  return lines;
}

std::string table_text(const Table& table) {
  const auto lines = all_lines(table);
  std::vector<std::size_t> widths(count_columns(table), 4);
  for (const auto& line : lines)
    for (std::size_t c = 0; c < line.size(); ++c) widths[c] = std::max(widths[c], width_of(line[c]));
  const auto is_text = [&](std::size_t c) { return c < table.columns.size() && table.columns[c].is_text; };

  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += "|";
    for (std::size_t c = 0; c < widths.size(); ++c) {
      const std::string padding(widths[c] - width_of(lines[i][c]), ' ');
      out += is_text(c) ? " " + lines[i][c] + padding + " |" : " " + padding + lines[i][c] + " |";
    }
    out += "\n";
    if (i > 0) continue;
    out += "|";
    for (std::size_t c = 0; c < widths.size(); ++c) {
      const std::string dashes(widths[c] - 1, '-');
      out += is_text(c) ? " :" + dashes + " |" : " " + dashes + ": |";
    }
    out += "\n";
  }
  return out;
}

}  // namespace

std::string escape_markdown(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    // Within a word GitHub takes an underscore as it is; names like sharp_pleura stay readable.
    const bool plain_underscore = c == '_' && i > 0 && is_alnum_at(text, i - 1) && is_alnum_at(text, i + 1);
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      out += ' ';
    } else if (c == '<') {
      out += "&lt;";
    } else if (c == '&') {
      out += "&amp;";
    } else if (std::string_view("\\`*[]|~_$").find(c) != std::string_view::npos && !plain_underscore) {
      out += '\\';
      out += c;
    } else {
      out += c;
    }
  }
  return out;
}

std::string render_markdown(const Table& table) {
  std::string out = "**" + escape_markdown(table.label) + ".** " + escape_markdown(table.caption) + "\n";
  if (!table.rows.empty()) out += "\n" + table_text(table);
  if (!table.footnotes.empty()) out += "\n";
  for (const auto& note : table.footnotes) out += "- " + escape_markdown(note) + "\n";
  return out;
}

}  // namespace sonosweep::analysis
