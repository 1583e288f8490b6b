// A figure of a study, and those that could not be drawn.
#pragma once

#include <string>
#include <vector>

namespace sonosweep::analysis {

struct Figure {
  std::string name;              // of its files: "class_iou"
  std::string title;             // "IoU of each class"
  std::string caption;           // what is shown, what the error bars are, over what, and n
  std::string svg;               // the whole file
  double width = 0, height = 0;  // of the SVG, pixels
};

// What could not be drawn, and why.
struct LeftOut {
  std::string name, title, reason;
};

struct Figures {
  std::vector<Figure> shown;
  std::vector<LeftOut> left_out;
};

}  // namespace sonosweep::analysis
