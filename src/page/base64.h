// Bytes as text: pictures within a page, hashes in its content security policy.
#pragma once

#include <string>
#include <string_view>

namespace sonosweep::page {

// RFC 4648, with the padding.
std::string base64(std::string_view bytes);

}  // namespace sonosweep::page
