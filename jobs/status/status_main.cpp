// sonosweep-status: how a study stands, from the files in its results folder; changes nothing.
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <iostream>
#include <string>
#include <thread>

#include "cli/command_line.h"
#include "cli/run_program.h"
#include "core/error.h"
#include "core/stop_signal.h"
#include "core/unicode.h"
#include "core/utc_time.h"
#include "farm/status/study_status.h"
#include "jobs/status/status_json.h"
#include "jobs/status/status_text.h"
#include "sweep/look_at_study.h"
#include "sweep/study_folder.h"

namespace po = boost::program_options;
using namespace sonosweep;

namespace {

constexpr auto kPeriod = std::chrono::seconds(2);
constexpr auto kDiskPeriod = std::chrono::minutes(1);  // every file is looked at

// False: asked to stop meanwhile.
bool pause() {
  const auto end = std::chrono::steady_clock::now() + kPeriod;
  while (std::chrono::steady_clock::now() < end) {
    if (stop_requested() != 0) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return stop_requested() == 0;
}

bool is_over(const farm::StudyStatus& status) {
  return status.launch_state == farm::LaunchState::kEnded || status.launch_state == farm::LaunchState::kDead;
}

int show_status(int argc, char** argv) {
  cli::CommandLine line(
      "sonosweep-status",
      "Shows how a study stands: what runs where, how long it takes, what failed and where its log "
      "is. Reads files only.",
      "RESULTS [--watch] [--json]");
  line.options().add_options()("watch", po::bool_switch(),
                               "show it again every 2 s until the launch has ended")(
      "json", po::bool_switch(), "one JSON object (jobs/README.md); with --watch one on each line");
  line.add_positional("results");
  if (!line.parse(argc, argv)) return kExitDone;
  const sweep::StudyFolder folder(std::filesystem::absolute(line.required("results")));
  const bool watch = line.get<bool>("watch"), json = line.get<bool>("json");
  const bool redraw = watch && !json && ::isatty(STDOUT_FILENO) == 1;
  if (watch) install_stop_signals();
  const std::string results = folder.root().string();
  farm::DiskUse disk;
  std::chrono::steady_clock::time_point disk_is_old;
  for (bool first = true;; first = false) {
    auto status = sweep::look_at_study(folder, unix_ms_now());
    if (const auto now = std::chrono::steady_clock::now(); first || now >= disk_is_old) {
      disk = farm::disk_use(folder.root());
      disk_is_old = now + kDiskPeriod;
    }
    status.disk = disk;
    const auto text = json ? jobs::status_json(status, results, watch ? -1 : 2)
                           : for_terminal(jobs::status_text(status, results));
    if (redraw) {
      std::cout << "\033[H\033[2J";
    } else if (!json && !first) {
      std::cout << "----\n";
    }
    if (!(std::cout << text << std::flush)) return kExitDone;  // run_program says that nobody reads
    if (!watch || is_over(status) || !pause()) return kExitDone;
  }
}

}  // namespace

int main(int argc, char** argv) {
  return cli::run_program([&] { return show_status(argc, argv); });
}
