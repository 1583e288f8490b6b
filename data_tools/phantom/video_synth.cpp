#include "data_tools/phantom/video_synth.h"

#include "core/rng.h"
#include "data_tools/phantom/image_formation.h"

namespace sonosweep::data_tools {
namespace {

static_assert(kNumClasses <= 8, "one bit of a byte for each class");

cv::Mat truth_bits(const std::vector<Shape>& shapes, const PhantomOptions& options) {
  cv::Mat bits(options.height, options.width, CV_8U, cv::Scalar(0));
  for (int k = 0; k < kNumClasses; ++k)
    bits |= class_mask(shapes, k, options.height, options.width) & (1 << k);
  return bits;
}

// One class of it, 0 or 255; empty where there is none.
cv::Mat class_of_bits(const cv::Mat& bits, int k) {
  cv::Mat mask;
  cv::compare(bits & (1 << k), 0, mask, cv::CMP_NE);
  return cv::countNonZero(mask) > 0 ? mask : cv::Mat();
}

}  // namespace

SyntheticVideo make_video(const PhantomOptions& options, const Scan& scan, std::size_t index,
                          const std::vector<Annotator>& annotators) {
  const std::uint64_t seed = derive_seed(options.seed, "video", index);
  SyntheticVideo video;
  video.layout = make_layout(options, scan.severity, derive_seed(seed, "layout"));
  const std::vector<Motion> motion =
      make_motion(video.layout, options.frames, options.fps, derive_seed(seed, "motion"));
  const ImageFormation formation(options, video.layout, derive_seed(seed, "speckle"));
  const Texture texture(formation.grid(), video.layout, derive_seed(seed, "texture"));
  for (std::size_t i = 0; i < motion.size(); ++i) {
    const FrameAnatomy anatomy = make_anatomy(video.layout, motion[i], options);
    const EchoMap map = make_echo_map(formation.grid(), video.layout, anatomy, motion[i], texture, options);
    const cv::Mat envelope = formation.envelope(map, anatomy.pleura_row, motion[i], static_cast<int>(i));
    video.frames.push_back(formation.compress(envelope));
    video.truth.push_back(truth_bits(anatomy.shapes, options));
  }

  for (int k = 0; k < kNumClasses; ++k) video.masks.push_back(class_of_bits(video.truth.front(), k));
  const std::vector<Shape> shapes = make_anatomy(video.layout, motion.front(), options).shapes;
  const bool all = Rng(derive_seed(seed, "second_opinion")).chance(options.second_opinion);
  for (std::size_t a = 0; a < (all ? annotators.size() : 1); ++a)
    video.annotations.push_back(
        {annotators[a].name, annotate(shapes, annotators[a], options, derive_seed(seed, "annotation", a))});
  return video;
}

}  // namespace sonosweep::data_tools
