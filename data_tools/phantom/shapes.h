// One annotated structure (or rib) in one frame, as something with a signed distance.
#pragma once

#include <opencv2/core.hpp>
#include <utility>
#include <vector>

#include "data_tools/phantom/options.h"

namespace sonosweep::data_tools {

// Per image column the vertical extent and how far inside its lateral extent the column lies; all in pixels.
// Signed distance at row r (pixel centre r + 0.5) of column c, positive inside:
//   min((half[c] - |r + 0.5 - centre[c]|) * cosine[c], lateral[c])
struct Shape {
  int class_index = -1;       // PhantomClass; -1: not annotated (rib cap)
  double level_db = 0;        // brightness against muscle
  double specular = 0;        // 0..1: share of the amplitude that is a coherent echo instead of speckle
  double visibility = 1;      // to an annotator
  float blur = 1;             // width of the true margin, in units of the options' sigma_px
  float image_blur = 1;       // the same for the margin in the image
  bool undiminished = false;  // as bright at the bottom as at the top (B lines)
  std::vector<float> centre, half, cosine, lateral;
  std::vector<float> shade_db;  // per column, added to level_db

  explicit Shape(int width = 0)
      : centre(static_cast<std::size_t>(width)),
        half(static_cast<std::size_t>(width)),
        cosine(static_cast<std::size_t>(width), 1.0F),
        lateral(static_cast<std::size_t>(width), 1e6F),
        shade_db(static_cast<std::size_t>(width)) {}

  float distance(float row, std::size_t column) const;
  // Sets cosine from the slope of the centre line.
  void set_cosine_from_slope();
  // Lateral extent: everywhere at first. Positions in pixels, column c has its centre at c + 0.5.
  // Takes low..high out of it.
  void cut(double low, double high);
  // Restricts it to low..high.
  void keep(double low, double high);
  // Drops pieces of which less than `narrowest` is in the image, and fills `lateral`. After all cuts.
  void finish_extent(double narrowest);

 private:
  std::vector<std::pair<double, double>> pieces_{{-1e6, 1e6}};
};

// Signed distance to one class: the largest over its shapes; where there is none, -1e6. float32
// [height,width].
cv::Mat class_distance(const std::vector<Shape>& shapes, int class_index, int height, int width);

// Pixels whose centre lies inside: distance >= 0. uint8 0 or 255.
cv::Mat class_mask(const std::vector<Shape>& shapes, int class_index, int height, int width);

}  // namespace sonosweep::data_tools
