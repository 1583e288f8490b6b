#include "analysis/png_pixels.h"

#include <cairo.h>

#include <cstring>
#include <set>
#include <stdexcept>

namespace sonosweep::analysis::testing {

RgbImage pixels_of_png(const std::string& bytes) {
  std::string_view rest = bytes;
  const auto read = [](void* closure, unsigned char* data, unsigned int length) {
    auto& text = *static_cast<std::string_view*>(closure);
    if (text.size() < length) return CAIRO_STATUS_READ_ERROR;
    std::memcpy(data, text.data(), length);
    text.remove_prefix(length);
    return CAIRO_STATUS_SUCCESS;
  };
  cairo_surface_t* surface = cairo_image_surface_create_from_png_stream(read, &rest);
  if (cairo_surface_status(surface) != CAIRO_STATUS_SUCCESS) throw std::runtime_error("no PNG");
  RgbImage image{cairo_image_surface_get_width(surface), cairo_image_surface_get_height(surface), {}};
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) {
      std::uint32_t pixel = 0;
      std::memcpy(&pixel,
                  cairo_image_surface_get_data(surface) + y * cairo_image_surface_get_stride(surface) + 4 * x,
                  4);
      image.pixels.push_back({static_cast<std::uint8_t>(pixel >> 16), static_cast<std::uint8_t>(pixel >> 8),
                              static_cast<std::uint8_t>(pixel)});
    }
  cairo_surface_destroy(surface);
  return image;
}

std::size_t count_colours(const RgbImage& image) {
  return std::set<Rgb>(image.pixels.begin(), image.pixels.end()).size();
}

}  // namespace sonosweep::analysis::testing
