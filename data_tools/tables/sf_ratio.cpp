#include "data_tools/tables/sf_ratio.h"

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "core/unicode.h"

namespace sonosweep::data_tools {
namespace {

// SpO2 of 50 % on pure oxygen, and 100 % on room air (476), each with a little room.
constexpr double kLeast = 50, kMost = 500;
// Nothing real is smaller, or larger: these are in another unit.
constexpr double kOtherUnitBelow = 10, kOtherUnitAbove = 1000;
constexpr double kRoomAir = 0.209;

std::string number_hint(const std::string& text) {
  const auto hint = decimal_hint(text);
  return hint.empty() ? "; leave the field empty where nothing was measured" : hint;
}

// The field as a number > 0; nothing if it is empty, or with a fault.
SfField read_field(const CsvTable& table, const CsvRow& row, const char* column, Faults& faults) {
  const std::string text = table.get(row, column);
  if (text.empty()) return {};
  const auto value = parse_number(text);
  if (value && *value > 0) return {value, false};
  table.fault(faults, row, fmt::format("no number in {}", column),
              fmt::format("patient '{}': {} '{}' is not {}", table.get(row, "patient"), column, visible(text),
                          value ? "above 0" : "a number" + number_hint(text)));
  return {std::nullopt, true};
}

// A value that is not in [least, most]; `other` says what it seems to be.
void refuse(const CsvTable& table, const CsvRow& row, const char* column, double value, const char* range,
            const std::string& other, Faults& faults) {
  table.fault(faults, row, fmt::format("{} {}", column, other),
              fmt::format("patient '{}': {} {} is outside {}{}", table.get(row, "patient"), column, value,
                          range, other));
}

bool is_percentage(const CsvTable& table, const CsvRow& row, double spo2, Faults& faults) {
  if (spo2 >= 50 && spo2 <= 100) return true;
  refuse(table, row, "spo2", spo2, "50 to 100 (percent)",
         spo2 > 0.4 && spo2 <= 1 ? "; it seems to be a fraction: multiply the column by 100" : "", faults);
  return false;
}

bool is_fraction(const CsvTable& table, const CsvRow& row, double fio2, Faults& faults) {
  if (fio2 >= kRoomAir && fio2 <= 1) return true;
  refuse(table, row, "fio2", fio2, "0.21 to 1 (a fraction)",
         fio2 >= 20 && fio2 <= 100 ? "; it seems to be in percent: divide such values by 100" : "", faults);
  return false;
}

// What a value outside the range looks like, for messages.
std::string unit_guess(double value) {
  if (value >= 0.1 && value <= 1.05)
    return "divided by 477 already (then --sf-scale 1), or by FiO2 in percent (then multiply it by 100)";
  if (value > 1.05 && value <= 5) return "SpO2 over FiO2 in percent: multiply it by 100";
  if (value >= 5000 && value <= 50000) return "100 times too large: divide it by 100";
  return "";
}

std::string outside(double value) {
  return fmt::format(
      "S/F ratio {} lies outside {} to {}, where real ones (SpO2 in percent over FiO2 as a fraction) do",
      value, kLeast, kMost);
}

}  // namespace

SfField read_sf_ratio(const CsvTable& table, const CsvRow& row, Faults& faults) {
  SfField ratio = read_field(table, row, "sf_ratio", faults);
  if (!table.has("spo2") || !table.has("fio2")) return ratio;
  const SfField spo2 = read_field(table, row, "spo2", faults), fio2 = read_field(table, row, "fio2", faults);
  ratio.fault |= spo2.fault || fio2.fault;
  if (spo2.raw) ratio.fault |= !is_percentage(table, row, *spo2.raw, faults);
  if (fio2.raw) ratio.fault |= !is_fraction(table, row, *fio2.raw, faults);
  if (ratio.fault || !spo2.raw || !fio2.raw) return ratio;
  const double quotient = *spo2.raw / *fio2.raw;
  if (!ratio.raw) return {quotient, false};
  // SpO2 to whole percents, FiO2 to hundredths, the ratio to whole numbers.
  const double rounding = 0.5 + quotient * (0.5 / *spo2.raw + 0.005 / *fio2.raw);
  if (std::abs(*ratio.raw - quotient) <= rounding) return ratio;
  table.fault(
      faults, row, "sf_ratio against spo2 and fio2",
      fmt::format("patient '{}': sf_ratio {} is not spo2 / fio2 = {} / {} = {:.1f}; correct one of them, or "
                  "leave sf_ratio empty",
                  table.get(row, "patient"), *ratio.raw, *spo2.raw, *fio2.raw, quotient));
  return {std::nullopt, true};
}

std::vector<bool> check_sf_units(const CsvTable& table, const std::vector<SfRow>& rows, Faults& faults) {
  const auto good = [](double raw) { return raw >= kLeast && raw <= kMost; };
  const auto usual =
      std::find_if(rows.begin(), rows.end(), [&](const SfRow& each) { return good(each.raw); });
  std::vector<bool> bad;
  for (const auto& [row, raw] : rows) {
    bad.push_back(usual != rows.end() && (raw < kOtherUnitBelow || raw > kOtherUnitAbove));
    if (good(raw)) continue;
    const std::string patient = fmt::format("patient '{}': ", table.get(*row, "patient"));
    const std::string guess = unit_guess(raw);
    const std::string looks = guess.empty() ? "; check the value and its unit" : "; it looks like " + guess;
    if (bad.back())
      table.fault(faults, *row, "two units",
                  fmt::format("{}S/F ratio {} beside {} of line {}: two units in one table, or a slip{}",
                              patient, raw, usual->raw, usual->row->line, looks));
    else
      table.note(faults, *row, "S/F outside " + guess, patient + outside(raw) + looks);
  }
  return bad;
}

}  // namespace sonosweep::data_tools
