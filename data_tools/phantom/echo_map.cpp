#include "data_tools/phantom/echo_map.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace sonosweep::data_tools {
namespace {

constexpr float kSkinDb = 9, kFatDb = -7, kMuscleDb = 0, kDeepMuscleDb = -4;
constexpr float kLungFadeDbPerCm = 2.5F;
constexpr float kHazeDb = 8, kHazeMm = 5;  // echoes of the chest wall, thrown back by the pleura
constexpr float kRibShadowDb = -24;

// 0 below -1, 1 above 1, smooth between.
inline float ramp(float x) {
  const float t = std::clamp(0.5F * (x + 1), 0.0F, 1.0F);
  return t * t * (3 - 2 * t);
}
inline float mix(float a, float b, float t) {
  return a + (b - a) * t;
}

// Smooth noise of standard deviation 1, drawn out in one direction.
cv::Mat smooth_noise(int rows, int columns, double sigma_x, double sigma_z, std::uint64_t seed) {
  Rng rng(seed);
  cv::Mat noise(rows, columns, CV_32F);
  for (int r = 0; r < rows; ++r)
    for (int c = 0; c < columns; ++c) noise.at<float>(r, c) = static_cast<float>(rng.normal());
  cv::GaussianBlur(noise, noise, cv::Size(), sigma_x, sigma_z, cv::BORDER_REFLECT);
  cv::Scalar mean, sd;
  cv::meanStdDev(noise, mean, sd);
  noise = (noise - mean[0]) / sd[0];
  return noise;
}

void add_background(const AxialGrid& grid, const Layout& l, const FrameAnatomy& anatomy, const Motion& motion,
                    const Texture& texture, EchoMap& map) {
  const auto per_mm = static_cast<float>(1 / l.pixel_mm);
  std::vector<float> bend(static_cast<std::size_t>(grid.width));
  for (std::size_t c = 0; c < bend.size(); ++c)
    bend[c] = per_mm * static_cast<float>(
                           l.layer_bend.at((static_cast<double>(c) + 0.5) * l.column_mm - motion.wall_x) +
                           motion.wall_z);
  for (int i = 0; i < grid.rows(); ++i) {
    const auto row = static_cast<float>(grid.pixel_row(i));
    auto* level = map.level_db.ptr<float>(i);
    for (int c = 0; c < grid.width; ++c) {
      const auto k = static_cast<std::size_t>(c);
      const float pleura = anatomy.pleura_row[k];
      const float below = ramp(row - pleura);
      float wall = 0, lung = 0;
      if (below < 1) {
        const float skin = static_cast<float>(l.skin_mm) * per_mm,
                    fat = static_cast<float>(l.fat_mm) * per_mm;
        wall = mix(kSkinDb, kFatDb, ramp((row - skin) / 1.5F));
        wall = mix(wall, kMuscleDb, ramp((row - fat - bend[k]) / 1.5F));
        wall = mix(wall, kDeepMuscleDb, ramp((row - 0.8F * pleura) / (0.15F * pleura)));
        wall += texture.wall(i, c, motion);
      }
      if (below > 0) {
        const float under_cm = std::max(0.0F, row - pleura) / (10 * per_mm);
        lung = static_cast<float>(l.lung_db) - kLungFadeDbPerCm * under_cm + texture.lung(i, c, motion) +
               kHazeDb * std::exp(-10 * under_cm / kHazeMm);
      }
      level[c] = mix(wall, lung, below);
    }
  }
}

// Lays one structure over what is there. Levels blend in dB, so that half the step in gray, which is what one
// sees, lies on the true boundary.
void lay_over(const AxialGrid& grid, const Layout& l, const Shape& shape, const Motion& motion,
              const Texture& texture, const PhantomOptions& o, EchoMap& map) {
  const auto width = static_cast<float>(1.5 * o.sigma_px) * shape.image_blur;
  float top = 1e9F, bottom = -1e9F;
  for (std::size_t c = 0; c < shape.centre.size(); ++c) {
    if (shape.lateral[c] < -width) continue;
    const float reach = shape.half[c] + 2 * width / shape.cosine[c];
    top = std::min(top, shape.centre[c] - reach);
    bottom = std::max(bottom, shape.centre[c] + reach);
  }
  for (int i = 0; i < grid.rows(); ++i) {
    const auto row = static_cast<float>(grid.pixel_row(i));
    if (row < top || row > bottom) continue;
    const float raised =
        shape.undiminished ? static_cast<float>(residual_attenuation_db(o, l, std::max(0.0F, row))) : 0.0F;
    auto* level = map.level_db.ptr<float>(i);
    auto* specular = map.specular.ptr<float>(i);
    for (int c = 0; c < grid.width; ++c) {
      const float t = ramp(shape.distance(row - 0.5F, static_cast<std::size_t>(c)) / width);
      if (t <= 0) continue;
      // Never darker than what it lies over: an artefact adds to the echoes that are there.
      float wanted =
          static_cast<float>(shape.level_db) + shape.shade_db[static_cast<std::size_t>(c)] + raised;
      if (shape.undiminished) wanted += texture.lung(i, c, motion);
      const float target = std::max(level[c], wanted);
      level[c] = mix(level[c], target, t);
      specular[c] = mix(specular[c], static_cast<float>(shape.specular), t);
    }
  }
}

void add_shadows(const AxialGrid& grid, const FrameAnatomy& anatomy, EchoMap& map) {
  for (int c = 0; c < grid.width; ++c) {
    const auto k = static_cast<std::size_t>(c);
    if (anatomy.shadow[k] <= 0) continue;
    for (int i = 0; i < grid.rows(); ++i) {
      const float under = static_cast<float>(grid.pixel_row(i)) - anatomy.shadow_row[k];
      if (under > -2) map.level_db.at<float>(i, c) += kRibShadowDb * anatomy.shadow[k] * ramp(under / 2);
    }
  }
}

}  // namespace

Texture::Texture(const AxialGrid& grid, const Layout& layout, std::uint64_t seed)
    : column_mm_(layout.column_mm), sub_row_mm_(layout.pixel_mm / grid.oversampling) {
  margin_x_ = static_cast<int>(std::ceil(largest_lateral_motion(layout) / column_mm_)) + 1;
  margin_z_ = static_cast<int>(std::ceil(kLargestAxialMotionMm / sub_row_mm_)) + 1;
  const int rows = grid.rows() + 2 * margin_z_, columns = grid.width + 2 * margin_x_;
  wall_ = 3.0 * smooth_noise(rows, columns, 4.0 / column_mm_, 0.35 / sub_row_mm_, derive_seed(seed, "wall"));
  lung_ = 1.6 * smooth_noise(rows, columns, 1.2 / column_mm_, 1.5 / sub_row_mm_, derive_seed(seed, "lung"));
}

float Texture::wall(int sub_row, int column, const Motion& motion) const {
  return wall_.at<float>(sub_row + margin_z_ - static_cast<int>(std::lround(motion.wall_z / sub_row_mm_)),
                         column + margin_x_ - static_cast<int>(std::lround(motion.wall_x / column_mm_)));
}

float Texture::lung(int sub_row, int column, const Motion& motion) const {
  return lung_.at<float>(sub_row + margin_z_ - static_cast<int>(std::lround(motion.wall_z / sub_row_mm_)),
                         column + margin_x_ - static_cast<int>(std::lround(motion.lung_x / column_mm_)));
}

double residual_attenuation_db(const PhantomOptions& o, const Layout& layout, double pixel_row) {
  const double path_cm = 2 * std::max(0.0, pixel_row) * layout.pixel_mm / 10;
  return o.attenuation_db * o.frequency_mhz * path_cm * (1 - o.tgc_share);
}

EchoMap make_echo_map(const AxialGrid& grid, const Layout& layout, const FrameAnatomy& anatomy,
                      const Motion& motion, const Texture& texture, const PhantomOptions& options) {
  EchoMap map{cv::Mat(grid.rows(), grid.width, CV_32F, cv::Scalar(0)),
              cv::Mat(grid.rows(), grid.width, CV_32F, cv::Scalar(0))};
  add_background(grid, layout, anatomy, motion, texture, map);
  for (const Shape& shape : anatomy.shapes) lay_over(grid, layout, shape, motion, texture, options, map);
  add_shadows(grid, anatomy, map);
  return map;
}

}  // namespace sonosweep::data_tools
