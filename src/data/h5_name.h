// Any text as the name of a dataset: '/' separates names in HDF5, and "." is the group itself.
#pragma once

#include <string>

namespace sonosweep::data {

// '/', '%' and a leading '.' become '%' and two hexadecimal digits; text must not be empty.
std::string h5_name(const std::string& text);
// The inverse; any other '%' stays as it is.
std::string text_of_h5_name(const std::string& name);

}  // namespace sonosweep::data
