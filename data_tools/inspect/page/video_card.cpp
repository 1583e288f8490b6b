#include "data_tools/inspect/page/video_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "data_tools/inspect/class_colours.h"
#include "page/base64.h"
#include "page/escape.h"

namespace sonosweep::data_tools {
namespace {

using page::escape_html;

template <typename Values>
std::string with_blanks(const Values& values) {
  std::vector<std::string> texts;
  for (const auto& value : values) texts.push_back(fmt::format("{}", value));
  return join(texts, " ");
}

std::vector<std::size_t> painted_classes(const VideoFacts& facts) {
  std::vector<std::size_t> painted;
  for (std::size_t c = 0; c < facts.classes.size(); ++c)
    if (facts.classes[c].painted_rows > 0) painted.push_back(c);
  return painted;
}

std::string facts_line(const data::Video& video) {
  std::vector<std::string> parts = {"patient " + video.patient};
  parts.push_back(video.day < 0 ? "no day" : fmt::format("day {}", video.day));
  parts.push_back(video.view.empty() ? "no view" : "view " + video.view);
  parts.push_back(counted(video.num_frames, "frame"));
  if (video.fps > 0) parts.push_back(fmt::format("{:.4g} fps", video.fps));
  if (video.depth_cm > 0) parts.push_back(fmt::format("{:.4g} cm deep", video.depth_cm));
  return join(parts, " · ");
}

std::string shown_line(const data::Video& video, const VideoFacts& facts) {
  const std::string frame = fmt::format("Frame {} of {}", facts.shown_frame, video.num_frames);
  if (facts.annotations == 0) return frame + "; this video has no annotation";
  const std::vector<std::string> names(facts.annotators.begin(), facts.annotators.end());
  std::string text = frame;
  if (facts.shown_rows.size() > 1) text += fmt::format(", mean of {} annotators", facts.shown_rows.size());
  return text + fmt::format("; {} annotated by {}",
                            counted(static_cast<std::int64_t>(facts.annotated_frames.size()), "frame"),
                            join(names, ", "));
}

// What the picture shows, in words.
std::string alternative(const CardContext& context, const data::Video& video, const VideoFacts& facts) {
  std::string text = fmt::format("Frame {} of video {}", facts.shown_frame, video.id);
  std::vector<std::string> painted;
  for (const auto c : painted_classes(facts)) painted.push_back(context.index.classes[c]);
  if (facts.annotations == 0) return text + ", not annotated";
  return text + (painted.empty() ? ", annotated, nothing painted"
                                 : ", with the confidence of " + join(painted, ", ") + " in colour");
}

std::string picture_html(const CardContext& context, const data::Video& video, const VideoFacts& facts,
                         const VideoPicture& picture) {
  const auto& index = context.index;
  std::string html = fmt::format(
      "<div class=\"picture{}\" style=\"aspect-ratio:{}/{}\"><img class=\"frame\" loading=\"lazy\" "
      "width=\"{}\" height=\"{}\" alt=\"{}\" src=\"data:image/jpeg;base64,{}\">",
      std::max(picture.width, picture.height) < 100 ? " tiny" : "", index.width, index.height, picture.width,
      picture.height, escape_html(alternative(context, video, facts)), page::base64(picture.frame));
  if (!picture.paint.empty())
    html += fmt::format(
        "<img class=\"paint\" loading=\"lazy\" width=\"{}\" height=\"{}\" alt=\"\" "
        "src=\"data:image/png;base64,{}\">",
        picture.width, picture.height, page::base64(picture.paint));
  if (!picture.contours.empty())
    html += fmt::format(
        "<svg class=\"lines\" viewBox=\"-.5 -.5 {} {}\" preserveAspectRatio=\"none\" "
        "aria-hidden=\"true\">{}</svg>",
        index.width, index.height, picture.contours);
  return html + "</div>\n";
}

std::string histograms_html(const CardContext& context, const VideoFacts& facts) {
  const auto grays = fmt::format("Grays of {}: {} to {}, mean {:.0f}", counted(facts.gray_frames, "frame"),
                                 facts.least_gray, facts.most_gray, facts.mean_gray);
  std::string html =
      "<table class=\"bars\"><tbody>\n" +
      fmt::format("<tr><td>{}</td><th scope=\"row\">gray</th><td>{}–{}, mean {:.0f}</td></tr>\n",
                  histogram_svg(facts.grays.data(), kGrayBins, 64, 18, grays, "currentColor"),
                  facts.least_gray, facts.most_gray, facts.mean_gray);
  for (const auto c : painted_classes(facts)) {
    const LabelCounts& labels = facts.classes[c];
    const auto at_50 = static_cast<std::size_t>(
        std::find(kShownThresholds.begin(), kShownThresholds.end(), 50) - kShownThresholds.begin());
    const auto shares = fmt::format("{} painted, {} at 50 %", share_text(labels.labelled[0], labels.pixels),
                                    share_text(labels.labelled[at_50], labels.pixels));
    const auto label = fmt::format("Confidence of {}, from 0 to 100 %: {}", context.index.classes[c], shares);
    html +=
        fmt::format("<tr><td>{}</td><th scope=\"row\">{}</th><td>{}</td></tr>\n",
                    histogram_svg(labels.bins.data(), kConfidenceBins, 64, 18, label, class_colour_text(c)),
                    escape_html(context.index.classes[c]), shares);
  }
  return html + "</tbody></table>\n";
}

std::string remark_list(const char* name, const std::vector<std::string>& remarks) {
  if (remarks.empty()) return {};
  std::string html = fmt::format("<ul class=\"{}\">\n", name);
  for (const auto& remark : remarks) html += "<li>" + escape_html(remark) + "</li>\n";
  return html + "</ul>\n";
}

std::string details_html(const data::Video& video) {
  const auto row = [](const std::string& name, const std::string& value) {
    return fmt::format("<dt>{}</dt><dd>{}</dd>", escape_html(name), escape_html(value));
  };
  std::string html = "<details><summary>More</summary><dl>";
  const data::Geometry& g = video.geometry;
  html += row("resized", g.fit.empty()
                             ? std::string("not said by this pack")
                             : fmt::format("{}: x = {:.5g} + {:.5g} source x, y = {:.5g} + {:.5g} source y",
                                           g.fit, g.offset_x, g.scale_x, g.offset_y, g.scale_y));
  for (const auto& [name, value] : video.columns)
    if (!value.empty()) html += row(name, value);
  return html + row("frames (SHA-256)", video.sha256) + "</dl></details>\n";
}

}  // namespace

CardContext card_context(const data::PackIndex& index, const PackFacts& facts) {
  CardContext context{index, facts, {}, {}, {}, {}};
  for (std::size_t p = 0; p < index.patients.size(); ++p) context.patients[index.patients[p].id] = p;
  for (const auto& [name, counts] : facts.annotators)
    context.annotators.emplace(name, context.annotators.size());
  context.remarks.resize(index.videos.size());
  context.lacks.resize(index.videos.size());
  for (const auto& remark : facts.remarks)
    for (const auto v : remark.videos)
      (remark.is_serious ? context.remarks : context.lacks)[v].push_back(remark.of_video);
  // Packing names a video as '<id>'.
  std::map<std::string, std::size_t> rows;
  for (std::size_t v = 0; v < index.videos.size(); ++v) rows["'" + index.videos[v].id + "'"] = v;
  for (const auto& note : index.notes)
    for (auto at = note.find("video '"); at != std::string::npos; at = note.find("video '", at + 1)) {
      const auto end = note.find("':", at + 7);
      if (end == std::string::npos) break;
      const auto found = rows.find(note.substr(at + 6, end - at - 5));
      if (found != rows.end()) context.remarks[found->second].push_back(note);
    }
  return context;
}

std::string video_card(const CardContext& context, std::size_t v, const VideoPicture& picture) {
  const data::Video& video = context.index.videos[v];
  const VideoFacts& facts = context.facts.videos[v];
  std::vector<std::size_t> annotators;
  for (const auto& name : facts.annotators) annotators.push_back(context.annotators.at(name));
  std::string html = fmt::format(
      "<article class=\"card\" id=\"video-{0}\" aria-labelledby=\"title-{0}\" data-patient=\"{1}\" "
      "data-view=\"{2}\" data-annotators=\"{3}\" data-classes=\"{4}\" data-remarks=\"{5}\">\n"
      "<h3 id=\"title-{0}\">{6}</h3>\n<p class=\"sub\">{7}</p>\n",
      v, context.patients.at(video.patient), escape_html(video.view), with_blanks(annotators),
      with_blanks(painted_classes(facts)), context.remarks[v].size(), escape_html(video.id),
      escape_html(facts_line(video)));
  html += picture_html(context, video, facts, picture);
  html += fmt::format("<p class=\"sub\">{}</p>\n", escape_html(shown_line(video, facts)));
  html += histograms_html(context, facts);
  html += remark_list("remarks", context.remarks[v]) + remark_list("lacks", context.lacks[v]);
  return html + details_html(video) + "</article>\n";
}

std::string histogram_svg(const std::int64_t* bins, std::size_t count, int width, int height,
                          const std::string& label, const std::string& colour) {
  const std::int64_t most = std::max<std::int64_t>(1, *std::max_element(bins, bins + count));
  const double step = static_cast<double>(width) / static_cast<double>(count);
  std::string path;
  for (std::size_t i = 0; i < count; ++i) {
    if (bins[i] == 0) continue;
    // The square root shows the few beside the many; what is there is seen, half a pixel at least.
    const double share = static_cast<double>(bins[i]) / static_cast<double>(most);
    const double bar = std::max(0.5, static_cast<double>(height) * std::sqrt(share));
    path += fmt::format("M{:.4g} {}v-{:.3g}h{:.3g}v{:.3g}z", step * static_cast<double>(i), height, bar,
                        step * 0.9, bar);
  }
  return fmt::format(
      "<svg class=\"histogram\" viewBox=\"0 0 {0} {1}\" width=\"{0}\" height=\"{1}\" role=\"img\" "
      "aria-label=\"{2}\"><path fill=\"{3}\" d=\"{4}\"/></svg>",
      width, height, escape_html(label), colour, path);
}

}  // namespace sonosweep::data_tools
