// A segmenter from its file: our own best.pt, which says what it holds, or a state_dict that Python saved,
// whose tensors show it.
#pragma once

#include <filesystem>

#include "train/segmenter.h"

namespace sonosweep::train {

// Ready to be used, in evaluation mode. Of `wanted` device, bf16 and channels_last count; network and
// normalisation come from the file (a Python file has no normalisation). Throws DataError: missing, damaged,
// not an FPN of segmentation_models.pytorch with a ResNet-18, -34 or -50, more than one input channel.
Segmenter load_segmenter(const std::filesystem::path& path, const SegmenterOptions& wanted);

}  // namespace sonosweep::train
