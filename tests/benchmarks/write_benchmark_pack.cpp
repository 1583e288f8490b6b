// write_benchmark_pack FILE.h5: ten patients with one annotated frame each, enough for a study to begin.
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "cli/run_program.h"
#include "core/error.h"
#include "data/pack_writer.h"

namespace {

using namespace sonosweep;

int write(int argc, char** argv) {
  if (argc != 2) throw UsageError("usage: write_benchmark_pack FILE.h5");
  constexpr int kSide = 32;
  data::PackWriter writer(argv[1], kSide, kSide, 1);
  data::PackIndex index;
  index.name = "benchmark";
  index.classes = {"disc"};
  const std::vector<std::uint8_t> frame(kSide * kSide, 100);
  const std::vector<std::uint16_t> confidence(kSide * kSide, 5000);
  for (int i = 0; i < 10; ++i) {
    data::Video video;
    video.id = "v" + std::to_string(i);
    video.patient = "p" + std::to_string(i);
    writer.append_frames(frame.data(), 1);
    const auto row = writer.end_video(video);
    writer.add_annotation({row, 0, "a"}, confidence.data(), nullptr);
    index.patients.push_back({video.patient, -1});
  }
  writer.finish(index);
  return kExitDone;
}

}  // namespace

int main(int argc, char** argv) {
  return cli::run_program([&] { return write(argc, argv); });
}
