#include "chaos/chaos_run.h"

#include <fcntl.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "core/atomic_file.h"
#include "core/error.h"
#include "core/rng.h"
#include "farm/results/attempt_folder.h"
#include "farm/results/run_result.h"

namespace sonosweep::chaos {
namespace {

namespace fs = std::filesystem;

constexpr double kShortest_s = 0.005, kLongest_s = 0.02;
constexpr const char* kHistory = "history.csv";
constexpr const char* kModel = "best.pt";

volatile std::sig_atomic_t terminated = 0;
void on_term(int) {
  terminated = 1;
}

// One write, so that lines of runs side by side do not mix.
void note(const char* file, const std::string& line) {
  const char* record = std::getenv(kRecordVariable);
  if (record == nullptr) return;
  const int fd = ::open((fs::path(record) / file).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
  const std::string text = line + "\n";
  if (fd < 0 || ::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
    throw_error<Error>("{}: cannot be written", record);
  ::close(fd);
}

// How many epochs the files taken over hold. One that is not whole has no right to be there.
int epochs_taken_over(const fs::path& home, const std::string& run, const std::string& who) {
  if (!fs::exists(home / kHistory)) return 0;
  const std::string history = read_file(home / kHistory);
  for (int epochs = 1; epochs <= kEpochs; ++epochs) {
    if (history != history_of(run, epochs)) continue;
    // The model is written first, so it may be further; an attempt that is still alive may have left an older
    // one, which is no fault but of no use either.
    const std::string model = fs::exists(home / kModel) ? read_file(home / kModel) : "";
    for (int further = epochs; further <= kEpochs; ++further)
      if (model == model_of(run, further)) return epochs;
    return 0;
  }
  note("violations", who + " took over a damaged history");
  return 0;
}

nlohmann::ordered_json counts_of() {
  nlohmann::ordered_json counts;
  int n = 3;
  for (const char* name :
       {"decrease", "same", "increase", "videos", "patient_days", "readmitted", "not_readmitted", "views"})
    counts[name] = n++;
  return counts;
}

void write_result(const fs::path& home, const std::string& run, int number) {
  farm::RunResult result;
  result.run_id = run;
  result.done = true;
  result.attempts = number;
  result.metrics = metrics_of(run);
  for (const char* side : {"train", "validation", "test"}) {
    result.details["patients"][side] = 4;
    result.details["counts"][side] = counts_of();
  }
  farm::write_run_result(home / "result.json", result);
}

// Unlike farm::is_done(), a damaged result is an error here: none must ever lie there.
bool has_whole_result(const farm::ResultsFolder& folder, const std::string& run) {
  const auto result = farm::find_run_result(folder.result_file(run));
  return result && result->done;
}

// Now or very soon.
bool is_removed(const fs::path& home) {
  for (int look = 0; fs::exists(home); ++look) {
    if (look == 40) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return true;
}

}  // namespace

std::map<std::string, double> metrics_of(const std::string& run) {
  std::map<std::string, double> metrics;
  for (const char* name : {"iou",         "weighted_ce", "ce_unthresholded", "trimap",    "iou_class/disc",
                           "iou_micro",   "dice",        "soft_dice",        "ece",       "boundary_f1",
                           "hd95",        "accuracy3",   "accuracy2",        "rmse_max",  "rmse_average",
                           "rmse_median", "accuracy",    "recall",           "precision", "loss"})
    for (const std::string prefix : {"", "val_", "baseline_"})
      metrics[prefix + name] = Rng(derive_seed(1, run + " " + prefix + name)).uniform();
  return metrics;
}

std::string history_of(const std::string& run, int epochs) {
  std::string text = "epoch,loss\n";
  for (int epoch = 1; epoch <= epochs; ++epoch)
    text += fmt::format("{},{:.6f}\n", epoch, Rng(derive_seed(2, run, epoch)).uniform());
  return text;
}

std::string model_of(const std::string& run, int epochs) {
  return fmt::format("the model of {} after epoch {}\n", run, epochs);
}

int chaos_run(const farm::ResultsFolder& folder, const std::string& run, int number) {
  std::signal(SIGTERM, on_term);
  const std::string who = fmt::format("{} {}", run, number);
  note("starts", who);
  const fs::path home = folder.attempt(run, number);
  if (has_whole_result(folder, run)) {
    // While we were being started, as it removes our folder: sonosweep-run ends here too. Else it was so
    // before.
    if (is_removed(home)) return kExitDone;
    note("violations", who + " was started although its run is done");
  }
  farm::take_over(folder, run, number);
  const double duration = Rng(derive_seed(3, run, number)).uniform(kShortest_s, kLongest_s);
  for (int epoch = epochs_taken_over(home, run, who) + 1; epoch <= kEpochs; ++epoch) {
    std::this_thread::sleep_for(std::chrono::duration<double>(duration / kEpochs));
    write_file_atomically(home / kModel, model_of(run, epoch));
    write_file_atomically(home / kHistory, history_of(run, epoch));
    if (terminated != 0) return kExitStopped;
  }
  write_result(home, run, number);
  note("ends", who);
  return kExitDone;
}

}  // namespace sonosweep::chaos
