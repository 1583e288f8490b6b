#include "data_tools/video_builder.h"

#include <fmt/format.h>

#include <cstdlib>
#include <fstream>
#include <stdexcept>

namespace sonosweep::data_tools {

void ffmpeg(const std::filesystem::path& folder, const std::string& arguments) {
  const std::string command =
      "cd '" + folder.string() + "' && ffmpeg -v error -nostdin -y " + arguments + " >ffmpeg.log 2>&1";
  if (std::system(command.c_str()) != 0)
    throw std::runtime_error(command + ": " + read_bytes(folder / "ffmpeg.log"));
}

std::string test_picture(int width, int height, int frames) {
  return fmt::format(" -f lavfi -i testsrc2=s={}x{}:r=25,trim=end_frame={} ", width, height, frames);
}

std::vector<std::string> ffmpeg_grays(const std::filesystem::path& folder,
                                      const std::vector<std::string>& names) {
  std::string inputs, outputs;
  for (std::size_t i = 0; i < names.size(); ++i) {
    inputs += fmt::format("-i 'file:{}' ", names[i]);
    outputs += fmt::format("-map {}:v:0 -fps_mode passthrough -pix_fmt gray -f rawvideo gray{} ", i, i);
  }
  ffmpeg(folder, inputs + outputs);
  std::vector<std::string> grays;
  for (std::size_t i = 0; i < names.size(); ++i)
    grays.push_back(read_bytes(folder / fmt::format("gray{}", i)));
  return grays;
}

std::string frame_bytes(const cv::Mat& frame) {
  std::string bytes;
  for (int y = 0; y < frame.rows; ++y)
    bytes.append(reinterpret_cast<const char*>(frame.ptr(y)), static_cast<std::size_t>(frame.cols));
  return bytes;
}

std::string frame_bytes(FrameSource& source) {
  std::string bytes;
  for (cv::Mat frame; source.next(frame);) bytes += frame_bytes(frame);
  return bytes;
}

std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary | std::ios::ate);
  std::string bytes(in ? static_cast<std::size_t>(in.tellg()) : 0, '\0');
  in.seekg(0);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

}  // namespace sonosweep::data_tools
