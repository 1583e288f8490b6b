#include "analysis/report/provenance_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "analysis/render/render_html.h"
#include "analysis/tables/caption_text.h"
#include "core/atomic_file.h"
#include "core/build_info.h"
#include "core/text.h"
#include "study/choice_axis.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {
namespace {

using Json = nlohmann::ordered_json;

// Where result.json says them, and what the page calls them.
constexpr std::pair<const char*, const char*> kPlaces[] = {{"/program/version", "version"},
                                                           {"/program/git_describe", "git describe"},
                                                           {"/program/build_type", "build type"},
                                                           {"/program/compiler", "compiler"},
                                                           {"/program/binary", "program (SHA-256)"},
                                                           {"/versions/libtorch", "LibTorch"},
                                                           {"/device", "device"},
                                                           {"/host", "host"},
                                                           {"/cpu", "CPU"}};

std::string row(const std::string& name, const std::string& value) {
  return fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape_html(name),
                     escape_html(value));
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// Line by line: escape_html() makes blanks of line ends.
std::string escaped_lines(const std::string& text) {
  std::string lines;
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find('\n', begin), text.size());
    lines += escape_html(std::string_view(text).substr(begin, end - begin)) + "\n";
    begin = end + 1;
  }
  return lines;
}

template <typename Values>
std::string listed(const Values& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(fmt::format("{}", value));
  return join(texts, ", ");
}

}  // namespace

void ToldByResults::add(const ResultDetails& details) {
  for (const auto& [place, name] : kPlaces)
    if (const Json* value = details.at(place)) ++said_[place][text_of(*value)];
}

std::string ToldByResults::text(const std::string& place) const {
  const auto found = said_.find(place);
  if (found == said_.end()) return {};
  std::vector<std::string> parts;
  for (const auto& [text, count] : found->second)
    parts.push_back(found->second.size() > 1 ? fmt::format("{} ({})", text, count) : text);
  return some_of(std::move(parts));
}

std::string provenance_section(const StudyResults& results, const sweep::StudyFolder& folder,
                               const ToldByResults& told) {
  const auto& study = results.study();
  const auto& record = results.record();
  std::string rows;
  rows += row("study", study.name);
  rows += row("data set", record.data_name);
  rows += row("data checksum (SHA-256)", record.data_checksum);
  rows += row("classes", join(record.classes, ", "));
  rows += row("thresholds (%)", listed(study.thresholds));
  for (const auto& axis : study::axis_rows()) rows += row(axis.short_key(), join(axis.values(study), ", "));
  rows += row("seeds", listed(study.seeds));
  rows += row("seed of the split", fmt::format("{}", study.split_seed));
  rows += row("test patients", join(record.split().test, ", ") +
                                   (record.splits.size() > 1 ? " (first of several test groups)" : ""));
  for (const auto& [place, name] : kPlaces)
    if (const auto text = told.text(place); !text.empty()) rows += row(name, text);
  rows += row("this report",
              fmt::format("sonosweep-report {} ({})", build_info().version, build_info().git_describe));
  return fmt::format(
      "<section id=\"provenance\">\n<h2>Provenance</h2>\n<p>As study.json and the results say; in brackets "
      "how many "
      "results say so, where they differ. <code>sonosweep-tables RESULTS --verify</code> checks it.</p>\n"
      "<div class=\"scroll\"><table class=\"words\"><tbody>\n{}</tbody></table></div>\n"
      "<details><summary>study.json</summary><pre tabindex=\"0\">{}</pre></details>\n</section>\n",
      rows, escaped_lines(read_file(folder.study_file())));
}

}  // namespace sonosweep::analysis
