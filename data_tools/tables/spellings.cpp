#include "data_tools/tables/spellings.h"

#include <utility>

#include "core/look_alike.h"
#include "core/text.h"
#include "core/unicode.h"

namespace sonosweep::data_tools {

namespace {

// "1.23457E+13", as spreadsheets show 12345678901234.
bool is_shortened_number(const std::string& name) {
  const auto e = name.find("E+");
  return e != std::string::npos && parse_number(name.substr(0, e)) && parse_integer(name.substr(e + 2));
}

}  // namespace

void Spellings::add(const std::string& name, const std::string& table, std::size_t line, Faults& faults) {
  if (name.empty() || !known_.insert(name).second) return;
  if (is_shortened_number(name))
    faults.note_row(
        table, line, "shortened " + kind_,
        fmt::format("{} '{}' looks like a long number that a spreadsheet has shortened, and several may "
                    "have become one; format the column as text and enter it anew",
                    kind_, name));
  const std::string where = fmt::format("{} line {}", table, line);
  const auto [first, is_new] = first_.emplace(name_key(name), First{name, where});
  if (is_new) {
    note_look_alike(name, {name, where}, table, line, faults);
    return;
  }
  any_fault_ = true;
  faults.add_fatal_row(
      table, line, "spelling of " + kind_,
      fmt::format("{} '{}' and '{}' of {} differ only in {}; {}: spell it the same everywhere, or "
                  "give the two names that differ clearly",
                  kind_, visible(name), visible(first->second.name), first->second.where,
                  name_difference(name, first->second.name), danger_));
}

void Spellings::note_look_alike(const std::string& name, First here, const std::string& table,
                                std::size_t line, Faults& faults) {
  const auto [other, is_new] = alike_.emplace(look_alike_key(name), std::move(here));
  if (is_new) return;
  faults.note_row(
      table, line, "look alike " + kind_,
      fmt::format("{} '{}' and '{}' of {} look alike ({}); {}: spell it the same everywhere, unless "
                  "they are two",
                  kind_, visible(name), visible(other->second.name), other->second.where,
                  look_alike_reason(name, other->second.name), danger_));
}

std::string spelling_hint(const std::string& name, const std::vector<std::string>& known) {
  const std::string key = name_key(name);
  for (const auto& other : known)
    if (name_key(other) == key)
      return fmt::format("; did you mean '{}'? They differ only in {}", visible(other),
                         name_difference(name, other));
  for (const auto& other : known)
    if (look_alike_key(other) == look_alike_key(name))
      return fmt::format("; did you mean '{}'? They look alike ({})", visible(other),
                         look_alike_reason(name, other));
  return did_you_mean(name, known);
}

}  // namespace sonosweep::data_tools
