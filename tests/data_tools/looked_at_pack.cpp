#include "data_tools/looked_at_pack.h"

#include <fmt/format.h>

#include <vector>

#include "core/rng.h"
#include "data/pack_writer.h"

namespace sonosweep::data_tools {
namespace {

constexpr std::size_t kPixels = 20;

void add_video(data::PackWriter& writer, const data::Video& video, const std::vector<std::uint8_t>& frames) {
  writer.append_frames(frames.data(), static_cast<std::int64_t>(frames.size() / kPixels));
  writer.end_video(video);
}

}  // namespace

void write_looked_at_pack(const std::filesystem::path& path, const std::string& name) {
  data::PackWriter writer(path, 4, 5, 2);
  data::Video video;
  video.id = "a";
  video.patient = "p1";
  video.day = 0;
  video.view = "R1";
  video.fps = 20;
  video.depth_cm = 4;
  video.columns = {{name, name}};
  std::vector<std::uint8_t> frames(2 * kPixels, 10);
  std::fill(frames.begin() + kPixels, frames.end(), std::uint8_t{30});
  add_video(writer, video, frames);
  video.id = "b";
  video.day = 3;
  video.geometry = {"pad", 1, 0, 0.5, 0.5};
  add_video(writer, video, std::vector<std::uint8_t>(kPixels, 50));
  video = {};
  video.id = "c";
  video.patient = "p2";
  video.columns = {{name, ""}};
  frames.clear();
  for (std::size_t i = 0; i < kPixels; ++i) frames.push_back(static_cast<std::uint8_t>(i));
  add_video(writer, video, frames);

  std::vector<std::uint16_t> map(2 * kPixels, 0);
  map[0] = map[1] = 10000;
  map[2] = 5000;
  map[3] = 1999;
  writer.add_annotation({0, 1, "Anna"}, map.data(), nullptr);
  std::fill(map.begin(), map.end(), std::uint16_t{0});
  std::fill(map.begin() + 10, map.begin() + 14, std::uint16_t{4000});
  writer.add_annotation({0, 1, "Ben"}, map.data(), nullptr);
  std::fill(map.begin(), map.begin() + kPixels, std::uint16_t{0});
  std::fill(map.begin() + kPixels, map.end(), std::uint16_t{10000});
  writer.add_annotation({1, 0, "Anna"}, map.data(), nullptr);

  data::PackIndex index;
  index.name = name;
  index.classes = {"pleura", name};
  index.clinical = {{"p1", 0, 300.0 / 477, 300}, {"p1", 1, 400.0 / 477, 400}};
  index.patients = {{"p1", 1, {{name, name}}}, {"p2", -1, {{name, ""}}}};
  index.notes = {"videos.csv line 4: video 'c': " + name};
  writer.finish(index);
}

void write_many_videos(const std::filesystem::path& path, int videos, int size) {
  data::PackWriter writer(path, size, size, 1);
  const auto pixels = static_cast<std::size_t>(size) * static_cast<std::size_t>(size);
  std::vector<std::uint8_t> frame(pixels);
  std::vector<std::uint16_t> map(pixels);
  data::PackIndex index;
  Rng rng(7);
  for (int v = 0; v < videos; ++v) {
    for (auto& gray : frame) gray = static_cast<std::uint8_t>(rng.below(256));
    for (std::size_t i = 0; i < pixels; ++i) map[i] = static_cast<std::uint16_t>(i * 9 % 10001);
    data::Video video;
    video.id = fmt::format("v{}", v);
    video.patient = fmt::format("p{}", v / 6);
    video.day = v % 6;
    video.view = "R1";
    writer.append_frames(frame.data(), 1);
    writer.end_video(video);
    writer.add_annotation({v, 0, "Anna"}, map.data(), nullptr);
    if (v % 6 == 0) index.patients.push_back({video.patient, 0});
  }
  index.name = "many";
  index.classes = {"pleura"};
  writer.finish(index);
}

}  // namespace sonosweep::data_tools
