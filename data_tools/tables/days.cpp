#include "data_tools/tables/days.h"

#include <algorithm>
#include <limits>
#include <regex>

#include "core/text.h"
#include "core/unicode.h"
#include "core/utc_time.h"

namespace sonosweep::data_tools {
namespace {

constexpr std::size_t kLongest = 40;  // of a date with a time; std::regex recurses over longer texts
constexpr std::int64_t kMsOfDay = std::int64_t{24} * 3600 * 1000;

// Days since 1970 of "YYYY-MM-DD"; nothing for dates that do not exist.
std::optional<std::int64_t> parse_date(const std::string& text) {
  const auto ms = parse_utc(text + "T00:00:00.000Z");
  if (!ms) return std::nullopt;
  return (*ms - (*ms < 0 ? kMsOfDay - 1 : 0)) / kMsOfDay;
}

bool looks_like_iso(const std::string& text) {
  static const std::regex kForm(
      R"(\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d([.,]\d+)?)?( ?(Z|[+-]\d\d(:?\d\d)?))?)?)");
  return text.size() >= 10 && text.size() <= kLongest && std::regex_match(text, kForm);
}

// "20230105" as "2023-01-05", if that is a date of our times.
std::optional<std::string> dashed(const std::string& text) {
  if (text.size() != 8 || (text.substr(0, 2) != "19" && text.substr(0, 2) != "20")) return std::nullopt;
  const auto date = text.substr(0, 4) + "-" + text.substr(4, 2) + "-" + text.substr(6);
  return parse_date(date) ? std::optional(date) : std::nullopt;
}

const char* hint(const std::string& text) {
  if (text.size() > kLongest) return "";
  static const std::regex kOtherDate(R"(\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}.*)"), kDecimals(R"(\d+[.,]0*)");
  if (std::regex_match(text, kOtherDate))
    return "; which of its numbers is the month differs between countries: write dates as YYYY-MM-DD";
  if (std::regex_match(text, kDecimals)) return "; write it without decimals";
  return "";
}

}  // namespace

std::optional<std::size_t> Days::read(const CsvTable& table, const CsvRow& row, Faults& faults) {
  const std::string text = table.get(row, "day");
  const auto add = [&](bool is_date, std::int64_t value) {
    entries_.push_back({table.get(row, "patient"),
                        fmt::format("{} line {} ('{}')", table.path(), row.line, text), is_date, value});
    return entries_.size() - 1;
  };
  if (looks_like_iso(text)) {
    if (const auto date = parse_date(text.substr(0, 10))) return add(true, *date);
    table.fault(faults, row, "impossible date", fmt::format("day '{}' is no date that exists", text));
  } else if (const auto date = dashed(text)) {
    table.fault(faults, row, "date without dashes",
                fmt::format("day '{}' looks like a date; write it as {}", text, *date));
  } else {
    const auto number = parse_integer(text);
    if (number && *number >= 0 && *number <= std::numeric_limits<int>::max()) return add(false, *number);
    table.fault(faults, row, "day",
                fmt::format("day '{}' is not a whole number >= 0, nor a date YYYY-MM-DD{}", visible(text),
                            hint(text)));
  }
  return std::nullopt;
}

bool Days::settle(Faults& faults) {
  const auto first_of = [&](bool is_date) {
    return std::find_if(entries_.begin(), entries_.end(),
                        [&](const Entry& entry) { return entry.is_date == is_date; });
  };
  const auto date = first_of(true), number = first_of(false);
  const bool mixed = date != entries_.end() && number != entries_.end();
  if (mixed) {
    const auto dates =
        std::count_if(entries_.begin(), entries_.end(), [](const auto& e) { return e.is_date; });
    faults.add_fatal(
        "{}: day is a date, at {} it is a number ({} dates and {} numbers in all): the two cannot be "
        "compared; write "
        "all days of videos.csv and clinical.csv one way",
        date->where, number->where, dates, static_cast<std::ptrdiff_t>(entries_.size()) - dates);
  }
  // 1954 to 2064 as spreadsheets count days.
  const bool serial =
      !mixed && !entries_.empty() && std::all_of(entries_.begin(), entries_.end(), [](const Entry& entry) {
        return !entry.is_date && entry.value >= 20000 && entry.value <= 60000;
      });
  if (serial)
    faults.note(
        "{}: the days look like the serial numbers by which spreadsheets count dates, and as such tell real "
        "dates; "
        "write dates as YYYY-MM-DD, which become days since the patient's first",
        entries_.front().where);
  for (const auto& entry : entries_) {
    if (!entry.is_date) continue;
    const auto [place, is_new] = first_.emplace(entry.patient, entry.value);
    if (!is_new) place->second = std::min(place->second, entry.value);
  }
  return !mixed;
}

int Days::day(std::size_t place) const {
  const Entry& entry = entries_.at(place);
  return static_cast<int>(entry.is_date ? entry.value - first_.at(entry.patient) : entry.value);
}

}  // namespace sonosweep::data_tools
