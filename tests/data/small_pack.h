// A pack of two short videos with everything in it, for tests.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "data/pack.h"
#include "data/pack_writer.h"

namespace sonosweep::data {

constexpr int kSmallHeight = 6, kSmallWidth = 5, kSmallClasses = 2;
constexpr std::size_t kSmallPixels = kSmallHeight * kSmallWidth;

// Pixel i of frame n of video v; no two frames are alike.
std::uint8_t small_pixel(int v, int n, std::size_t i);
std::vector<std::uint8_t> small_frames(int v, int count);
// Confidence of annotation a: basis points [C,H,W].
std::vector<std::uint16_t> small_confidence(int a);
std::vector<std::uint8_t> small_truth(int a);
// Name, classes, clinical, patients, notes, truth_parameters.
PackIndex small_index();
Video small_video(int v);
// Videos "v0" (3 frames) and "v1" (2 frames); annotations (0, frame 0, Anna), (0, 0, Ben), (1, 1, Anna);
// truth in the last two.
void write_small_pack(const std::filesystem::path& path, PackWriterOptions options = {});

std::string file_bytes(const std::filesystem::path& path);
void write_bytes(const std::filesystem::path& path, const std::string& bytes);

}  // namespace sonosweep::data
