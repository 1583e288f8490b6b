#include "page/frame.h"

#include <fmt/format.h>

#include "core/sha256.h"
#include "page/base64.h"
#include "page/escape.h"
#include "page/page_style.h"

namespace sonosweep::page {
namespace {

// The hash by which the policy knows a script.
std::string script_hash(std::string_view script) {
  const std::string hex = sha256_hex(script);
  std::string bytes;
  for (std::size_t i = 0; i < hex.size(); i += 2)
    bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return base64(bytes);
}

}  // namespace

std::string page_head(const PageHead& head) {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:; style-src "
      "'unsafe-inline'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<title>{}</title>\n<style>\n{}{}</style>\n</head>\n<body>\n<a class=\"skip\" href=\"#{}\">{}</a>\n",
      script_hash(head.script), escape_html(head.title), page_style(), head.style, escape_html(head.skip_to),
      escape_html(head.skip_text));
}

std::string page_end(std::string_view script) {
  return fmt::format("<script>{}</script>\n</body>\n</html>\n", script);
}

}  // namespace sonosweep::page
