// Text files as editors and spreadsheets of all systems write them.
#pragma once

#include <string>
#include <string_view>

namespace sonosweep {

// Why these bytes are no UTF-8 text, with what they are where that can be told: "is not UTF-8 text (it is
// UTF-16 ..)"; "" if they are. A byte order mark of UTF-8 is fine, a zero byte is not.
std::string why_not_utf8(std::string_view bytes);
std::string_view without_byte_order_mark(std::string_view text);
// Without byte order mark, every line ended by LF alone (from CR LF, or the old Macintosh's CR).
std::string plain_lines(std::string_view text);

}  // namespace sonosweep
