// The annotator: paints structures with soft margins and a known bias, so that the best threshold is planted.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "data_tools/phantom/shapes.h"

namespace sonosweep::data_tools {

double normal_cdf(double x);
// Phi(bias) = threshold_percent / 100: the bias that plants a threshold. 0 < threshold_percent < 100.
double bias_for_threshold(double threshold_percent);

// Where Phi(d + bias) reaches this, a fully visible structure has confidence 1: the 100 % label is not empty.
constexpr double kFullFrom = 0.97;

// visibility * g, with g = Phi(d + bias), 1 from kFullFrom on, 0 where d < -reach; then to the power gamma.
// d: signed distance to the true boundary in boundary blurs, positive inside. At visibility 1 and gamma 1 the
// label "c >= Phi(bias)" is exactly the true structure.
double painted_confidence(double d, double bias, double reach, double visibility, double gamma);

struct Annotator {
  std::string name;  // "A1"
  double gamma = 1;  // a scale of one's own: c -> c^gamma
};
// The first has gamma 1.
std::vector<Annotator> make_annotators(const PhantomOptions& options);

// One map per class, uint16 [height,width], full scale 65535; empty where the class has no confidence.
// Which faint structures are missed, and how the hand wobbles, depends on the seed.
std::vector<cv::Mat> annotate(const std::vector<Shape>& shapes, const Annotator& annotator,
                              const PhantomOptions& options, std::uint64_t seed);

}  // namespace sonosweep::data_tools
