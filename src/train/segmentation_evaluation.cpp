#include "train/segmentation_evaluation.h"

#include <torch/torch.h>

#include <algorithm>
#include <stdexcept>

namespace sonosweep::train {

SegmentationEvaluation evaluate_segmenter(const std::function<torch::Tensor(const torch::Tensor&)>& network,
                                          const SegmentationSamples& samples, const SegmentationLoss& loss,
                                          const stats::SegmentationMetricsOptions& options,
                                          torch::Device device, int batch, PatientScores patients) {
  torch::NoGradGuard no_grad;
  stats::SegmentationMetrics metrics(options);
  std::map<std::string, stats::SegmentationMetrics> by_patient;
  auto patient_options = options;
  patient_options.boundaries = false;
  if (patients == PatientScores::kYes && static_cast<std::int64_t>(samples.patients.size()) != samples.size())
    throw std::invalid_argument("scores of patients: the samples do not say whose each image is");
  const int height = static_cast<int>(samples.images.size(2)),
            width = static_cast<int>(samples.images.size(3));
  double loss_sum = 0;
  for (std::int64_t first = 0; first < samples.size(); first += batch) {
    const auto last = std::min(samples.size(), first + batch);
    const auto images = as_input(samples.images.slice(0, first, last).to(device));
    const auto confidence = samples.confidence.slice(0, first, last).contiguous();
    const auto logits = network(images).to(torch::kFloat);  // [b,C,H,W]
    loss_sum += loss({logits, confidence.to(device), {}}).item<double>() * static_cast<double>(last - first);
    const auto on_cpu = logits.to(torch::kCPU).contiguous(torch::MemoryFormat::Contiguous);
    for (std::int64_t k = 0; k < last - first; ++k) {
      const auto truth = samples.truth.defined() ? samples.truth[first + k] : torch::Tensor();
      const auto add_to = [&](stats::SegmentationMetrics& sums) {
        sums.add(on_cpu[k].data_ptr<float>(),
                 reinterpret_cast<const std::uint16_t*>(confidence[k].data_ptr<std::int16_t>()),
                 truth.defined() ? truth.data_ptr<std::uint8_t>() : nullptr, height, width);
      };
      add_to(metrics);
      if (patients == PatientScores::kYes)
        add_to(by_patient.try_emplace(samples.patients[static_cast<std::size_t>(first + k)], patient_options)
                   .first->second);
    }
  }
  SegmentationEvaluation out;
  out.scores = metrics.result();
  out.loss = loss_sum / static_cast<double>(std::max<std::int64_t>(1, samples.size()));
  for (const auto& [patient, sums] : by_patient) out.patients[patient] = sums.result();
  return out;
}

}  // namespace sonosweep::train
