#include "data_tools/phantom/source_writer.h"

#include <cerrno>
#include <cstdio>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <opencv2/videoio.hpp>
#include <utility>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/text.h"
#include "core/write_all.h"

namespace sonosweep::data_tools {
namespace {

[[noreturn]] void throw_write_error(const std::filesystem::path& path, int reason) {
  throw_error<Error>("{}: cannot write ({}); {}, then run again", path.string(),
                     reason != 0 ? errno_text(reason) : "write error", write_cure(reason));
}

void write_bytes(const std::filesystem::path& path, const void* bytes, std::size_t count) {
  errno = 0;
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) throw_write_error(path, errno);
  const bool written = std::fwrite(bytes, 1, count, file) == count;
  const int reason = errno;
  // Some file systems report a full disk only on closing.
  if (std::fclose(file) != 0 || !written) throw_write_error(path, written ? errno : reason);
}

void check_video(const std::filesystem::path& path, const std::vector<cv::Mat>& frames) {
  cv::VideoCapture capture(path.string(), cv::CAP_FFMPEG);
  cv::Mat frame, gray;
  std::size_t n = 0;
  while (capture.isOpened() && capture.read(frame)) {
    cv::cvtColor(frame, gray, cv::COLOR_BGR2GRAY);
    if (n >= frames.size() || gray.size() != frames[n].size() || cv::norm(gray, frames[n], cv::NORM_INF) > 0)
      break;
    ++n;
  }
  if (n != frames.size())
    throw_error<Error>(
        "{}: {} of {} frames can be read back as written (disk full, or a limit "
        "on the size of files?); free space, raise the limit (ulimit -f), or choose another --out, then run "
        "again",
        path.string(), n, frames.size());
}

}  // namespace

void write_video(const std::filesystem::path& path, const std::vector<cv::Mat>& frames, double fps) {
  // Asked first, because the encoder says nothing of the reason.
  write_bytes(path, "", 0);
  {
    cv::VideoWriter writer(path.string(), cv::CAP_FFMPEG, cv::VideoWriter::fourcc('F', 'F', 'V', '1'), fps,
                           frames.at(0).size(), false);
    if (!writer.isOpened())
      throw_error<Error>("{}: cannot start a video (does this OpenCV have FFmpeg with FFV1?)", path.string());
    for (const cv::Mat& frame : frames) writer.write(frame);
  }
  check_video(path, frames);
}

void write_png(const std::filesystem::path& path, const cv::Mat& image) {
  std::vector<unsigned char> bytes;
  if (!cv::imencode(".png", image, bytes)) throw_error<Error>("{}: cannot encode as PNG", path.string());
  write_bytes(path, bytes.data(), bytes.size());
}

void write_text(const std::filesystem::path& path, const std::string& text) {
  write_bytes(path, text.data(), text.size());
}

SourceWriter::SourceWriter(std::filesystem::path folder, const PhantomOptions& options, const Cohort& cohort)
    : folder_(std::move(folder)),
      options_(options),
      cohort_(cohort),
      video_rows_(cohort.scans.size()),
      annotation_rows_(cohort.scans.size()),
      mask_rows_(cohort.scans.size()),
      true_frame_rows_(cohort.scans.size()) {
  for (const char* name : {"videos", "annotations", "truth/masks", "truth/frames"})
    create_folders(folder_ / name);
}

void SourceWriter::write_scan(std::size_t index, const SyntheticVideo& video) {
  const Scan& scan = cohort_.scans.at(index);
  const std::string& id = scan.video_id;
  const std::string file = fmt::format("videos/{}.avi", id);
  write_video(folder_ / file, video.frames, options_.fps);
  video_rows_[index] = fmt::format("{},{},{},{},{},{},{:.2f}\n", id, file, cohort_.patients[scan.patient].id,
                                   scan.day + 1, scan.view, options_.fps, video.layout.depth_mm / 10);
  for (std::size_t k = 0; k < kNumClasses; ++k) {
    const std::string& name = phantom_class_names()[k];
    for (const Annotation& annotation : video.annotations) {
      if (annotation.confidence[k].empty()) continue;
      const std::string map = fmt::format("annotations/{}_f0_{}_{}.png", id, annotation.annotator, name);
      write_png(folder_ / map, annotation.confidence[k]);
      annotation_rows_[index] += fmt::format("{},0,{},{},{}\n", id, annotation.annotator, name, map);
    }
    if (video.masks[k].empty()) continue;
    const std::string mask = fmt::format("truth/masks/{}_f0_{}.png", id, name);
    write_png(folder_ / mask, video.masks[k]);
    mask_rows_[index] += fmt::format("{},0,{},{}\n", id, name, mask);
  }
  write_true_frames(index, video.truth);
}

void SourceWriter::write_true_frames(std::size_t index, const std::vector<cv::Mat>& truth) {
  const std::string& id = cohort_.scans.at(index).video_id;
  const std::string folder = fmt::format("truth/frames/{}", id);
  create_folders(folder_ / folder);
  for (std::size_t n = 0; n < truth.size(); ++n)
    write_png(folder_ / folder / fmt::format("{:04}.png", n), truth[n]);
  true_frame_rows_[index] = fmt::format("{},{}\n", id, folder);
}

std::string SourceWriter::clinical_csv() const {
  std::string text = "patient,day,sf_ratio\n";
  for (const Patient& p : cohort_.patients)
    for (std::size_t d = 0; d < p.sf_ratio.size(); ++d)
      text += fmt::format("{},{},{:.4f}\n", p.id, d + 1, p.sf_ratio[d]);
  return text;
}

std::string SourceWriter::patients_csv() const {
  std::string text = "patient,readmitted_30d\n";
  for (const Patient& p : cohort_.patients)
    text += fmt::format("{},{}\n", p.id, p.readmitted < 0 ? "" : std::to_string(p.readmitted));
  return text;
}

void SourceWriter::write_tables(const std::string& truth_parameters) const {
  write_text(folder_ / "dataset.ini", fmt::format("name = synthetic lung ultrasound ({})\nclasses = {}\n",
                                                  options_.preset, join(phantom_class_names(), ",")));
  write_text(folder_ / "videos.csv", "video_id,file,patient,day,view,fps,depth_cm\n" + join(video_rows_, ""));
  write_text(folder_ / "annotations.csv",
             "video_id,frame,annotator,class,file\n" + join(annotation_rows_, ""));
  write_text(folder_ / "clinical.csv", clinical_csv());
  write_text(folder_ / "patients.csv", patients_csv());
  write_text(folder_ / "truth/masks.csv", "video_id,frame,class,file\n" + join(mask_rows_, ""));
  write_text(folder_ / "truth/frames.csv", "video_id,file\n" + join(true_frame_rows_, ""));
  write_text(folder_ / "truth/parameters.json", truth_parameters);
}

}  // namespace sonosweep::data_tools
