#include "data_tools/source_builder.h"

#include <fmt/format.h>

#include <cstdint>
#include <fstream>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/videoio.hpp>
#include <stdexcept>
#include <utility>

namespace sonosweep::data_tools {

void write_file(const std::filesystem::path& path, const std::string& bytes) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  if (!out) throw std::runtime_error(path.string() + ": cannot write");
}

void write_image(const std::filesystem::path& path, const cv::Mat& image) {
  std::filesystem::create_directories(path.parent_path());
  if (!cv::imwrite(path.string(), image)) throw std::runtime_error(path.string() + ": cannot write");
}

void cut_file(const std::filesystem::path& path, double kept_share) {
  const auto bytes = std::filesystem::file_size(path);
  std::filesystem::resize_file(path, static_cast<std::uintmax_t>(static_cast<double>(bytes) * kept_share));
}

int video_gray(int n) {
  return 40 + 12 * n % 180;
}

void write_video(const std::filesystem::path& path, const std::string& fourcc, int frames, cv::Size size,
                 double fps) {
  std::filesystem::create_directories(path.parent_path());
  cv::VideoWriter writer(path.string(), cv::CAP_FFMPEG,
                         cv::VideoWriter::fourcc(fourcc[0], fourcc[1], fourcc[2], fourcc[3]), fps, size);
  if (!writer.isOpened()) throw std::runtime_error(path.string() + ": cannot write video");
  for (int n = 0; n < frames; ++n) writer.write(cv::Mat(size, CV_8UC3, cv::Scalar::all(video_gray(n))));
}

std::string npy_bytes(const std::string& descr, bool fortran_order, const std::string& shape,
                      const std::string& data) {
  std::string header = fmt::format("{{'descr': '{}', 'fortran_order': {}, 'shape': ({}), }}", descr,
                                   fortran_order ? "True" : "False", shape);
  while ((10 + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  const std::string length = {static_cast<char>(header.size() & 0xFF), static_cast<char>(header.size() >> 8)};
  return std::string("\x93NUMPY\x01\x00", 8) + length + header + data;
}

SourceBuilder::SourceBuilder(std::filesystem::path where) : folder(std::move(where)) {}

void SourceBuilder::write() const {
  cv::Mat image(32, 48, CV_8U), a(32, 48, CV_8U), b(32, 48, CV_16U);
  for (int y = 0; y < 32; ++y)
    for (int x = 0; x < 48; ++x) {
      image.at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(5 * x + y);
      a.at<std::uint8_t>(y, x) = static_cast<std::uint8_t>(y < 16 ? 5 * x : 0);
      b.at<std::uint16_t>(y, x) = static_cast<std::uint16_t>(x < 24 ? 0 : 2000 * y);
    }
  a.at<std::uint8_t>(15, 47) = 255;  // every class reaches 100 %
  b.at<std::uint16_t>(31, 47) = 65535;
  write_image(folder / "stills/s1.png", image);
  write_image(folder / "stills/s2.png", 255 - image);
  write_image(folder / "maps/a.png", a);
  for (const char* map : {"maps/b.png", "maps/c.png", "maps/d.png"}) write_image(folder / map, b);
  write_video(folder / "clip.mp4", "mp4v", 4, {48, 32});
  const std::pair<const char*, const std::string*> tables[] = {{"dataset.ini", &dataset},
                                                               {"videos.csv", &videos},
                                                               {"annotations.csv", &annotations},
                                                               {"clinical.csv", &clinical},
                                                               {"patients.csv", &patients}};
  for (const auto& [name, text] : tables)
    if (!text->empty()) write_file(folder / name, *text);
}

}  // namespace sonosweep::data_tools
