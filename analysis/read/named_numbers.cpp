#include "analysis/read/named_numbers.h"

#include <algorithm>
#include <stdexcept>

namespace sonosweep::analysis {

NamedNumbers::NamedNumbers(NameList names, std::vector<double> values)
    : names_(std::move(names)), values_(std::move(values)) {}

NamedNumbers::NamedNumbers(std::initializer_list<std::pair<std::string_view, double>> pairs)
    : NamedNumbers(NameLists().numbers(pairs)) {}

NamedNumbers::const_iterator NamedNumbers::find(std::string_view name) const {
  if (values_.empty()) return end();
  const auto found = std::lower_bound(names_->begin(), names_->end(), name);
  if (found == names_->end() || *found != name) return end();
  return {this, static_cast<std::size_t>(found - names_->begin())};
}

double NamedNumbers::at(std::string_view name) const {
  const auto found = find(name);
  if (found == end()) throw std::out_of_range("no number '" + std::string(name) + "'");
  return found->second;
}

bool operator==(const NamedNumbers& a, const NamedNumbers& b) {
  if (a.size() != b.size() || a.values() != b.values()) return false;
  return a.empty() || a.names() == b.names() || *a.names() == *b.names();
}

NamedNumbers NameLists::numbers(NumberPairs pairs) {
  if (pairs.empty()) return {};
  const auto by_name = [](const auto& a, const auto& b) { return a.first < b.first; };
  if (!std::is_sorted(pairs.begin(), pairs.end(), by_name))
    std::stable_sort(pairs.begin(), pairs.end(), by_name);
  pairs.erase(std::unique(pairs.begin(), pairs.end(),
                          [](const auto& a, const auto& b) { return a.first == b.first; }),
              pairs.end());
  std::vector<std::string_view> names;
  std::vector<double> values;
  names.reserve(pairs.size());
  values.reserve(pairs.size());
  for (const auto& [name, value] : pairs) {
    names.push_back(name);
    values.push_back(value);
  }
  return {list_of(names), std::move(values)};
}

NameList NameLists::list_of(const std::vector<std::string_view>& names) {
  std::string key;
  for (const auto name : names) key.append(name).push_back('\0');
  const std::lock_guard<std::mutex> lock(mutex_);
  auto& list = lists_[std::move(key)];
  if (!list) list = std::make_shared<const std::vector<std::string>>(names.begin(), names.end());
  return list;
}

}  // namespace sonosweep::analysis
