// Tables as HTML: parts of a page, and small pages of their own. Nothing is loaded from elsewhere, no script.
#pragma once

#include <string>

#include "analysis/render/table.h"
#include "page/escape.h"

namespace sonosweep::analysis {

// A <table> with its caption, and its footnotes as a list behind it; a note where there are no rows. For
// scripts:
//   table   id="table-NAME", class="data"
//   th      data-column=NAME, data-type="text" | "number", data-better="up" | "down" | ""
//   tbody   one per block, data-block=NUMBER: rows are sorted within it; a title stands in tr.block-title
//   tr      class="control" where it stands beside the rows
//   td, th  data-value: what to sort by, all digits; "" = a gap. class="best" where it is marked
std::string render_html(const Table& table);

// A whole page that shows this part.
std::string html_page(const std::string& title, const std::string& body);

using page::escape_html;

}  // namespace sonosweep::analysis
