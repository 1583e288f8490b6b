#include "fuzz/seeds.h"

#include <cstdint>
#include <cstdlib>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <stdexcept>

#include "core/atomic_file.h"

namespace sonosweep::fuzz {
namespace {

struct Clip {
  const char* name;
  const char* options;
};

// Each container once with a codec that is usual in it, small enough that a thousand are decoded in seconds.
constexpr Clip kClips[] = {
    {"h264.mp4", "-c:v libx264 -pix_fmt yuv420p -g 4"},
    {"h264.mov", "-c:v libx264 -pix_fmt yuv444p -g 4"},
    {"mpeg4.avi", "-c:v mpeg4 -g 4"},
    {"mjpeg.avi", "-c:v mjpeg"},
    {"raw.avi", "-c:v rawvideo -pix_fmt yuv420p"},
    {"ffv1.mkv", "-c:v ffv1 -level 3"},
    {"h264.mkv", "-c:v libx264 -pix_fmt yuv420p -g 4"},
    {"vp8.webm", "-c:v libvpx -b:v 100k"},
    {"mpeg2.mpg", "-c:v mpeg2video -f mpeg"},
    {"mpeg2.ts", "-c:v mpeg2video -f mpegts"},
    {"wmv2.wmv", "-c:v wmv2"},
    {"flv1.flv", "-c:v flv"},
    {"theora.ogv", "-c:v libtheora"},
    {"pal.gif", ""},
    {"anim.apng", "-f apng"},
};

std::string clip_bytes(const std::filesystem::path& scratch, const Clip& clip) {
  const auto path = scratch / clip.name;
  const std::string command =
      "ffmpeg -v error -y -nostdin -f lavfi -i testsrc2=size=48x32:rate=10 -frames:v 6 " +
      std::string(clip.options) + " '" + path.string() + "'";
  if (std::system(command.c_str()) != 0) throw std::runtime_error("cannot make " + path.string());
  return read_file(path);
}

std::string image_bytes(const std::string& ending, const cv::Mat& image,
                        const std::vector<int>& options = {}) {
  std::vector<unsigned char> bytes;
  if (!cv::imencode(ending, image, bytes, options)) throw std::runtime_error("cannot encode " + ending);
  return {bytes.begin(), bytes.end()};
}

cv::Mat gradient(int type) {
  cv::Mat image(24, 32, type);
  cv::randu(image, 0, CV_MAT_DEPTH(type) == CV_16U ? 65536 : 256);
  return image;
}

std::string npy(const std::string& descr, std::size_t item) {
  std::string header = "{'descr': '" + descr + "', 'fortran_order': False, 'shape': (4, 6), }";
  header.resize(118 - 1, ' ');
  header += '\n';
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(118) + '\0' + header +
         std::string(24 * item, '\0');
}

}  // namespace

std::vector<Seed> make_seeds(const std::filesystem::path& scratch) {
  std::vector<Seed> seeds;
  cv::setRNGSeed(1);
  for (const auto& clip : kClips) seeds.push_back({SeedKind::kFrames, clip.name, clip_bytes(scratch, clip)});
  const std::string jpeg = image_bytes(".jpg", gradient(CV_8UC1));
  seeds.push_back({SeedKind::kFrames, "gray.jpg", jpeg});
  seeds.push_back({SeedKind::kFrames, "colour.jpg", image_bytes(".jpg", gradient(CV_8UC3))});
  seeds.push_back({SeedKind::kFrames, "gray.bmp", image_bytes(".bmp", gradient(CV_8UC1))});
  seeds.push_back({SeedKind::kFrames, "colour.webp", image_bytes(".webp", gradient(CV_8UC3))});
  seeds.push_back({SeedKind::kFrames, "colour.png", image_bytes(".png", gradient(CV_8UC3))});
  for (const int type : {CV_8UC1, CV_16UC1, CV_8UC4})
    seeds.push_back({SeedKind::kMap, "map.png", image_bytes(".png", gradient(type))});
  for (const int compression : {1, 5, 8, 32773})  // none, LZW, deflate, PackBits
    seeds.push_back({SeedKind::kMap, "map.tif",
                     image_bytes(".tif", gradient(CV_16UC1), {cv::IMWRITE_TIFF_COMPRESSION, compression})});
  seeds.push_back({SeedKind::kMap, "real.npy", npy("<f4", 4)});
  seeds.push_back({SeedKind::kMap, "whole.npy", npy("<u2", 2)});
  seeds.push_back({SeedKind::kTable, "dataset.ini", "name = small\nclasses = pleura, b_line\nfit = pad\n"});
  seeds.push_back(
      {SeedKind::kTable, "videos.csv",
       "video_id,file,patient,day,view,fps,bit_depth\nv1,a.png,p1,0,R1,20,\nv2,b.png,p2,3,L2,,12\n"});
  seeds.push_back({SeedKind::kTable, "annotations.csv",
                   "video_id,frame,annotator,class,file,full_scale,channel\nv1,0,Anna,pleura,m.png,255,gray\n"
                   "v2,0,\"Ben, B\",b_line,n.png,,\n"});
  seeds.push_back({SeedKind::kTable, "clinical.csv", "patient,day,sf_ratio\np1,0,300\np2,3,420.5\n"});
  seeds.push_back({SeedKind::kTable, "patients.csv", "patient,readmitted_30d,age\np1,1,70\np2,,81\n"});
  return seeds;
}

}  // namespace sonosweep::fuzz
