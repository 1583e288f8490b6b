#include "analysis/figures/figure_files.h"

#include <algorithm>

#include "analysis/figures/png.h"
#include "core/atomic_file.h"

namespace sonosweep::analysis {

double png_scale(const Figure& figure) {
  constexpr double kScale = 2, kLongest = 16000;
  return std::min(kScale, kLongest / std::max(figure.width, figure.height));
}

void write_figures(const std::filesystem::path& folder, const Figures& figures) {
  create_folders(folder);
  for (const auto& figure : figures.shown) {
    write_file_atomically(folder / (figure.name + ".svg"), figure.svg);
    write_file_atomically(folder / (figure.name + ".png"),
                          png_of_svg(figure.svg, figure.width, figure.height, png_scale(figure)));
  }
  for (const auto& figure : figures.left_out)
    for (const char* ending : {".svg", ".png"}) {
      std::error_code not_there;
      std::filesystem::remove(folder / (figure.name + ending), not_there);
    }
}

}  // namespace sonosweep::analysis
