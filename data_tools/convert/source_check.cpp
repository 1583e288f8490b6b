#include "data_tools/convert/source_check.h"

#include <algorithm>
#include <mutex>

#include "core/error.h"
#include "data_tools/convert/ordered_channels.h"
#include "data_tools/convert/true_frames.h"
#include "data_tools/frame_source.h"
#include "data_tools/maps/confidence_map.h"
#include "data_tools/resize.h"

namespace sonosweep::data_tools {
namespace {

// `native` may be unknown (0x0).
void check_size(const SourceMap& map, const cv::Mat& image, cv::Size native) {
  if (!native.empty() && image.size() != native)
    throw_error<DataError>("{}: is {}x{}, the frames of its video are {}x{} (height x width)",
                           map.path.string(), image.rows, image.cols, native.height, native.width);
}

cv::Mat load_map(const SourceMap& map, cv::Size native) {
  cv::Mat image = read_confidence_map(map.path, map.options);
  check_size(map, image, native);
  return image;
}

cv::Mat load_mask(const SourceMap& map, cv::Size native) {
  cv::Mat image = read_truth_mask(map.path);
  check_size(map, image, native);
  return image;
}

// Runs `load`; a DataError gets the table's row in front.
template <typename Load>
cv::Mat located(const SourceMap& map, Load&& load) {
  try {
    return load();
  } catch (const DataError& error) {
    throw_error<DataError>("{}: {}", map.where, error.what());
  }
}

// Looks at every map of the row; all its faults are told, not just the first.
void check_annotation(const SourceAnnotation& annotation, cv::Size native, Faults& faults) {
  const auto look = [&](const SourceMap& map, auto&& load) {
    try {
      located(map, [&] { return load(map, native); });
    } catch (const DataError& error) {
      faults.add_text(error.what());
    }
  };
  for (const auto& map : annotation.maps) look(map, load_map);
  for (const auto& map : annotation.truth) look(map, load_mask);
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
  std::vector<Faults> video_faults(videos), annotation_faults(annotations);
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
      if (source.has_true_frames) check_true_frames(video, source.classes.size(), frame.size());
      check.video_sizes[v] = frame.size();
      if (video.row.fps == 0) video.row.fps = frames->fps();
    } catch (const Error& error) {
      video_faults[v].add("{}: video '{}': {}", video.where, video.row.id, error.what());
    }
    count("videos", videos);
  });
  done = 0;
  parallel_for(annotations, jobs, [&](std::size_t a) {
    check_annotation(source.annotations[a], check.video_sizes[source.annotations[a].video],
                     annotation_faults[a]);
    count("annotations", annotations);
  });
  for (auto& some : video_faults) faults.append(std::move(some));
  for (auto& some : annotation_faults) {
    check.annotation_good.push_back(!some.any());
    faults.append(std::move(some));
  }
  return check;
}

LoadedAnnotation load_annotation(const SourceAnnotation& annotation, std::size_t classes, cv::Size native,
                                 cv::Size size, Fit fit) {
  LoadedAnnotation loaded;
  const std::size_t pixels = static_cast<std::size_t>(size.area());
  loaded.confidence.resize(classes * pixels);
  for (const auto& map : annotation.maps) {
    const cv::Mat image = located(map, [&] { return load_map(map, native); });
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
