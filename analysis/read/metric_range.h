// Which values a metric of result.json can have at all (ranges of analysis/METHOD.md), so that a number that
// nobody can have computed stands in no table.
#pragma once

#include <string>
#include <string_view>

#include "analysis/read/named_numbers.h"

namespace sonosweep::analysis {

// "a share is from 0 to 1": why this metric cannot have this value; "" where it can, be it NaN, and where the
// name (with val_ or baseline_ before it, or not) is none that we know.
std::string impossible_value(std::string_view metric, double value);

// "metrics.accuracy3 is 7.5, and a share is from 0 to 1", of the first such metric; "" if there is none.
std::string first_impossible(const NamedNumbers& metrics);

}  // namespace sonosweep::analysis
