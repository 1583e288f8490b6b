// The colours that classes are shown in.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

namespace sonosweep::data_tools {

// Okabe & Ito, "Color Universal Design" (2008), without black, distinguishable with impaired colour vision;
// red, green, blue. They begin anew after seven.
std::array<std::uint8_t, 3> class_colour(std::size_t c);
// "#e69f00".
std::string class_colour_text(std::size_t c);

}  // namespace sonosweep::data_tools
