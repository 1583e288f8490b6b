#include "data_tools/inspect/page/pack_page.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/build_info.h"
#include "core/text.h"
#include "data_tools/inspect/page/page_files.h"
#include "data_tools/inspect/page/page_tables.h"
#include "data_tools/inspect/page/video_card.h"
#include "page/escape.h"
#include "page/frame.h"

namespace sonosweep::data_tools {
namespace {

using page::escape_html;

constexpr std::size_t kNotesShown = 20, kVideosNamed = 12;

std::string tile(const std::string& number, const std::string& text) {
  return fmt::format("<li><strong>{}</strong> {}</li>\n", escape_html(number), escape_html(text));
}

std::string header(const data::PackIndex& index, const PackFacts& facts) {
  std::string html = fmt::format(
      "<header>\n<h1>{}</h1>\n<p>What is in this pack: {} classes ({}), images of {} × {} pixels (height × "
      "width).</p>\n<ul class=\"tiles\">\n",
      escape_html(index.name), index.classes.size(), escape_html(join(index.classes, ", ")), index.height,
      index.width);
  html += tile(fmt::format("{}", index.videos.size()), index.videos.size() == 1 ? "video" : "videos");
  html += tile(fmt::format("{}", index.num_frames), "frames");
  html += tile(fmt::format("{}", index.patients.size()), index.patients.size() == 1 ? "patient" : "patients");
  html += tile(fmt::format("{}", facts.annotated_frames), "annotated frames");
  html += tile(fmt::format("{}", facts.annotators.size()),
               facts.annotators.size() == 1 ? "annotator" : "annotators");
  html += tile(
      fmt::format("{} of {}", facts.clinical.video_days.size() - facts.clinical.days_without_ratio.size(),
                  facts.clinical.video_days.size()),
      "video days have an S/F ratio");
  html += tile(fmt::format("{} / {} / {}", facts.clinical.readmitted, facts.clinical.not_readmitted,
                           facts.clinical.unknown),
               "patients readmitted / not / unknown");
  html += "</ul>\n";
  if (index.has_truth || index.has_frame_truth)
    html +=
        "<p class=\"note\">The true structures of this data are known: it is synthetic, and no clinical "
        "evidence.</p>\n";
  return html +
         "<noscript><p class=\"note\">Filtering the videos needs JavaScript, which is off; all are "
         "shown.</p></noscript>\n</header>\n";
}

std::string video_links(const data::PackIndex& index, const std::vector<std::size_t>& videos) {
  std::vector<std::string> links;
  for (std::size_t i = 0; i < std::min(videos.size(), kVideosNamed); ++i)
    links.push_back(
        fmt::format("<a href=\"#video-{}\">{}</a>", videos[i], escape_html(index.videos[videos[i]].id)));
  std::string html = join(links, ", ");
  if (videos.size() > kVideosNamed) html += fmt::format(" and {} more", videos.size() - kVideosNamed);
  return html;
}

// Long lists are folded: people look at the page, they do not read it.
std::string list_html(const std::vector<std::string>& items) {
  std::string first, more;
  for (std::size_t i = 0; i < items.size(); ++i)
    (i < kNotesShown ? first : more) += "<li>" + items[i] + "</li>\n";
  std::string html = "<ul>\n" + first + "</ul>\n";
  if (!more.empty())
    html += fmt::format("<details><summary>{} more</summary><ul>\n{}</ul></details>\n",
                        items.size() - kNotesShown, more);
  return html;
}

std::string remark_html(const data::PackIndex& index, const PackRemark& remark) {
  const std::string text = escape_html(remark.text);
  if (remark.videos.empty()) return text;
  if (remark.videos.size() == index.videos.size()) return text + " (all of them)";
  return text + ": " + video_links(index, remark.videos);
}

// What is probably wrong, what packing noted, what is only not there.
std::string remarks_section(const data::PackIndex& index, const PackFacts& facts) {
  std::vector<std::string> serious, notes, lacks;
  for (const auto& remark : facts.remarks)
    (remark.is_serious ? serious : lacks).push_back(remark_html(index, remark));
  for (const auto& note : index.notes) notes.push_back(escape_html(note));
  std::string html = fmt::format("<section id=\"remarks\" class=\"{}\">\n<h2>What to look at</h2>\n",
                                 serious.empty() && notes.empty() ? "note" : "failures");
  if (serious.empty() && notes.empty() && lacks.empty())
    html += "<p>Nothing was noted when this pack was made, and nothing in it stands out.</p>\n";
  if (!serious.empty()) html += list_html(serious);
  if (!notes.empty())
    html += fmt::format("<h3>Noted when it was packed ({})</h3>\n", notes.size()) + list_html(notes);
  if (!lacks.empty()) html += "<h3>What is not there</h3>\n" + list_html(lacks);
  return html + "</section>\n";
}

std::string choice(const char* id, const char* text,
                   const std::vector<std::pair<std::string, std::string>>& options) {
  std::string html = fmt::format("<label>{} <select id=\"{}\"><option value=\"\">any</option>", text, id);
  for (const auto& [value, name] : options)
    html += fmt::format("<option value=\"{}\">{}</option>", escape_html(value), escape_html(name));
  return html + "</select></label>\n";
}

std::string tools(const data::PackIndex& index, const PackFacts& facts) {
  std::vector<std::pair<std::string, std::string>> patients, views, annotators, classes;
  for (const auto& [id, counts] : facts.patients) patients.emplace_back(std::to_string(patients.size()), id);
  for (const auto& [view, counts] : facts.views)
    views.emplace_back(view.empty() ? "none" : view, view.empty() ? "none" : view);
  for (const auto& [name, counts] : facts.annotators)
    annotators.emplace_back(std::to_string(annotators.size()), name);
  annotators.emplace_back("none", "none (not annotated)");
  for (const auto& name : index.classes) classes.emplace_back(std::to_string(classes.size()), name);
  return "<div class=\"tools\" id=\"tools\">\n<label>Contains <input type=\"search\" "
         "id=\"filter-text\"></label>\n" +
         choice("filter-patient", "Patient", patients) + choice("filter-view", "View", views) +
         choice("filter-annotator", "Annotator", annotators) + choice("filter-class", "Class", classes) +
         "<label class=\"check\"><input type=\"checkbox\" id=\"filter-remarks\"> with remarks only</label>\n"
         "<label class=\"check\"><input type=\"checkbox\" id=\"show-paint\" checked> confidence</label>\n"
         "<label class=\"check\"><input type=\"checkbox\" id=\"show-lines\" checked> contours</label>\n"
         "<button type=\"button\" class=\"tool\" id=\"filter-reset\">Show all</button>\n</div>\n";
}

std::string videos_section(const data::PackReader& reader, const PackFacts& facts) {
  const auto& index = reader.index();
  std::string html = "<section id=\"videos\">\n<h2>Videos</h2>\n" + tools(index, facts) + legend(index);
  html +=
      fmt::format("<p id=\"count\" aria-live=\"polite\">Videos: {}</p>\n<div class=\"grid\" id=\"grid\">\n",
                  index.videos.size());
  const auto context = card_context(index, facts);
  const int side = picture_side(index.videos.size());
  for (std::size_t v = 0; v < index.videos.size(); ++v)
    html += video_card(context, v, draw_video(reader, index.videos[v], facts.videos[v], side));
  return html + "</div>\n</section>\n";
}

constexpr const char* kNavigation =
    "<nav aria-label=\"Sections\"><a href=\"#remarks\">What to look at</a><a href=\"#labels\">Labels</a>"
    "<a href=\"#clinical\">Clinical</a><a href=\"#videos\">Videos</a><a href=\"#patients\">Patients</a>"
    "<a href=\"#identity\">Identity</a></nav>\n";

}  // namespace

std::string pack_page(const data::PackReader& reader, const PackFacts& facts, std::uintmax_t file_bytes) {
  const auto& index = reader.index();
  std::string html = page::page_head({index.name + ": sonosweep pack", pack_page_style(), pack_page_script(),
                                      "videos", "Skip to the videos"});
  html += kNavigation + header(index, facts) + "<main>\n" + remarks_section(index, facts);
  html += labels_section(index, facts) + clinical_section(facts) + videos_section(reader, facts);
  html += patients_section(index, facts) + identity_section(index, facts, file_bytes);
  html += fmt::format("</main>\n<footer>Made by sonosweep-inspect {} from this pack alone.</footer>\n",
                      escape_html(build_info().version));
  return html + page::page_end(pack_page_script());
}

}  // namespace sonosweep::data_tools
