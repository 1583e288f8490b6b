// Names as people type them, copy them and let spreadsheets change them: what is the same name, and what only
// looks like it. All texts are UTF-8; one that is not is returned as it is, but for visible() and
// for_terminal().
#pragma once

#include <string>
#include <string_view>

namespace sonosweep {

// Unicode's normal form C: letters with marks are one character wherever there is one.
std::string to_nfc(std::string_view text);
// In normal form C, without blanks (of any width) and invisible characters at both ends.
std::string clean_name(std::string_view text);

// Equal for names that hardly mean two things: they differ in case, in leading zeros of a number, in the
// width or form of characters, dashes or blanks (normal form KC), or in invisible characters.
std::string name_key(std::string_view text);
// In what two different names of one key differ, for messages: "leading zeros", "upper and lower case", ..
std::string name_difference(std::string_view a, std::string_view b);
// With blanks other than ' ' and invisible characters written out, for messages: "P<U+200B>06"; bytes that
// are not UTF-8 as <0x9B>.
std::string visible(std::string_view text);
// Text of several lines that a terminal shows as it is, whatever it quotes: what would steer the terminal
// (control characters but line ends and tabs, bytes that are not UTF-8) or turn the order of letters is
// written out likewise.
std::string for_terminal(std::string_view text);

}  // namespace sonosweep
