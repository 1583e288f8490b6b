// make_real_sources DATA OUT [NAME ..]: turns the collection of real recordings into source folders:
//   OUT/bubil     8 microscopy images, 10 experts' masks of each: the confidence is their agreement
//   OUT/nerve     ultrasound images of nerves, two structures each
//   OUT/lus       17 lung-ultrasound clips in three containers, without annotations
//   OUT/polygons  one of these clips with its polygons drawn as maps
// With names, only these.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> files_in(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  if (files.empty()) throw std::runtime_error(folder.string() + ": nothing there");
  return files;
}

cv::Mat read(const fs::path& path, int mode) {
  cv::Mat image = cv::imread(path.string(), mode);
  if (image.empty()) throw std::runtime_error(path.string() + ": cannot read");
  return image;
}

// A source folder in the making.
class Source {
 public:
  Source(const fs::path& folder, const std::string& name, const std::string& classes) : folder_(folder) {
    fs::create_directories(folder_ / "maps");
    std::ofstream(folder_ / "dataset.ini") << "name = " << name << "\nclasses = " << classes << '\n';
    videos_.open(folder_ / "videos.csv");
    videos_ << "video_id,file,patient,day,view\n";
    annotations_.open(folder_ / "annotations.csv");
    annotations_ << "video_id,frame,annotator,class,file\n";
  }
  void add_video(const std::string& id, const fs::path& file, const std::string& patient) {
    videos_ << id << ',' << fs::absolute(file).string() << ',' << patient << ",,\n";
  }
  void add_map(const std::string& id, int frame, const std::string& annotator, const std::string& name,
               const cv::Mat& map) {
    const std::string file =
        "maps/" + id + "_" + std::to_string(frame) + "_" + annotator + "_" + name + ".png";
    if (!cv::imwrite((folder_ / file).string(), map)) throw std::runtime_error(file + ": cannot write");
    annotations_ << id << ',' << frame << ',' << annotator << ',' << name << ',' << file << '\n';
  }
  void close() {
    videos_.close();
    annotations_.close();
    if (!videos_ || !annotations_) throw std::runtime_error(folder_.string() + ": cannot write");
  }

 private:
  fs::path folder_;
  std::ofstream videos_, annotations_;
};

// Objects are black on white, in gray or in colour files.
void make_bubil(const fs::path& data, const fs::path& out) {
  Source source(out / "bubil", "bubil", "cell");
  for (const auto& image : files_in(data / "RawImages")) {
    const std::string id = image.stem().string();
    source.add_video(id, image, id);
    for (const auto& expert : files_in(data / "ExpertsAnnotations")) {
      const cv::Mat mask = read(expert / ("seg_" + id + ".png"), cv::IMREAD_GRAYSCALE);
      source.add_map(id, 0, expert.filename().string(), "cell", mask < 128);
    }
  }
  source.close();
}

// Palette masks are expanded to colours on reading: the colours of all masks, darkest first, are the values
// 0, 1, 2.
void make_nerve(const fs::path& data, const fs::path& out) {
  const auto code = [](const cv::Vec3b& c) { return (int{c[2]} << 16) | (int{c[1]} << 8) | int{c[0]}; };
  std::set<std::pair<int, int>> colours;  // brightness, code
  std::map<std::string, cv::Mat> masks;
  for (const auto& path : files_in(data / "masks")) {
    const cv::Mat mask = read(path, cv::IMREAD_COLOR);
    masks[path.stem().string()] = mask;
    for (int y = 0; y < mask.rows; ++y)
      for (int x = 0; x < mask.cols; ++x) {
        const auto c = mask.at<cv::Vec3b>(y, x);
        colours.insert({c[0] + c[1] + c[2], code(c)});
      }
  }
  if (colours.size() != 3)
    throw std::runtime_error("nerve masks: " + std::to_string(colours.size()) + " colours");
  std::map<int, int> value;
  for (const auto& colour : colours) value.emplace(colour.second, static_cast<int>(value.size()));
  Source source(out / "nerve", "nerve", "structure_1,structure_2");
  for (const auto& [id, mask] : masks) {
    source.add_video(id, data / "images" / (id + ".png"), id);
    for (int structure = 1; structure <= 2; ++structure) {
      cv::Mat map(mask.size(), CV_8U);
      for (int y = 0; y < mask.rows; ++y)
        for (int x = 0; x < mask.cols; ++x)
          map.at<std::uint8_t>(y, x) = value.at(code(mask.at<cv::Vec3b>(y, x))) == structure ? 255 : 0;
      source.add_map(id, 0, "expert", "structure_" + std::to_string(structure), map);
    }
  }
  source.close();
}

void make_lus(const fs::path& data, const fs::path& out) {
  Source source(out / "lus", "lus", "a_line,b_line");
  std::vector<fs::path> clips = files_in(data / "lus_video/convex");
  for (const auto& clip : files_in(data / "lus_video/linear")) clips.push_back(clip);
  clips.push_back(data / "lus_video_polygons/image_93029618565613.mp4");
  for (const auto& clip : clips) source.add_video(clip.stem().string(), clip, clip.stem().string());
  source.close();
}

// A CVAT export: polygons with label and frame.
void make_polygons(const fs::path& data, const fs::path& out) {
  std::ifstream in(data / "annotations.json");
  const auto shapes = nlohmann::json::parse(in).at(0).at("shapes");
  const cv::Size size(1280, 720);
  std::map<std::pair<int, std::string>, cv::Mat> maps;
  std::set<std::string> labels;
  for (const auto& shape : shapes) {
    const auto points = shape.at("points").get<std::vector<double>>();
    std::vector<cv::Point> corners;
    for (std::size_t i = 0; i + 1 < points.size(); i += 2)
      corners.emplace_back(cv::Point2d(points[i], points[i + 1]));
    const auto label = shape.at("label").get<std::string>();
    labels.insert(label);
    cv::Mat& map = maps[{shape.at("frame").get<int>(), label}];
    if (map.empty()) map = cv::Mat::zeros(size, CV_8U);
    cv::fillPoly(map, std::vector{corners}, cv::Scalar(255));
  }
  std::string classes;
  for (const auto& label : labels) classes += (classes.empty() ? "" : ",") + label;
  Source source(out / "polygons", "polygons", classes);
  source.add_video("clip", data / "image_93029618565613.mp4", "patient");
  for (const auto& [key, map] : maps) source.add_map("clip", key.first, "cvat", key.second, map);
  source.close();
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::cerr << "usage: make_real_sources DATA OUT [bubil] [nerve] [lus] [polygons]\n";
    return 2;
  }
  try {
    const fs::path data = argv[1], out = argv[2];
    const std::set<std::string> names(argv + 3, argv + argc);
    const auto wanted = [&](const char* name) { return names.empty() || names.count(name) != 0; };
    if (wanted("bubil")) make_bubil(data / "multirater_bubil_microscopy", out);
    if (wanted("nerve")) make_nerve(data / "seg_nerve_linear", out);
    if (wanted("lus")) make_lus(data, out);
    if (wanted("polygons")) make_polygons(data / "lus_video_polygons", out);
    return 0;
  } catch (const std::exception& error) {
    std::cerr << "make_real_sources: " << error.what() << '\n';
    return 1;
  }
}
