// Where and how a run computes.
#pragma once

#include "study/study.h"
#include "train/device.h"

namespace sonosweep::jobs {

struct Placement {
  c10::Device device;
  bool bf16 = false;
  bool channels_last = false;

  // Into the options of a network.
  template <typename Options>
  void apply(Options& options) const {
    options.device = device;
    options.bf16 = bf16;
    options.channels_last = channels_last;
  }
};

enum class Network { kSegmenter, kVideo };

// Throws UsageError: a GPU is asked for, or needed, and there is none.
Placement placement_of(const study::Study& study, Network network);

}  // namespace sonosweep::jobs
