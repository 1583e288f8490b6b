#include "jobs/segment/segment_job.h"

#include <algorithm>
#include <set>

#include "cli/progress.h"
#include "core/error.h"
#include "core/log.h"
#include "core/output_guard.h"
#include "core/stop_signal.h"
#include "core/text.h"
#include "data/file_schema.h"
#include "data/pack_reader.h"
#include "data/segmentation_file.h"
#include "jobs/run/run_folder.h"
#include "jobs/setup/frame_batches.h"
#include "train/device.h"
#include "train/frame_logits.h"
#include "train/segmenter_file.h"

namespace sonosweep::jobs {
namespace {

std::vector<FrameBatch> chosen_frames(const data::PackIndex& index, const std::vector<std::string>& ids) {
  if (ids.empty()) return frame_batches(index);
  std::vector<std::string> known;
  for (const auto& video : index.videos) known.push_back(video.id);
  std::set<std::size_t> rows;
  for (const auto& id : ids) {
    const auto found = std::find(known.begin(), known.end(), id);
    if (found == known.end())
      throw_error<UsageError>("--videos {}: the pack '{}' has no such video{}", id, index.name,
                              did_you_mean(id, known));
    rows.insert(static_cast<std::size_t>(found - known.begin()));
  }
  return frame_batches(index, {rows.begin(), rows.end()});
}

}  // namespace

void segment(const SegmentRequest& request) {
  OutputRules rules{request.other_inputs, request.force};
  rules.inputs.insert(rules.inputs.end(), {request.data, request.weights});
  const OutputGuard output(request.out, data::segmentation_output(), rules, "sonosweep-segment");
  const data::PackReader pack(request.data);
  const auto& index = pack.index();
  const auto batches = chosen_frames(index, request.videos);
  std::int64_t total = 0, done = 0;
  for (const auto& batch : batches) total += batch.count;

  train::set_threads(request.threads);
  train::SegmenterOptions wanted;
  wanted.device = train::select_device(request.device);
  auto segmenter = train::load_segmenter(request.weights, wanted);
  const auto& fpn = segmenter.options().fpn;
  if (fpn.classes != static_cast<int>(index.classes.size()))
    throw_error<DataError>(
        "{}: a segmenter of {}, the pack '{}' has {} ({}); give one that was trained for it",
        request.weights.string(), counted(fpn.classes, "class", "classes"), index.name, index.classes.size(),
        join(index.classes, ", "));

  data::SegmentationFileInfo info;
  info.classes = index.classes;
  info.height = index.height;
  info.width = index.width;
  info.data_checksum = index.checksum;
  info.segmenter = file_digest(request.weights);
  info.with_logits = request.logits;
  data::SegmentationFileWriter writer(request.out, info);
  cli::ProgressLine progress;
  for (const auto& batch : batches) {
    if (stop_requested() != 0) throw Stopped("stopped; nothing was written");
    writer.append(batch.first, train::frame_logits(segmenter, pack.read_frames(batch.first, batch.count),
                                                   index.height, index.width));
    progress.show(fmt::format("{} of {} frames", done += batch.count, total));
  }
  writer.finish();
  progress.clear();
  log_info("{}: {}, by a {} FPN", request.out.string(), counted(total, "frame"), fpn.encoder);
}

}  // namespace sonosweep::jobs
