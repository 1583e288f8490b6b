#include "data_tools/inspect/page/page_tables.h"

#include <fmt/format.h>

#include <vector>

#include "core/text.h"
#include "data_tools/inspect/class_colours.h"
#include "data_tools/inspect/page/video_card.h"
#include "page/escape.h"

namespace sonosweep::data_tools {
namespace {

using page::escape_html;

std::string chip(std::size_t c) {
  return fmt::format("<span class=\"chip\" style=\"background:{}\"></span>", class_colour_text(c));
}

std::string cell(const std::string& html) {
  return "<td>" + html + "</td>";
}

// In a box that scrolls where the page is narrow.
std::string table(const std::string& name, const std::string& head, const std::string& rows,
                  const char* classes = "") {
  return fmt::format(
      "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{}\"><table "
      "class=\"{}\">\n<thead><tr>{}"
      "</tr></thead>\n<tbody>\n{}</tbody></table></div>\n",
      name, classes, head, rows);
}

std::string columns(const std::vector<std::string>& names) {
  std::string html;
  for (std::size_t i = 0; i < names.size(); ++i)
    html += fmt::format("<th scope=\"col\"{}>{}</th>", i == 0 ? " data-type=\"text\"" : "", names[i]);
  return html;
}

std::string label_row(const std::string& head, const LabelCounts& labels) {
  std::string html = fmt::format("<tr>{}<td>{} of {}</td>", head, labels.painted_rows, labels.rows);
  for (std::size_t t = 0; t < kShownThresholds.size(); ++t)
    html +=
        fmt::format("<td>{}<br><small>{} pat.</small></td>",
                    escape_html(share_text(labels.labelled[t], labels.pixels)), labels.patients[t].size());
  const auto label = fmt::format("Confidence from 0 to 100 % in {} painted pixels", labels.labelled[0]);
  return html + cell(histogram_svg(labels.bins.data(), kConfidenceBins, 88, 22, label, "currentColor")) +
         "</tr>\n";
}

std::string group_row(const std::string& name, const GroupCounts& counts) {
  return fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
                     name.empty() ? "(none)" : escape_html(name), counts.videos, counts.frames,
                     counts.days.size(), counts.annotations);
}

std::string groups(const std::string& name, const std::string& rows) {
  return table(name, columns({name, "videos", "frames", "days", "annotation rows"}), rows);
}

std::string range_row(const char* name, const Range& range, std::size_t all, const char* unit) {
  if (range.count == 0)
    return fmt::format("<tr><th scope=\"row\">{}</th><td colspan=\"3\">unknown</td><td>0 of {}</td></tr>\n",
                       name, all);
  return fmt::format(
      "<tr><th scope=\"row\">{}</th><td>{:.5g}{}</td><td>{:.5g}{}</td><td>{:.5g}{}</td><td>{} of "
      "{}</td></tr>\n",
      name, range.least, unit, range.median, unit, range.most, unit, range.count, all);
}

std::string identity_row(const std::string& name, const std::string& value) {
  return fmt::format("<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n", escape_html(name),
                     escape_html(value));
}

template <typename Rows>
std::string column_names(const Rows& rows) {
  std::vector<std::string> names;
  if (!rows.empty())
    for (const auto& [name, value] : rows.front().columns) names.push_back(name);
  return names.empty() ? "none" : join(names, ", ");
}

}  // namespace

std::string labels_section(const data::PackIndex& index, const PackFacts& facts) {
  std::vector<std::string> names = {"Class", "painted in"};
  for (const int t : kShownThresholds) names.push_back(t == 0 ? "above 0" : fmt::format("≥ {} %", t));
  names.emplace_back("confidence");
  std::string rows, by_annotator;
  for (std::size_t c = 0; c < index.classes.size(); ++c) {
    const auto name = chip(c) + "<strong>" + escape_html(index.classes[c]) + "</strong>";
    rows += label_row(fmt::format("<th scope=\"row\">{}</th>", name), facts.classes[c]);
    for (const auto& [annotator, classes] : facts.by_annotator)
      by_annotator +=
          label_row(fmt::format("<th scope=\"row\">{}, {}</th>", name, escape_html(annotator)), classes[c]);
  }
  std::string folded;
  if (facts.by_annotator.size() > 1)
    folded = "<details><summary>Of each annotator</summary>\n" +
             table("Labels of each annotator", columns(names), by_annotator, "labels") + "</details>\n";
  std::string annotators, views;
  for (const auto& [name, counts] : facts.annotators) annotators += group_row(name, counts);
  for (const auto& [name, counts] : facts.views) views += group_row(name, counts);
  const std::string labels =
      index.annotations.empty()
          ? "<p>No frame of this pack is annotated.</p>\n"
          : "<p>Which share of the pixels of annotated frames is a label at each threshold of confidence, "
            "and "
            "how many patients (pat.) have any; the bars show how the confidence of painted pixels is spread "
            "from 0 to 100 %.</p>\n" +
                table("Labels", columns(names), rows, "labels") + folded;
  return "<section id=\"labels\">\n<h2>Labels</h2>\n" + labels + "<div class=\"beside\">\n" +
         (annotators.empty() ? "" : groups("Annotator", annotators)) + groups("View", views) +
         "</div>\n</section>\n";
}

std::string clinical_section(const PackFacts& facts) {
  const auto& clinical = facts.clinical;
  const std::size_t days = clinical.video_days.size(), ratios = clinical.sf_ratio.count,
                    videos = facts.videos.size();
  std::string html = fmt::format(
      "<section id=\"clinical\">\n<h2>Clinical values and ranges</h2>\n<ul>\n<li>{} S/F ratios of {} "
      "patients; {} of {} "
      "patient-days with videos have one.</li>\n<li>Readmitted within 30 days: {} yes, {} no, {} "
      "unknown.</li>\n</ul>\n",
      ratios, clinical.patients, days - clinical.days_without_ratio.size(), days, clinical.readmitted,
      clinical.not_readmitted, clinical.unknown);
  return html +
         table("Ranges", columns({"Value", "least", "median", "most", "known of"}),
               range_row("S/F ratio as recorded", clinical.sf_ratio_raw, ratios, "") +
                   range_row("S/F ratio, scaled", clinical.sf_ratio, ratios, "") +
                   range_row("day", facts.day, videos, "") +
                   range_row("frames of a video", facts.frames, videos, "") +
                   range_row("frames per second", facts.fps, videos, "") +
                   range_row("depth", facts.depth_cm, videos, " cm")) +
         "</section>\n";
}

std::string patients_section(const data::PackIndex& index, const PackFacts& facts) {
  std::map<std::string, std::size_t> ratios;
  for (const auto& row : index.clinical) ++ratios[row.patient];
  std::string rows;
  std::vector<std::string> names = {"Patient",         "videos",     "frames",    "days",
                                    "annotation rows", "S/F ratios", "readmitted"};
  if (!index.patients.empty())
    for (const auto& [name, value] : index.patients.front().columns) names.push_back(escape_html(name));
  for (std::size_t p = 0; p < index.patients.size(); ++p) {
    const auto& patient = index.patients[p];
    std::string row = group_row(patient.id, facts.patients[p].second);
    std::string more =
        cell(fmt::format("{}", ratios[patient.id])) + cell(patient.readmitted_30d == 1   ? "yes"
                                                           : patient.readmitted_30d == 0 ? "no"
                                                                                         : "unknown");
    for (const auto& [name, value] : patient.columns) more += cell(escape_html(value));
    row.insert(row.rfind("</tr>"), more);
    rows += row;
  }
  return "<section id=\"patients\">\n<h2>Patients</h2>\n" + table("Patients", columns(names), rows) +
         "</section>\n";
}

std::string identity_section(const data::PackIndex& index, const PackFacts& facts,
                             std::uintmax_t file_bytes) {
  std::string rows =
      identity_row("data set", index.name) + identity_row("checksum of the data (SHA-256)", index.checksum) +
      identity_row("size of the pack", human_bytes(static_cast<double>(file_bytes))) +
      identity_row("packed by", "sonosweep " + index.program_version) +
      identity_row("schema version", std::to_string(index.schema_version)) +
      identity_row("true structures", index.has_frame_truth ? "of every frame"
                                      : index.has_truth     ? "of annotated frames"
                                                            : "not known") +
      identity_row("further columns of videos", column_names(index.videos)) +
      identity_row("further columns of clinical values", column_names(index.clinical)) +
      identity_row("further columns of patients", column_names(index.patients)) +
      identity_row("annotation rows",
                   fmt::format("{} on {} frames", index.annotations.size(), facts.annotated_frames));
  return "<section id=\"identity\">\n<h2>Identity</h2>\n<div class=\"scroll\"><table "
         "class=\"words\"><tbody>\n" +
         rows + "</tbody></table></div>\n</section>\n";
}

std::string legend(const data::PackIndex& index) {
  std::string html = "<p class=\"legend\">";
  for (std::size_t c = 0; c < index.classes.size(); ++c)
    html += fmt::format("<span>{}{}</span> ", chip(c), escape_html(index.classes[c]));
  for (const int level : {20, 50, 80})
    html += fmt::format(
        "<span><svg class=\"lines\" width=\"34\" height=\"10\" viewBox=\"0 0 34 10\" "
        "aria-hidden=\"true\"><path "
        "class=\"l{0}\" stroke=\"currentColor\" d=\"M0 5h34\"/></svg> contour at {0} %</span> ",
        level);
  return html +
         fmt::format(
             "</p>\n<p class=\"sub\">Each video by its first annotated frame (counted from 0), or its first; "
             "the stronger the "
             "colour, the higher the confidence. Grays are of up to {} frames of the video, evenly spread; "
             "confidence bars and shares of all its annotated frames. Bars are as high as the square root of "
             "what they count.</p>\n",
             kGrayFrames);
}

}  // namespace sonosweep::data_tools
