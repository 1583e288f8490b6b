#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace sonosweep::chaos {

// One of these, which are not none; `where` from 0 to 1.
template <typename T>
const T& pick(const std::vector<T>& all, double where) {
  return all.at(std::min(all.size() - 1, static_cast<std::size_t>(where * static_cast<double>(all.size()))));
}

}  // namespace sonosweep::chaos
