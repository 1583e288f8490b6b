#include "analysis/read/result_details.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>

namespace sonosweep::analysis {
namespace {

using Json = nlohmann::ordered_json;

// The first name of "/counts/test/videos" and what is behind it: "counts", "/test/videos".
std::pair<std::string_view, std::string_view> first_name(std::string_view pointer) {
  if (!pointer.empty()) pointer.remove_prefix(1);
  const auto end = std::min(pointer.find('/'), pointer.size());
  return {pointer.substr(0, end), pointer.substr(end)};
}

}  // namespace

ResultDetails::ResultDetails(const Json& object) {
  NumberPairs numbers;
  std::map<std::string, SharedJson> values;
  for (const auto& [name, value] : object.items())
    if (value.is_number())
      numbers.emplace_back(name, value.get<double>());
    else
      values.emplace(name, std::make_shared<const Json>(value));
  numbers_ = NameLists().numbers(std::move(numbers));
  std::vector<std::string> names;
  for (auto& [name, value] : values) {
    names.push_back(name);
    values_.push_back(value);
  }
  names_ = std::make_shared<const std::vector<std::string>>(std::move(names));
}

const Json* ResultDetails::find(std::string_view name) const {
  if (values_.empty()) return nullptr;
  const auto found = std::find(names_->begin(), names_->end(), name);
  return found == names_->end() ? nullptr : values_[static_cast<std::size_t>(found - names_->begin())].get();
}

const Json* ResultDetails::at(std::string_view pointer) const {
  auto [name, rest] = first_name(pointer);
  const Json* value = find(name);
  while (value != nullptr && !rest.empty()) {
    std::tie(name, rest) = first_name(rest);
    if (!value->is_object()) return nullptr;
    const auto found = value->find(std::string(name));
    value = found == value->end() ? nullptr : &*found;
  }
  return value;
}

double ResultDetails::number(std::string_view pointer) const {
  const auto [name, rest] = first_name(pointer);
  if (rest.empty())
    if (const auto found = numbers_.find(name); found != numbers_.end()) return found->second;
  const Json* value = at(pointer);
  return value != nullptr && value->is_number() ? value->get<double>()
                                                : std::numeric_limits<double>::quiet_NaN();
}

const std::string& ResultDetails::text(std::string_view pointer) const {
  static const std::string kNone;
  const Json* value = at(pointer);
  return value != nullptr && value->is_string() ? value->get_ref<const std::string&>() : kNone;
}

SharedJson SharedValues::share(std::string_view json) {
  const std::lock_guard<std::mutex> lock(mutex_);
  auto& value = values_[std::string(json)];
  if (!value) value = std::make_shared<const Json>(Json::parse(json));
  return value;
}

}  // namespace sonosweep::analysis
