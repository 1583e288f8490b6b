// A video's picture on the page, in layers that can be switched off: frame, confidence, contours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "data/pack_reader.h"
#include "data_tools/inspect/pack_facts.h"

namespace sonosweep::data_tools {

constexpr int kContourLevels[] = {20, 50, 80};  // percent

struct VideoPicture {
  int width = 0, height = 0;  // of frame and paint
  std::string frame;          // bytes of a JPEG file
  std::string paint;          // bytes of a PNG file, transparent where nothing is painted; "" if nothing is
  std::string contours;  // SVG paths in pixels of the pack, class "l20", "l50", "l80"; "" if there are none
};

// The longest side of a picture in a page of so many videos: the page of 500 stays some 10 MB.
int picture_side(std::size_t videos);

// The mean of the annotators of the frame that `facts` says is shown. Pictures are never enlarged. Contours
// are simplified to three quarters of a pixel of the picture, and only the longest are kept where there are
// very many.
VideoPicture draw_video(const data::PackReader& reader, const data::Video& video, const VideoFacts& facts,
                        int side);

}  // namespace sonosweep::data_tools
