#include "train/segmentation_data.h"

#include <torch/torch.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "core/error.h"

namespace sonosweep::train {

SegmentationSamples load_segmentation_samples(const data::PackReader& pack, const data::Fusion& fusion,
                                              const std::vector<std::string>& patients) {
  const auto& index = pack.index();
  std::map<std::pair<std::int64_t, std::int64_t>, std::vector<std::int64_t>>
      frames;  // (video, frame) -> rows
  for (std::size_t row = 0; row < index.annotations.size(); ++row) {
    const auto& annotation = index.annotations[row];
    const auto& patient = index.videos.at(static_cast<std::size_t>(annotation.video)).patient;
    if (std::find(patients.begin(), patients.end(), patient) == patients.end()) continue;
    if (fusion.kind == data::Fusion::Kind::kOne && annotation.annotator != fusion.annotator) continue;
    frames[{annotation.video, annotation.frame}].push_back(static_cast<std::int64_t>(row));
  }
  const auto n = static_cast<std::int64_t>(frames.size());
  const auto classes = static_cast<std::int64_t>(index.classes.size());
  SegmentationSamples samples;
  samples.images = torch::empty({n, 1, index.height, index.width}, torch::kByte);
  samples.confidence = torch::empty({n, classes, index.height, index.width}, torch::kShort);
  if (index.has_truth) samples.truth = torch::empty({n, classes, index.height, index.width}, torch::kByte);

  std::int64_t i = 0;
  for (const auto& [where, rows] : frames) {
    const auto& video = index.videos.at(static_cast<std::size_t>(where.first));
    samples.patients.push_back(video.patient);
    const auto frame = pack.read_frames(video.first_frame + where.second, 1);
    std::memcpy(samples.images[i].data_ptr(), frame.data(), frame.size());
    std::vector<std::vector<std::uint16_t>> maps;
    for (const auto row : rows) maps.push_back(pack.read_confidence(row));
    const auto fused = data::fuse(maps, fusion.kind);
    // 10000 fits into the signed type LibTorch has.
    std::memcpy(samples.confidence[i].data_ptr(), fused.data(), fused.size() * sizeof fused[0]);
    if (index.has_truth) {
      const auto truth = pack.read_truth(rows.front());
      std::memcpy(samples.truth[i].data_ptr(), truth.data(), truth.size());
    }
    ++i;
  }
  return samples;
}

PixelStatistics pixel_statistics(const SegmentationSamples& samples) {
  const auto pixels = samples.images.to(torch::kDouble) / 255;
  return {pixels.mean().item<double>(), std::max(1e-3, pixels.std(/*unbiased=*/false).item<double>())};
}

torch::Tensor as_input(const torch::Tensor& images) {
  return images.to(torch::kFloat) / 255;
}

}  // namespace sonosweep::train
