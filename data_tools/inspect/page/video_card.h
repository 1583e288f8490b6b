// One video on the page: its picture, what is known of it, its histograms.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "data/pack_reader.h"
#include "data_tools/inspect/pack_facts.h"
#include "data_tools/inspect/page/video_picture.h"

namespace sonosweep::data_tools {

// What of a pack the cards share.
struct CardContext {
  const data::PackIndex& index;
  const PackFacts& facts;
  std::map<std::string, std::size_t> patients, annotators;  // their numbers in data-patient, data-annotators
  std::vector<std::vector<std::string>> remarks;            // of each video: what is probably wrong
  std::vector<std::vector<std::string>> lacks;              // of each video: what is only not there
};
CardContext card_context(const data::PackIndex& index, const PackFacts& facts);

// An <article class="card" id="video-N">. For the script: data-patient, data-view, data-annotators and
// data-classes (numbers, with blanks between), data-remarks (how many).
std::string video_card(const CardContext& context, std::size_t video, const VideoPicture& picture);

// Bars as an <svg>, as high as the square root of what they count; `label` says the same in words.
std::string histogram_svg(const std::int64_t* bins, std::size_t count, int width, int height,
                          const std::string& label, const std::string& colour);

}  // namespace sonosweep::data_tools
