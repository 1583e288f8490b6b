#include "analysis/report/report_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "analysis/render/render_html.h"
#include "analysis/report/page_files.h"
#include "analysis/report/provenance_section.h"
#include "analysis/report/run_data.h"
#include "analysis/tables/constant_networks.h"
#include "core/text.h"
#include "core/utc_time.h"
#include "page/frame.h"

namespace sonosweep::analysis {
namespace {

constexpr std::size_t kFailuresShown = 50;

std::string navigation(bool has_failures, bool has_constant) {
  std::string links = "<nav aria-label=\"Sections\">";
  if (has_failures) links += "<a href=\"#failures\">Failures</a>";
  if (has_constant) links += "<a href=\"#constant\">Constant networks</a>";
  for (const auto& [id, text] : {std::pair{"tables", "Tables"}, std::pair{"figures", "Figures"},
                                 std::pair{"more-tables", "More tables"}, std::pair{"runs", "Runs"},
                                 std::pair{"provenance", "Provenance"}})
    links += fmt::format("<a href=\"#{}\">{}</a>", id, text);
  return links + "</nav>\n";
}

std::string how_it_stands(const ReportInput& input) {
  std::map<std::string, std::size_t> states;
  const auto& runs = input.results.runs();
  for (std::size_t i = 0; i < runs.size(); ++i) ++states[run_state_text(runs[i], input.status, i)];
  std::string text = fmt::format("<li>{} of {} runs are done</li>", states["done"], runs.size());
  for (const auto& [state, count] : states)
    if (state != "done" && count > 0) text += fmt::format("<li>{} {}</li>", count, state);
  return text;
}

std::string header(const ReportInput& input) {
  const auto& record = input.results.record();
  std::string html = fmt::format("<header>\n<h1>{}: {}</h1>\n<ul class=\"facts\">{}",
                                 escape_html(input.results.study().name), escape_html(record.data_name),
                                 how_it_stands(input));
  if (input.status.launch.last_ms)
    html += fmt::format("<li>last record of its journal: {}</li>", utc_text(*input.status.launch.last_ms));
  html += "</ul>\n";
  if (record.has_truth)
    html +=
        "<p class=\"note\">The true structures of this data are known: it is synthetic. What is shown here "
        "says how "
        "the method behaves on what was planted, and is no clinical evidence.</p>\n";
  if (!record.skipped_tasks.empty()) {
    html += "<p>Left out of this study:</p>\n<ul>\n";
    for (const auto& task : record.skipped_tasks) html += "<li>" + escape_html(task) + "</li>\n";
    html += "</ul>\n";
  }
  return html +
         "<noscript><p class=\"note\">Sorting, enlarging and the runs need JavaScript, which is "
         "off.</p></noscript>\n"
         "</header>\n";
}

// In a fragment of an address, as encodeURIComponent() would have it.
std::string fragment(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if ((byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
        c == '-' || c == '_' || c == '.')
      out += c;
    else
      out += fmt::format("%{:02X}", byte);
  }
  return out;
}

std::string failures(const ReportInput& input) {
  std::string items;
  std::size_t count = 0;
  for (const auto& run : input.results.runs()) {
    if (has_result(run) || run.state == RunState::kMissing) continue;
    if (++count > kFailuresShown) continue;
    const char* const what = run.state == RunState::kFailed    ? "failed"
                             : run.state == RunState::kDamaged ? "its result is damaged"
                                                               : "outdated";
    const auto id = run.spec.id();
    items += fmt::format("<li><a href=\"#run={}\">{}</a>: {}: {}</li>\n", fragment(id), escape_html(id), what,
                         escape_html(run.reason));
  }
  if (count == 0) return {};
  if (count > kFailuresShown)
    items += fmt::format("<li>and {} more: filter the <a href=\"#runs\">runs</a> by their state</li>\n",
                         count - kFailuresShown);
  return fmt::format("<section class=\"failures\" id=\"failures\">\n<h2>{}</h2>\n<ul>\n{}</ul>\n</section>\n",
                     count == 1 ? "1 run has no result that counts"
                                : fmt::format("{} runs have no result that counts", count),
                     items);
}

// Above the tables: their numbers must not be read without it.
std::string constant_box(const StudyResults& results) {
  const auto sentence = constant_sentence(results);
  if (sentence.empty()) return {};
  std::string items;
  for (const auto& row : constant_rows(results)) items += "<li>" + escape_html(row) + "</li>\n";
  return fmt::format(
      "<section class=\"failures\" id=\"constant\">\n<h2>{}</h2>\n<p>They learnt nothing from the images. "
      "Their "
      "values stay in the means and comparisons, since leaving them out would select on outcome.</p>\n"
      "<ul>\n{}</ul>\n</section>\n",
      escape_html(sentence), items);
}

// The caption stands before the box in which a wide table scrolls, and does not scroll with it.
std::string table_html(const Table& table) {
  std::string html = render_html(table);
  const std::string open = "<caption>", close = "</caption>\n", table_end = "</table>\n";
  const auto begin = html.find(open), end = html.find(close);
  if (begin == std::string::npos || end == std::string::npos) return html;  // a note
  const auto id = "caption-" + escape_html(table.name);
  const auto caption = html.substr(begin + open.size(), end - begin - open.size());
  html.erase(begin, end + close.size() - begin);
  const auto after = html.find(table_end) + table_end.size();
  return fmt::format(
      "<p class=\"caption\" id=\"{}\">{}</p>\n<div class=\"scroll\" tabindex=\"0\" role=\"region\" "
      "aria-labelledby=\"{}\">{}</div>\n{}",
      id, caption, id, html.substr(0, after), html.substr(after));
}

// Tables 1 to 4 and the recommendation; what stands behind them comes after the figures.
bool is_main(const Table& table) {
  const bool is_numbered = table.label.rfind("Table ", 0) == 0 &&
                           table.label.find_first_not_of("0123456789", 6) == std::string::npos;
  return is_numbered || table.name == "recommendation";
}

std::string tables_html(const std::vector<Table>& tables, bool main) {
  std::string html;
  for (const auto& table : tables)
    if (!table.csv_only && is_main(table) == main) html += table_html(table);
  return html;
}

std::string figures_html(const Figures& figures) {
  std::string html;
  for (const auto& figure : figures.shown)
    html += fmt::format(
        "<figure id=\"figure-{}\" data-title=\"{}\">\n{}<figcaption><strong>{}.</strong> "
        "{}</figcaption>\n</figure>\n",
        escape_html(figure.name), escape_html(figure.title), figure.svg, escape_html(figure.title),
        escape_html(figure.caption));
  if (figures.left_out.empty()) return html;
  html += "<div class=\"note\"><p>Figures left out:</p>\n<ul>\n";
  for (const auto& figure : figures.left_out)
    html += fmt::format("<li>{}: {}</li>\n", escape_html(figure.title), escape_html(figure.reason));
  return html + "</ul></div>\n";
}

constexpr const char* kRuns =
    "<section id=\"runs\">\n<h2>Runs</h2>\n<div class=\"tools\">"
    "<label>Name or cause contains <input type=\"search\" id=\"run-text\"></label>"
    "<label>State <select id=\"run-state\"><option value=\"\">any</option></select></label>"
    "<label>Kind <select id=\"run-kind\"><option value=\"\">any</option></select></label></div>\n"
    "<p id=\"run-count\" aria-live=\"polite\"></p>\n"
    "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Runs\"><table "
    "id=\"run-table\">\n<thead><tr>"
    "<th scope=\"col\" data-type=\"text\" data-column=\"id\">Run</th>"
    "<th scope=\"col\" data-type=\"text\" data-column=\"state\">State</th>"
    "<th scope=\"col\" data-type=\"number\" data-column=\"wall_s\">Time (s)</th>"
    "<th scope=\"col\" data-type=\"number\" data-column=\"value\">On test</th>"
    "<th scope=\"col\" data-type=\"text\" data-column=\"cause\">Cause</th></tr></thead>\n"
    "<tbody id=\"run-rows\"></tbody>\n</table></div>\n"
    "<button type=\"button\" class=\"tool\" id=\"run-more\" hidden>Show more</button>\n"
    "<section id=\"run\" aria-live=\"polite\"><p>Choose a run to see its curves and the end of its "
    "log.</p></section>\n"
    "</section>\n";

constexpr const char* kDialog =
    "<dialog id=\"zoom\" aria-labelledby=\"zoom-title\"><div class=\"bar\"><strong "
    "id=\"zoom-title\"></strong>"
    "<span id=\"zoom-scale\"></span>"
    "<button type=\"button\" class=\"tool\" id=\"zoom-in\" aria-label=\"Larger\">+</button>"
    "<button type=\"button\" class=\"tool\" id=\"zoom-out\" aria-label=\"Smaller\">−</button>"
    "<button type=\"button\" class=\"tool\" id=\"zoom-fit\">Fit</button>"
    "<button type=\"button\" class=\"tool\" id=\"zoom-close\">Close</button></div>"
    "<div class=\"stage\" tabindex=\"0\"></div></dialog>\n";

}  // namespace

std::string report_page(const ReportInput& input) {
  const auto& study = input.results.study();
  const auto failed = failures(input), constant = constant_box(input.results);
  ToldByResults told;
  const auto data = run_data(input.results, input.folder, input.status, told);
  std::string html = page::page_head(
      {study.name + ": sonosweep report", page_style(), page_script(), "tables", "Skip to the tables"});
  html += navigation(!failed.empty(), !constant.empty()) + header(input) + "<main>\n" + failed + constant;
  html += "<section id=\"tables\">\n<h2>Tables</h2>\n" + tables_html(input.tables, true) + "</section>\n";
  html += "<section id=\"figures\">\n<h2>Figures</h2>\n" + figures_html(input.figures) + "</section>\n";
  html += "<section id=\"more-tables\">\n<h2>More tables</h2>\n" + tables_html(input.tables, false) +
          "</section>\n";
  html += kRuns;
  html += provenance_section(input.results, input.folder, told);
  html += "</main>\n<footer>Made by sonosweep-report from the files of this results folder alone.</footer>\n";
  html += kDialog;
  html += "<script type=\"application/json\" id=\"run-index\">" + data.index + "</script>\n";
  html += "<script type=\"text/plain\" id=\"run-details\">\n" + data.details + "</script>\n";
  return html + page::page_end(page_script());
}

}  // namespace sonosweep::analysis
