// Writes a synthetic cohort as a source folder: videos/, annotations/, truth/ and the tables. Under truth/:
//   masks.csv, masks/       true structures of the annotated frames: one PNG a class, 0 or 255
//   frames.csv, frames/ID/  true structures of all frames: one gray PNG a frame, 0000.png, 0001.png, ..;
//                           bit k of a pixel is set where class k is
//   parameters.json         everything else that was planted
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "data_tools/phantom/video_synth.h"

namespace sonosweep::data_tools {

// Lossless FFV1 in AVI (whose bytes, unlike Matroska's, are the same every time). Read back and compared,
// since the encoder does not report a full disk. Throws Error.
void write_video(const std::filesystem::path& path, const std::vector<cv::Mat>& frames, double fps);

// Throws Error naming the file (disk full, permission).
void write_png(const std::filesystem::path& path, const cv::Mat& image);
void write_text(const std::filesystem::path& path, const std::string& text);

class SourceWriter {
 public:
  // Makes the sub-folders of `folder`, which must exist.
  SourceWriter(std::filesystem::path folder, const PhantomOptions& options, const Cohort& cohort);

  // Video, maps, masks and true frames of scan `index`. May be called from several threads, for different
  // scans.
  void write_scan(std::size_t index, const SyntheticVideo& video);
  // The tables; after all scans.
  void write_tables(const std::string& truth_parameters) const;

 private:
  void write_true_frames(std::size_t index, const std::vector<cv::Mat>& truth);
  std::string clinical_csv() const;
  std::string patients_csv() const;

  std::filesystem::path folder_;
  const PhantomOptions& options_;
  const Cohort& cohort_;
  // Rows per scan, so that their order does not depend on who finished first.
  std::vector<std::string> video_rows_, annotation_rows_, mask_rows_, true_frame_rows_;
};

}  // namespace sonosweep::data_tools
