#include "analysis/figures/figure_files.h"

#include <algorithm>
#include <utility>

#include "analysis/figures/png.h"
#include "core/atomic_file.h"
#include "core/output_kinds.h"

namespace sonosweep::analysis {

double png_scale(const Figure& figure) {
  constexpr double kScale = 2, kLongest = 16000;
  return std::min(kScale, kLongest / std::max(figure.width, figure.height));
}

void write_figures(const std::filesystem::path& folder, const Figures& figures, const OutputRules& rules) {
  create_folders(folder);
  for (const auto& figure : figures.shown) {
    check_output(folder / (figure.name + ".svg"), svg_output(), rules);
    check_output(folder / (figure.name + ".png"), png_output(), rules);
  }
  const FolderGuard guard(folder, "sonosweep-report");
  for (const auto& figure : figures.shown) {
    write_file_atomically(folder / (figure.name + ".svg"), figure.svg);
    write_file_atomically(folder / (figure.name + ".png"),
                          png_of_svg(figure.svg, figure.width, figure.height, png_scale(figure)));
  }
  for (const auto& figure : figures.left_out)
    for (const auto& [ending, kind] : {std::pair(".svg", svg_output()), std::pair(".png", png_output())}) {
      const auto path = folder / (figure.name + ending);
      std::error_code not_there;
      if (kind.mismatch(path).empty()) std::filesystem::remove(path, not_there);
    }
}

}  // namespace sonosweep::analysis
