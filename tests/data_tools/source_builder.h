// Source folders for tests.
#pragma once

#include <filesystem>
#include <opencv2/core.hpp>
#include <string>
#include <vector>

namespace sonosweep::data_tools {

void write_file(const std::filesystem::path& path, const std::string& bytes);
void write_image(const std::filesystem::path& path, const cv::Mat& image);
// Drops the last bytes of a file.
void cut_file(const std::filesystem::path& path, double kept_share);
// Frame n is of one gray, video_gray(n) in the file and after decoding within a few.
int video_gray(int n);
// fourcc "mp4v" in a .mp4, .avi or .mkv name, "MJPG" in .avi. The container follows the name.
void write_video(const std::filesystem::path& path, const std::string& fourcc, int frames, cv::Size size,
                 double fps = 20);
// The bytes of a .npy file, version 1.0.
std::string npy_bytes(const std::string& descr, bool fortran_order, const std::string& shape,
                      const std::string& data);
template <typename T>
std::string raw_bytes(const std::vector<T>& values) {
  return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}
// A source folder of two stills and one MP4 of 4 frames, all 32x48 (height x width), two classes, two
// annotators, clinical tables. Change the texts, then write().
struct SourceBuilder {
  explicit SourceBuilder(std::filesystem::path where);
  void write() const;

  std::filesystem::path folder;
  std::string dataset = "name = small\nclasses = pleura, b_line\n";
  std::string videos =
      "video_id,file,patient,day,view,depth_cm\n"
      "s1,stills/s1.png,p1,0,R1,4\n"
      "s2,stills/s2.png,p1,3,L2,4\n"
      "clip,clip.mp4,p2,0,R3,\n";
  std::string annotations =
      "video_id,frame,annotator,class,file\n"
      "s1,0,Anna,pleura,maps/a.png\n"
      "s1,0,Anna,b_line,maps/b.png\n"
      "clip,2,Anna,b_line,maps/c.png\n"
      "s1,0,Ben,pleura,maps/d.png\n";
  std::string clinical = "patient,day,sf_ratio\np1,0,300\np1,3,420.5\np2,0,477\n";
  std::string patients = "patient,readmitted_30d\np2,1\np1,\n";
};

}  // namespace sonosweep::data_tools
