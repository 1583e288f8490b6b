#include "core/csv.h"

#include <csv.h>

#include <algorithm>
#include <cstddef>
#include <utility>

#include "core/error.h"
#include "core/plain_text.h"

namespace sonosweep {
namespace {

// What libcsv's callbacks fill.
struct Parse {
  std::vector<CsvRow> rows;
  CsvRow current;
  int line = 0;  // being read
  bool between_rows = true;
};

void on_field(void* text, std::size_t length, void* data) {
  auto& parse = *static_cast<Parse*>(data);
  parse.current.fields.emplace_back(static_cast<const char*>(text), length);
}

void on_row(int, void* data) {
  auto& parse = *static_cast<Parse*>(data);
  parse.rows.push_back(std::move(parse.current));
  parse.current = {};
  parse.between_rows = true;
}

struct Parser {
  Parser() {
    if (csv_init(&state, CSV_STRICT | CSV_STRICT_FINI) != 0) throw Error("libcsv: cannot start");
  }
  ~Parser() { csv_free(&state); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  csv_parser state{};
};

// Behind the line that begins at `start`; LF, CR LF or CR end it.
std::size_t line_end(std::string_view text, std::size_t start) {
  const auto stop = text.find_first_of("\r\n", start);
  if (stop == std::string_view::npos) return text.size();
  return stop + (text.substr(stop, 2) == "\r\n" ? 2 : 1);
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

}  // namespace

std::vector<CsvRow> parse_csv(const std::string& name, std::string_view text) {
  if (const auto why = why_not_utf8(text); !why.empty())
    throw_error<DataError>("{}: {}; save it as \"CSV UTF-8\"", name, why);
  text = without_byte_order_mark(text);
  Parser parser;
  Parse parse;
  const auto fail = [&] {
    throw_error<DataError>("{} line {}: broken quotes (a quote inside a field is written twice: \"\")", name,
                           std::max(1, parse.current.line));
  };
  // Line by line, since libcsv does not tell where in the text it is.
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t length = line_end(text, start) - start;
    ++parse.line;
    if (parse.between_rows && text.find_first_not_of(" \t\r\n", start) < start + length) {
      parse.current.line = parse.line;
      parse.between_rows = false;
    }
    if (csv_parse(&parser.state, text.data() + start, length, on_field, on_row, &parse) != length) fail();
    start += length;
  }
  if (csv_fini(&parser.state, on_field, on_row, &parse) != 0) fail();
  return std::move(parse.rows);
}

std::string escape_csv(std::string_view text) {
  const bool blank_end = !text.empty() && (is_blank(text.front()) || is_blank(text.back()));
  if (text.find_first_of(",\"\r\n") == std::string_view::npos && !blank_end) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + "\"";
}

}  // namespace sonosweep
