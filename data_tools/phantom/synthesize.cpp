#include "data_tools/phantom/synthesize.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <opencv2/core/utility.hpp>
#include <thread>
#include <vector>

#include "core/error.h"
#include "core/stop_signal.h"
#include "data_tools/phantom/part_folder.h"
#include "data_tools/phantom/source_writer.h"
#include "data_tools/phantom/truth_json.h"

namespace sonosweep::data_tools {
namespace {

// Runs work(0) .. work(count - 1) on `jobs` threads; the first exception ends all and is thrown on.
void for_each_parallel(std::size_t count, int jobs, const std::function<void(std::size_t)>& work) {
  std::atomic<std::size_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr failure;
  std::mutex mutex;
  const auto loop = [&] {
    for (std::size_t i = next++; i < count && !failed; i = next++) {
      try {
        work(i);
      } catch (...) {
        const std::lock_guard<std::mutex> hold(mutex);
        if (!failed.exchange(true)) failure = std::current_exception();
      }
    }
  };
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  const auto wanted = static_cast<std::size_t>(jobs > 0 ? static_cast<unsigned>(jobs) : cores);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < std::min(count, wanted); ++t) threads.emplace_back(loop);
  for (std::thread& thread : threads) thread.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace

SynthesisSummary synthesize(const PhantomOptions& options, const std::filesystem::path& folder, int jobs,
                            const SynthesisProgress& progress) {
  options.validate();
  PartFolder part(folder);
  const Cohort cohort = make_cohort(options);
  const std::vector<Annotator> annotators = make_annotators(options);
  SourceWriter writer(part.path(), options, cohort);
  cv::setNumThreads(1);  // one thread per video is enough

  const std::size_t count = cohort.scans.size();
  std::vector<VideoTruth> truths(count);
  std::vector<ReferenceIou> references(count);
  SynthesisSummary summary;
  summary.videos_with_class.assign(kNumClasses, 0);
  std::mutex mutex;
  std::size_t done = 0;
  for_each_parallel(count, jobs, [&](std::size_t i) {
    if (stop_requested() != 0)
      throw Stopped("stopped on request; nothing was written, run again to start over");
    const SyntheticVideo video = make_video(options, cohort.scans[i], i, annotators);
    writer.write_scan(i, video);
    truths[i] = video_truth(video.layout);
    for (const Annotation& annotation : video.annotations)
      references[i].add(annotation.confidence, video.masks);

    const std::lock_guard<std::mutex> hold(mutex);
    for (std::size_t k = 0; k < kNumClasses; ++k)
      summary.videos_with_class[k] += video.masks[k].empty() ? 0 : 1;
    summary.frames += static_cast<int>(video.frames.size());
    summary.annotations += static_cast<int>(video.annotations.size());
    progress(++done, count);
  });

  ReferenceIou reference;
  for (const ReferenceIou& one : references) reference.merge(one);
  writer.write_tables(truth_json(options, cohort, annotators, truths, reference));
  part.commit();
  summary.patients = static_cast<int>(cohort.patients.size());
  summary.videos = static_cast<int>(count);
  summary.best_threshold = reference.best_threshold();
  for (const Patient& p : cohort.patients) summary.readmitted += p.readmitted == 1 ? 1 : 0;
  return summary;
}

}  // namespace sonosweep::data_tools
