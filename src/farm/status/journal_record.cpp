#include "farm/status/journal_record.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <iterator>

#include "core/crc32c.h"
#include "core/text.h"
#include "core/utc_time.h"

namespace sonosweep::farm {
namespace {

constexpr std::string_view kMagic = "#J1 ";
constexpr std::size_t kHexDigits = 8;
constexpr std::size_t kLengthAt = kMagic.size();
constexpr std::size_t kCrcAt = kLengthAt + kHexDigits + 1;
constexpr std::size_t kTabAt = kCrcAt + kHexDigits;
constexpr std::size_t kHeaderSize = kTabAt + 1;
constexpr std::string_view kNothing = "-";

// `also`: a character that has a meaning where this text will stand.
void append_escaped(std::string& out, std::string_view text, char also = '\\') {
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\\') {
      out += "\\\\";
    } else if (c == '\t') {
      out += "\\t";
    } else if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (byte < ' ' || byte == 0x7F || c == also) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
}

void append_text(std::string& out, std::string_view text) {
  out += '\t';
  if (text.empty()) {
    out += kNothing;
  } else {
    append_escaped(out, text, text == kNothing ? '-' : '\\');
  }
}

void append_number(std::string& out, int number, int least) {
  out += '\t';
  out += number < least ? std::string(kNothing) : std::to_string(number);
}

// Only as it is written: any other spelling of the same number is damage.
template <typename Number>
bool parse_hex(std::string_view text, Number& value) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (!std::all_of(text.begin(), text.end(), is_digit)) return false;
  const char* end = text.data() + text.size();
  return std::from_chars(text.data(), end, value, 16).ptr == end;
}

bool unescape(std::string_view text, std::string& out) {
  if (text.find('\\') == std::string_view::npos) {
    out.assign(text);
    return true;
  }
  out.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (++i == text.size()) return false;
    switch (text[i]) {
      case '\\':
        out += '\\';
        break;
      case 't':
        out += '\t';
        break;
      case 'n':
        out += '\n';
        break;
      case 'r':
        out += '\r';
        break;
      case 'x': {
        unsigned byte = 0;
        if (i + 2 >= text.size() || !parse_hex(text.substr(i + 1, 2), byte)) return false;
        out += static_cast<char>(byte);
        i += 2;
        break;
      }
      default:
        return false;
    }
  }
  return true;
}

// Takes the text up to the next tab.
std::string_view take_part(std::string_view& rest) {
  const auto tab = rest.find('\t');
  const auto part = rest.substr(0, tab);
  rest.remove_prefix(tab == std::string_view::npos ? rest.size() : tab + 1);
  return part;
}

bool take_text(std::string_view& rest, std::string& out) {
  const auto part = take_part(rest);
  if (part != kNothing) return unescape(part, out);
  out.clear();
  return true;
}

bool take_number(std::string_view& rest, int& out, int nothing) {
  const auto part = take_part(rest);
  out = nothing;
  if (part == kNothing) return true;
  const char* end = part.data() + part.size();
  const auto [stop, error] = std::from_chars(part.data(), end, out);
  return error == std::errc() && stop == end;
}

// Into a record that may hold another one, whose memory is used again.
bool parse_payload(std::string_view rest, JournalRecord& record) {
  const auto time = parse_utc(take_part(rest));
  if (!time) return false;
  record.unix_ms = *time;
  JournalEntry& entry = record.entry;
  if (!take_text(rest, entry.event) || !take_text(rest, entry.run) || !take_number(rest, entry.attempt, 0) ||
      !take_number(rest, entry.worker, -1) || !take_text(rest, entry.cause))
    return false;
  entry.fields.resize(
      rest.empty() ? 0 : static_cast<std::size_t>(std::count(rest.begin(), rest.end(), '\t')) + 1);
  for (auto& [key, value] : entry.fields) {
    const auto part = take_part(rest);
    const auto equals = part.find('=');
    if (equals == std::string_view::npos) return false;
    if (!unescape(part.substr(0, equals), key) || !unescape(part.substr(equals + 1), value)) return false;
  }
  return true;
}

// The record that is this line, which begins with the magic and has no newline.
bool parse_line(std::string_view line, JournalRecord& record) {
  if (line.size() < kHeaderSize || line[kCrcAt - 1] != ' ' || line[kTabAt] != '\t') return false;
  const auto payload = line.substr(kHeaderSize);
  std::uint64_t length = 0;
  std::uint32_t crc = 0;
  return parse_hex(line.substr(kLengthAt, kHexDigits), length) && length == payload.size() &&
         parse_hex(line.substr(kCrcAt, kHexDigits), crc) && crc == crc32c(payload) &&
         parse_payload(payload, record);
}

void count_damage(std::string_view gap, JournalDamage& damage) {
  const auto first = gap.find_first_not_of('\n');
  if (first == std::string_view::npos) return;
  ++damage.regions;
  damage.bytes += gap.find_last_not_of('\n') - first + 1;
}

}  // namespace

std::optional<std::string> text_field(const JournalEntry& entry, std::string_view key) {
  for (const auto& [name, value] : entry.fields)
    if (name == key) return value;
  return std::nullopt;
}

std::optional<double> number_field(const JournalEntry& entry, std::string_view key) {
  const auto text = text_field(entry, key);
  return text ? parse_number(*text) : std::nullopt;
}

std::string to_line(const JournalRecord& record) {
  const JournalEntry& entry = record.entry;
  std::string payload = utc_text(record.unix_ms);
  append_text(payload, entry.event);
  append_text(payload, entry.run);
  append_number(payload, entry.attempt, 1);
  append_number(payload, entry.worker, 0);
  append_text(payload, entry.cause);
  for (const auto& [key, value] : entry.fields) {
    payload += '\t';
    append_escaped(payload, key, '=');
    payload += '=';
    append_escaped(payload, value);
  }
  return fmt::format("{}{:08x} {:08x}\t{}\n", kMagic, payload.size(), crc32c(payload), payload);
}

JournalDamage scan_journal(std::string_view text,
                           const std::function<void(std::string_view, JournalRecord&)>& found) {
  JournalDamage damage;
  JournalRecord record;
  std::size_t behind = 0;                 // the end of the last record
  std::size_t newline = text.find('\n');  // the first one at or after where we look
  for (std::size_t at = text.find(kMagic); at != std::string_view::npos; at = text.find(kMagic, at)) {
    if (newline < at) newline = text.find('\n', at);
    if (newline == std::string_view::npos) break;
    if (!parse_line(text.substr(at, newline - at), record)) {
      ++at;  // whatever its length said, the next record may begin anywhere
      continue;
    }
    count_damage(text.substr(behind, at - behind), damage);
    behind = newline + 1;
    found(text.substr(at, behind - at), record);
    at = behind;
  }
  const auto rest = text.substr(behind);
  const auto last_newline = rest.rfind('\n');
  const std::size_t lines = last_newline == std::string_view::npos ? 0 : last_newline + 1;
  count_damage(rest.substr(0, lines), damage);
  damage.unfinished_bytes = rest.size() - lines;
  return damage;
}

}  // namespace sonosweep::farm
