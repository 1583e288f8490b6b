#include "data_tools/convert/source_check.h"

#include <algorithm>
#include <mutex>

#include "core/error.h"
#include "core/unicode.h"
#include "data_tools/convert/map_size.h"
#include "data_tools/convert/ordered_channels.h"
#include "data_tools/convert/shared_maps.h"
#include "data_tools/convert/true_frames.h"
#include "data_tools/frame_source.h"
#include "data_tools/maps/confidence_map.h"
#include "data_tools/resize.h"

namespace sonosweep::data_tools {
namespace {

ConfidenceMap load_map(const SourceMap& map, cv::Size native) {
  ConfidenceMap loaded = read_confidence_map(map.path, map.options);
  check_map_size(map.path, loaded.basis_points.size(), loaded.orientation, native);
  return loaded;
}

cv::Mat load_mask(const SourceMap& map, cv::Size native) {
  cv::Mat image = read_truth_mask(map.path);
  check_map_size(map.path, image.size(), 1, native);
  return image;
}

// Runs `load`; a DataError gets the table's row in front.
template <typename Load>
auto located(const SourceMap& map, Load&& load) {
  try {
    return load();
  } catch (const DataError& error) {
    throw_error<DataError>("{}: {}", map.where.text(), error.what());
  }
}

// What a look at one row found.
struct AnnotationCheck {
  Faults faults;
  std::vector<JudgedMap> maps;
  std::vector<PaintedMap> painted, painted_truth;
};

// Looks at every map of the row; all its faults are told, not just the first.
void check_annotation(const SourceAnnotation& annotation, cv::Size native, AnnotationCheck& check) {
  const auto look = [&](const SourceMap& map, auto&& load) {
    try {
      load();
    } catch (const DataError& error) {
      check.faults.add_alike(map.where, "", error.what());
    }
  };
  for (const auto& map : annotation.maps)
    look(map, [&] {
      const ConfidenceMap loaded = load_map(map, native);
      check.maps.push_back({map.channel, annotation.annotator, map.path.string(), loaded.values});
      if (loaded.values.painted > 0) check.painted.push_back({&annotation, &map});
    });
  for (const auto& map : annotation.truth)
    look(map, [&] {
      if (cv::countNonZero(load_mask(map, native)) > 0) check.painted_truth.push_back({&annotation, &map});
    });
}

// Of the file, where videos.csv says none; 0: unknown.
void take_fps(SourceVideo& video, double fps, Faults& faults) {
  video.row.fps = fps;
  if (fps == 0 || (fps >= kLeastFps && fps <= kMostFps)) return;
  faults.note_row(
      video.where.table, video.where.line, "implausible fps of the file",
      fmt::format("video '{}': {} says {} frames a second, which lies outside {} to {}; put the right "
                  "number into column fps",
                  visible(video.row.id), video.path.string(), fps, kLeastFps, kMostFps));
}

// What can only be judged of all maps of a class together. Rows with a fault are no longer good.
void judge_classes(const SourceFolder& source, const std::vector<AnnotationCheck>& checks,
                   std::vector<bool>& good, Faults& faults) {
  std::vector<JudgedMap> maps;
  std::vector<std::size_t> rows;
  for (std::size_t a = 0; a < checks.size(); ++a)
    for (const auto& map : checks[a].maps) {
      maps.push_back(map);
      rows.push_back(a);
    }
  const auto wrong = judge_maps(source.classes, maps, faults);
  for (std::size_t m = 0; m < maps.size(); ++m)
    if (wrong[m]) good[rows[m]] = false;
}

// In the order of the rows.
void look_for_shared_maps(const SourceFolder& source, const std::vector<AnnotationCheck>& checks,
                          Faults& faults) {
  for (const auto painted : {&AnnotationCheck::painted, &AnnotationCheck::painted_truth}) {
    std::vector<PaintedMap> maps;
    for (const auto& check : checks)
      maps.insert(maps.end(), (check.*painted).begin(), (check.*painted).end());
    std::stable_sort(maps.begin(), maps.end(), [](const PaintedMap& a, const PaintedMap& b) {
      return a.map->where.line < b.map->where.line;
    });
    note_shared_maps(source, maps, faults);
  }
}

// Only the first; the others are looked at when the video is decoded.
void check_true_frames(const SourceVideo& video, std::size_t classes, cv::Size native) {
  if (video.true_frames.empty())
    throw DataError(
        "its frames have no true structures; truth/frames.csv names those of all videos or is not there");
  TrueFrames(video.true_frames, classes).read(0, native);
}

template <typename T>
void copy_channel(const cv::Mat& image, std::size_t channel, std::vector<T>& out) {
  T* target = out.data() + channel * image.total();
  for (int y = 0; y < image.rows; ++y) std::copy_n(image.ptr<T>(y), image.cols, target + y * image.cols);
}

}  // namespace

SourceCheck check_source(SourceFolder& source, int jobs, Faults& faults, const ShowProgress& show) {
  SourceCheck check;
  const std::size_t videos = source.videos.size(), annotations = source.annotations.size();
  check.video_sizes.resize(videos);
  std::vector<Faults> video_faults(videos);
  std::vector<AnnotationCheck> annotation_checks(annotations);
  std::mutex mutex;
  std::size_t done = 0;
  const auto count = [&](const char* what, std::size_t all) {
    const std::lock_guard lock(mutex);
    show(fmt::format("checking {}: {} of {}", what, ++done, all));
  };
  parallel_for(videos, jobs, [&](std::size_t v) {
    SourceVideo& video = source.videos[v];
    try {
      const auto frames = open_frame_source(video.path, video.options);
      cv::Mat frame;
      if (!frames->next(frame)) throw_error<DataError>("{}: has no frames", video.path.string());
      if (source.has_true_frames && !source.classes.empty())
        check_true_frames(video, source.classes.size(), frame.size());
      check.video_sizes[v] = frame.size();
      if (video.row.fps == 0) take_fps(video, frames->fps(), video_faults[v]);
    } catch (const Error& error) {
      video_faults[v].add_alike(video.where, fmt::format("video '{}': ", video.row.id), error.what());
    }
    count("videos", videos);
  });
  done = 0;
  parallel_for(annotations, jobs, [&](std::size_t a) {
    check_annotation(source.annotations[a], check.video_sizes[source.annotations[a].video],
                     annotation_checks[a]);
    count("annotations", annotations);
  });
  for (auto& some : video_faults) faults.append(std::move(some));
  for (auto& some : annotation_checks) {
    check.annotation_good.push_back(!some.faults.any());
    faults.append(std::move(some.faults));
  }
  judge_classes(source, annotation_checks, check.annotation_good, faults);
  look_for_shared_maps(source, annotation_checks, faults);
  return check;
}

LoadedAnnotation load_annotation(const SourceAnnotation& annotation, std::size_t classes, cv::Size native,
                                 cv::Size size, Fit fit) {
  LoadedAnnotation loaded;
  const std::size_t pixels = static_cast<std::size_t>(size.area());
  loaded.confidence.resize(classes * pixels);
  for (const auto& map : annotation.maps) {
    const cv::Mat image = located(map, [&] { return load_map(map, native); }).basis_points;
    copy_channel(resize_map(image, size, fit), map.channel, loaded.confidence);
  }
  if (!annotation.truth.empty()) loaded.truth.resize(classes * pixels);
  for (const auto& map : annotation.truth) {
    const cv::Mat image = located(map, [&] { return load_mask(map, native); });
    copy_channel(resize_mask(image, size, fit), map.channel, loaded.truth);
  }
  return loaded;
}

}  // namespace sonosweep::data_tools
