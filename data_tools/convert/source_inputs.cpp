#include "data_tools/convert/source_inputs.h"

#include "data/file_schema.h"

namespace sonosweep::data_tools {

std::vector<std::filesystem::path> source_inputs(const std::filesystem::path& folder,
                                                 const SourceFolder& source,
                                                 const std::filesystem::path& output) {
  std::vector<std::filesystem::path> inputs;
  for (const auto& video : source.videos) {
    inputs.push_back(video.path);
    if (!video.true_frames.empty()) inputs.push_back(video.true_frames);
  }
  for (const auto& annotation : source.annotations)
    for (const auto* maps : {&annotation.maps, &annotation.truth})
      for (const auto& map : *maps) inputs.push_back(map.path);
  if (!data::is_pack(output)) inputs.push_back(folder);
  return inputs;
}

}  // namespace sonosweep::data_tools
