#include "data/small_pack.h"

#include <fmt/format.h>

#include <fstream>

#include "core/atomic_file.h"

namespace sonosweep::data {

std::uint8_t small_pixel(int v, int n, std::size_t i) {
  return static_cast<std::uint8_t>(100 * v + 20 * n + 7 + static_cast<int>(3 * i % 11));
}

std::vector<std::uint8_t> small_frames(int v, int count) {
  std::vector<std::uint8_t> frames;
  for (int n = 0; n < count; ++n)
    for (std::size_t i = 0; i < kSmallPixels; ++i) frames.push_back(small_pixel(v, n, i));
  return frames;
}

std::vector<std::uint16_t> small_confidence(int a) {
  std::vector<std::uint16_t> map;
  for (std::size_t i = 0; i < kSmallClasses * kSmallPixels; ++i)
    map.push_back(static_cast<std::uint16_t>((1000 * static_cast<std::size_t>(a) + 173 * i) % 10001));
  return map;
}

std::vector<std::uint8_t> small_truth(int a) {
  std::vector<std::uint8_t> masks;
  for (std::size_t i = 0; i < kSmallClasses * kSmallPixels; ++i)
    masks.push_back((i + static_cast<std::size_t>(a)) % 3 == 0 ? 1 : 0);
  return masks;
}

PackIndex small_index() {
  PackIndex index;
  index.name = "small";
  index.classes = {"pleura", "B line"};
  index.clinical = {{"p0", 0, 300.0 / 477, 300, {{"ward", "north"}}},
                    {"p0", 2, 400.0 / 477, 400, {{"ward", ""}}}};
  index.patients = {{"p0", 1}, {"Müller", -1}};
  index.truth_parameters = R"({"planted": 60})";
  index.notes = {"videos.csv line 2: dark", "größer"};
  return index;
}

Video small_video(int v) {
  Video video;
  video.id = fmt::format("v{}", v);
  video.patient = v == 0 ? "p0" : "Müller";
  video.day = v == 0 ? 2 : -1;
  video.view = v == 0 ? "R3" : "";
  video.fps = v == 0 ? 19.1 : 0;
  video.depth_cm = v == 0 ? 4 : 0;
  if (v == 1) video.geometry = {"pad", 0.5, -2, 0.25, 0.75};
  video.columns = {{"probe", v == 0 ? "C5-1" : ""}, {"a/b", "./"}};
  return video;
}

void write_small_pack(const std::filesystem::path& path, PackWriterOptions options) {
  PackWriter writer(path, kSmallHeight, kSmallWidth, kSmallClasses, options);
  for (int v = 0; v < 2; ++v) {
    const int count = 3 - v;
    const auto frames = small_frames(v, count);
    // In two pieces: how the frames arrive must not matter.
    writer.append_frames(frames.data(), 1);
    writer.append_frames(frames.data() + kSmallPixels, count - 1);
    writer.end_video(small_video(v));
  }
  const Annotation rows[] = {{0, 0, "Anna"}, {0, 0, "Ben"}, {1, 1, "Anna"}};
  for (int a = 0; a < 3; ++a) {
    const auto truth = small_truth(a);
    writer.add_annotation(rows[a], small_confidence(a).data(), a == 0 ? nullptr : truth.data());
  }
  writer.finish(small_index());
}

std::string file_bytes(const std::filesystem::path& path) {
  return read_file(path);
}

void write_bytes(const std::filesystem::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
}

}  // namespace sonosweep::data
