// Texts that come from elsewhere, made harmless in a page.
#pragma once

#include <string>
#include <string_view>

namespace sonosweep::page {

// Text that HTML shows as it is, in elements and in quoted attributes. Control characters become blanks.
std::string escape_html(std::string_view text);

// JSON that may stand inside a <script> element, whatever texts are in it: "<" as \u003c.
std::string json_in_html(std::string json);

}  // namespace sonosweep::page
