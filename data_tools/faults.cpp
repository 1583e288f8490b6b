#include "data_tools/faults.h"

#include <algorithm>
#include <iterator>

#include "core/text.h"

namespace sonosweep::data_tools {

void Faults::append(Faults other) {
  std::move(other.faults_.begin(), other.faults_.end(), std::back_inserter(faults_));
  std::move(other.notes_.begin(), other.notes_.end(), std::back_inserter(notes_));
  fatal_ |= other.fatal_;
}

std::string some_of(const std::vector<std::string>& names, std::size_t most) {
  if (names.size() <= most) return join(names, ", ");
  const std::vector<std::string> first(names.begin(), names.begin() + static_cast<std::ptrdiff_t>(most));
  return fmt::format("{} and {} more", join(first, ", "), names.size() - most);
}

}  // namespace sonosweep::data_tools
