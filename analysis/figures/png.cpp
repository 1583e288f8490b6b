#include "analysis/figures/png.h"

#include <cairo.h>
#include <librsvg/rsvg.h>

#include <cmath>
#include <memory>

#include "core/error.h"

namespace sonosweep::analysis {
namespace {

using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;

Surface new_surface(cairo_format_t format, int width, int height) {
  Surface surface(cairo_image_surface_create(format, width, height), cairo_surface_destroy);
  if (const auto status = cairo_surface_status(surface.get()); status != CAIRO_STATUS_SUCCESS)
    throw_error<Error>("no picture of {} x {} pixels: {}", width, height, cairo_status_to_string(status));
  return surface;
}

std::string png_of_surface(cairo_surface_t* surface) {
  std::string bytes;
  const auto append = [](void* closure, const unsigned char* data, unsigned int length) {
    static_cast<std::string*>(closure)->append(reinterpret_cast<const char*>(data), length);
    return CAIRO_STATUS_SUCCESS;
  };
  if (const auto status = cairo_surface_write_to_png_stream(surface, append, &bytes);
      status != CAIRO_STATUS_SUCCESS)
    throw_error<Error>("a PNG cannot be written: {}", cairo_status_to_string(status));
  return bytes;
}

// What librsvg says is wrong; frees it.
std::string message_of(GError* error) {
  const std::string text = error == nullptr ? "unknown" : error->message;
  g_clear_error(&error);
  return text;
}

}  // namespace

std::string png_of_image(const RgbImage& image) {
  if (image.width < 1 || image.height < 1) throw Error("an image without pixels has no PNG");
  const auto surface = new_surface(CAIRO_FORMAT_RGB24, image.width, image.height);
  cairo_surface_flush(surface.get());
  unsigned char* data = cairo_image_surface_get_data(surface.get());
  const int stride = cairo_image_surface_get_stride(surface.get());
  for (int y = 0; y < image.height; ++y)
    for (int x = 0; x < image.width; ++x) {
      const Rgb& pixel = image.pixels[static_cast<std::size_t>(y) * static_cast<std::size_t>(image.width) +
                                      static_cast<std::size_t>(x)];
      auto* out = reinterpret_cast<std::uint32_t*>(data + static_cast<std::ptrdiff_t>(y) * stride) + x;
      *out =
          static_cast<std::uint32_t>(pixel[0]) << 16 | static_cast<std::uint32_t>(pixel[1]) << 8 | pixel[2];
    }
  cairo_surface_mark_dirty(surface.get());
  return png_of_surface(surface.get());
}

std::string png_of_svg(const std::string& svg, double width, double height, double scale) {
  GError* error = nullptr;
  const std::unique_ptr<RsvgHandle, decltype(&g_object_unref)> handle(
      rsvg_handle_new_from_data(reinterpret_cast<const guint8*>(svg.data()), svg.size(), &error),
      g_object_unref);
  if (!handle) throw_error<Error>("a figure cannot be read as SVG: {}", message_of(error));
  const auto surface = new_surface(CAIRO_FORMAT_RGB24, static_cast<int>(std::ceil(scale * width)),
                                   static_cast<int>(std::ceil(scale * height)));
  const std::unique_ptr<cairo_t, decltype(&cairo_destroy)> cairo(cairo_create(surface.get()), cairo_destroy);
  cairo_set_source_rgb(cairo.get(), 1, 1, 1);
  cairo_paint(cairo.get());
  const RsvgRectangle viewport{0, 0, scale * width, scale * height};
  if (rsvg_handle_render_document(handle.get(), cairo.get(), &viewport, &error) == FALSE)
    throw_error<Error>("a figure cannot be drawn: {}", message_of(error));
  cairo_surface_flush(surface.get());
  return png_of_surface(surface.get());
}

}  // namespace sonosweep::analysis
