// What a call says when it fails.
#pragma once

#include <string>

namespace sonosweep::testing {

// what() of the exception of type Kind that `call` throws; "(no exception)" if it throws none.
template <typename Kind, typename Call>
std::string message_of(Call&& call) {
  try {
    call();
  } catch (const Kind& error) {
    return error.what();
  }
  return "(no exception)";
}

}  // namespace sonosweep::testing
