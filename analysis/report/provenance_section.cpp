#include "analysis/report/provenance_section.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analysis/caption_text.h"
#include "analysis/render_html.h"
#include "core/atomic_file.h"
#include "core/build_info.h"
#include "core/text.h"

namespace sonosweep::analysis {
namespace {

using Json = nlohmann::ordered_json;

std::string row(const std::string& name, const std::string& value) {
  return fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape_html(name),
                     escape_html(value));
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// "cpu (140), NVIDIA H100 (9)" of what the done results say at this place.
std::string told_by_results(const StudyResults& results, const char* pointer) {
  std::map<std::string, std::size_t> said;
  const Json::json_pointer where(pointer);
  for (const auto& run : results.runs())
    if (run.state == RunState::kDone && run.details.contains(where)) ++said[text_of(run.details.at(where))];
  std::vector<std::string> parts;
  for (const auto& [text, count] : said)
    parts.push_back(said.size() > 1 ? fmt::format("{} ({})", text, count) : text);
  return some_of(std::move(parts));
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

std::string provenance_section(const StudyResults& results, const sweep::ResultsFolder& folder) {
  const auto& study = results.study();
  const auto& record = results.record();
  std::string rows;
  rows += row("study", study.name);
  rows += row("data set", record.data_name);
  rows += row("data checksum (SHA-256)", record.data_checksum);
  rows += row("classes", join(record.classes, ", "));
  rows += row("thresholds (%)", listed(study.thresholds));
  rows += row("losses", join(study.losses, ", "));
  rows += row("seeds", listed(study.seeds));
  rows += row("seed of the split", fmt::format("{}", study.split_seed));
  rows += row("test patients", join(record.split().test, ", ") +
                                   (record.splits.size() > 1 ? " (first of several test groups)" : ""));
  for (const auto& [name, pointer] :
       {std::pair{"version", "/program/version"}, std::pair{"git describe", "/program/git_describe"},
        std::pair{"build type", "/program/build_type"}, std::pair{"compiler", "/program/compiler"},
        std::pair{"program (SHA-256)", "/program/binary"}, std::pair{"LibTorch", "/versions/libtorch"},
        std::pair{"device", "/device"}, std::pair{"host", "/host"}, std::pair{"CPU", "/cpu"}})
    if (const auto told = told_by_results(results, pointer); !told.empty()) rows += row(name, told);
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
