// Names that are two for a program and one for a reader: letters of another alphabet, one number written in
// two ways. All texts are UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace sonosweep {

// Equal for names that look alike or are one number ("1", "1.0", "1e0"), and for all of one name_key()
// (unicode.h).
std::string look_alike_key(std::string_view name);
// Why two different names of one such key do, for messages: "they are one number", "U+0420 looks like P".
std::string look_alike_reason(std::string_view a, std::string_view b);

}  // namespace sonosweep
