#include "analysis/figures/frame_figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "analysis/figures/overlay.h"
#include "analysis/tables/threshold_table.h"
#include "core/error.h"
#include "data/basis_points.h"
#include "data/mask_cache.h"

namespace sonosweep::analysis {
namespace {

// The maps of one frame as one.
std::vector<std::uint16_t> fused_confidence(const FigureInput& input, const data::Annotation& wanted) {
  const auto fusion = data::Fusion::parse(input.results.study().fusion);
  const auto& rows = input.pack->index().annotations;
  std::vector<std::vector<std::uint16_t>> maps;
  for (std::size_t a = 0; a < rows.size(); ++a) {
    if (rows[a].video != wanted.video || rows[a].frame != wanted.frame) continue;
    if (fusion.kind == data::Fusion::Kind::kOne && rows[a].annotator != fusion.annotator) continue;
    maps.push_back(input.pack->read_confidence(static_cast<std::int64_t>(a)));
  }
  return maps.empty() ? std::vector<std::uint16_t>() : data::fuse(maps, fusion.kind);
}

ImagePanel mask_panel(const std::string& title, const ExampleFrame& frame,
                      const std::vector<std::uint8_t>& mask, const data::PackIndex& index) {
  ImagePanel panel;
  panel.title = title;
  panel.image = overlay(frame.gray, {mask.begin(), mask.end()}, index.height, index.width);
  for (std::size_t c = 0; c < index.classes.size(); ++c)
    panel.numbers.push_back(deepest_pixel(mask.data() + c * frame.gray.size(), index.height, index.width));
  return panel;
}

std::vector<std::uint8_t> labels_at(const ExampleFrame& frame, int threshold) {
  std::vector<std::uint8_t> labels;
  labels.reserve(frame.confidence.size());
  for (const auto value : frame.confidence) labels.push_back(data::is_label(value, threshold) ? 1 : 0);
  return labels;
}

ImagePanel frame_panel(const ExampleFrame& frame, const data::PackIndex& index) {
  return {"frame", overlay(frame.gray, {}, index.height, index.width), {}};
}

ImagePanel confidence_panel(const ExampleFrame& frame, const data::PackIndex& index) {
  std::vector<float> strength;
  strength.reserve(frame.confidence.size());
  for (const auto value : frame.confidence)
    strength.push_back(static_cast<float>(value) / static_cast<float>(data::kFullConfidence));
  auto panel = mask_panel("expert confidence", frame, labels_at(frame, 0), index);
  panel.image = overlay(frame.gray, strength, index.height, index.width);
  return panel;
}

std::vector<int> sorted_thresholds(const FigureInput& input) {
  std::vector<int> thresholds = input.results.study().thresholds;
  std::sort(thresholds.begin(), thresholds.end());
  return thresholds;
}

Figure finish(Figure figure, const std::vector<ImagePanel>& panels, const FigureInput& input,
              const ExampleFrame& frame) {
  draw_panels(figure, panels, input.pack->index().classes);
  figure.caption += fmt::format(
      " Frame {} of video {}, test patient {}: the annotated test frame with the most classes (the first of "
      "equals). "
      "n = 1 frame, no error bars. A number stands where its class lies deepest.",
      frame.frame, frame.video, frame.patient);
  return figure;
}

// Masks of the first done cache of this threshold whose segmenter has not seen the frame's patient (of the
// first rotation, as in example_frame()): uint8 [C,H,W], 0/1; empty where there is none.
std::vector<std::uint8_t> masks_at(const FigureInput& input, const ExampleFrame& frame, int threshold) {
  const auto& index = input.pack->index();
  for (const RunOutcome* run : input.results.runs_of(study::RunKind::kCache)) {
    if (run->state != RunState::kDone || run->spec.threshold != threshold || run->spec.rotation > 0 ||
        !(run->spec.segmenter == shown_segmenter(input.results)))
      continue;
    const auto path = input.folder.masks_file(run->spec.id());
    if (!std::filesystem::exists(path)) continue;
    const data::MaskCacheReader reader(path);
    if (reader.info().data_checksum != index.checksum || reader.info().height != index.height ||
        reader.info().width != index.width)
      continue;
    auto masks = reader.read(frame.row, 1);
    if (reader.info().kind == data::MaskKind::kProbability)
      for (auto& value : masks) value = value >= 128 ? 1 : 0;
    return masks;
  }
  return {};
}

}  // namespace

ExampleFrame example_frame(const FigureInput& input) {
  const auto& index = input.pack->index();
  const auto& tested = input.results.record().split().test;
  const std::size_t pixels = static_cast<std::size_t>(index.height) * static_cast<std::size_t>(index.width);
  std::size_t most = 0;
  std::int64_t best = -1;
  std::vector<std::uint16_t> confidence;
  for (std::size_t a = 0; a < index.annotations.size(); ++a) {
    const auto& row = index.annotations[a];
    const auto& patient = index.videos[static_cast<std::size_t>(row.video)].patient;
    if (std::find(tested.begin(), tested.end(), patient) == tested.end()) continue;
    auto fused = fused_confidence(input, row);
    std::size_t classes = 0;
    for (std::size_t c = 0; c * pixels < fused.size(); ++c) {
      const auto plane = fused.begin() + static_cast<std::ptrdiff_t>(c * pixels);
      classes += std::any_of(plane, plane + static_cast<std::ptrdiff_t>(pixels),
                             [](auto value) { return value > 0; });
    }
    if (fused.empty() || (best >= 0 && classes <= most)) continue;
    most = classes, best = static_cast<std::int64_t>(a), confidence = std::move(fused);
    if (most == index.classes.size()) break;
  }
  if (best < 0) throw Error("no test patient has an annotated frame in this pack");
  const auto& row = index.annotations[static_cast<std::size_t>(best)];
  const auto& video = index.videos[static_cast<std::size_t>(row.video)];
  ExampleFrame frame;
  frame.video = video.id;
  frame.patient = video.patient;
  frame.frame = row.frame;
  frame.row = video.first_frame + row.frame;
  frame.gray = input.pack->read_frames(frame.row, 1);
  frame.confidence = std::move(confidence);
  if (index.has_truth) frame.truth = input.pack->read_truth(best);
  return frame;
}

Figure label_figure(const FigureInput& input, const ExampleFrame& frame) {
  const auto& index = input.pack->index();
  std::vector<ImagePanel> panels = {frame_panel(frame, index)};
  for (const int t : sorted_thresholds(input))
    panels.push_back(mask_panel(threshold_text(t), frame, labels_at(frame, t), index));
  Figure figure;
  figure.name = "labels_by_threshold";
  figure.title = "Labels of one frame by threshold";
  figure.caption = "Which pixels count as label at each confidence threshold (the paper's figure 1).";
  return finish(std::move(figure), panels, input, frame);
}

Figure confidence_figure(const FigureInput& input, const ExampleFrame& frame) {
  const auto& index = input.pack->index();
  std::vector<ImagePanel> panels = {frame_panel(frame, index), confidence_panel(frame, index)};
  if (!frame.truth.empty()) panels.push_back(mask_panel("true structures", frame, frame.truth, index));
  Figure figure;
  figure.name = "confidence";
  figure.title = "Confidence of one frame";
  figure.caption = "The expert's confidence: the more opaque a colour, the surer (the paper's figure 2).";
  return finish(std::move(figure), panels, input, frame);
}

Figure prediction_figure(const FigureInput& input, const ExampleFrame& frame) {
  const auto& index = input.pack->index();
  std::vector<ImagePanel> panels = {confidence_panel(frame, index)};
  std::string missing;
  for (const int t : sorted_thresholds(input)) {
    const auto masks = masks_at(input, frame, t);
    if (masks.empty())
      missing += fmt::format("{}{}", missing.empty() ? "" : ", ", threshold_text(t));
    else
      panels.push_back(mask_panel("segmenter " + threshold_text(t), frame, masks, index));
  }
  if (panels.size() == 1) throw Error("no threshold has masks of this pack (runs/cache/..) yet");
  Figure figure;
  figure.name = "predictions_by_threshold";
  figure.title = "Predictions of one frame by threshold";
  figure.caption =
      "What the segmenter trained at each threshold sees (probability at least 1/2), beside the expert's "
      "confidence (the "
      "paper's figure 4).";
  figure.caption += shown_segmenter_note(input.results);
  if (!missing.empty()) figure.caption += fmt::format(" Without masks so far: {}.", missing);
  return finish(std::move(figure), panels, input, frame);
}

}  // namespace sonosweep::analysis
