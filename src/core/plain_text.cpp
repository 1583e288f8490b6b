#include "core/plain_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"

namespace sonosweep {
namespace {

using namespace std::string_view_literals;

bool begins(std::string_view bytes, std::string_view magic) {
  return bytes.substr(0, magic.size()) == magic;
}

// Without a byte order mark: every other byte of Western text is zero.
bool looks_like_utf16(std::string_view bytes) {
  const auto head = bytes.substr(0, 64);
  return head.size() >= 4 &&
         std::count(head.begin(), head.end(), '\0') * 3 >= static_cast<std::ptrdiff_t>(head.size());
}

// The first line which is not UTF-8, from 1; whole lines can be looked at, since no character spans two.
std::size_t bad_line(std::string_view bytes) {
  std::size_t line = 1;
  while (true) {
    const auto end = bytes.find('\n');
    const auto text = bytes.substr(0, end);
    if (!is_valid_utf8(text) || text.find('\0') != std::string_view::npos || end == std::string_view::npos)
      return line;
    bytes.remove_prefix(end + 1);
    ++line;
  }
}

}  // namespace

std::string why_not_utf8(std::string_view bytes) {
  if (begins(bytes, "\xFF\xFE"sv) || begins(bytes, "\xFE\xFF"sv))
    return "is not UTF-8 text (it is UTF-16, which Windows calls Unicode)";
  if (begins(bytes, "PK\3\4"sv))
    return "is not UTF-8 text (it is a workbook of a spreadsheet, .xlsx or .ods, or another ZIP archive)";
  if (begins(bytes, "\xD0\xCF\x11\xE0"sv)) return "is not UTF-8 text (it is a workbook of Excel, .xls)";
  if (is_valid_utf8(bytes) && bytes.find('\0') == std::string_view::npos) return "";
  if (looks_like_utf16(bytes)) return "is not UTF-8 text (it looks like UTF-16)";
  return fmt::format("is not UTF-8 text (line {} is not)", bad_line(bytes));
}

std::string_view without_byte_order_mark(std::string_view text) {
  constexpr auto kMark = "\xEF\xBB\xBF"sv;
  if (begins(text, kMark)) text.remove_prefix(kMark.size());
  return text;
}

std::string plain_lines(std::string_view text) {
  text = without_byte_order_mark(text);
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r')
      out += text[i];
    else if (i + 1 == text.size() || text[i + 1] != '\n')
      out += '\n';
  }
  return out;
}

}  // namespace sonosweep
