// What every page of ours begins with: one file that loads nothing from anywhere and runs one script, its
// own.
#pragma once

#include <string>
#include <string_view>

namespace sonosweep::page {

struct PageHead {
  std::string title;        // as it is
  std::string_view style;   // CSS, after the style that all pages share (page.css)
  std::string_view script;  // the only one that the content security policy lets run
  std::string skip_to;      // id of what keyboards can skip to
  std::string skip_text;    // "Skip to the tables"
};

// From <!DOCTYPE> to the first link of <body>. Pictures may be data URIs; all else from outside is forbidden.
std::string page_head(const PageHead& head);

// The script's element and the end of the page.
std::string page_end(std::string_view script);

}  // namespace sonosweep::page
