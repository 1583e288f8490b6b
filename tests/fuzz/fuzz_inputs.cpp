// Reads mutated small inputs of every kind that the data tools read. Only Error and what is derived from it
// may come of it: no crash, no hang, no other exception, no leak (the sanitizers of the asan preset watch).
//   fuzz_inputs [--inputs N] [--first N]     default 500, from 0; an input is known by its number
//   fuzz_inputs .. --inject crash|hang|throw|leak     the last input does that: this program must notice
// Inputs are read in child processes of some hundred each. One that ends a child, or takes over 20 s of CPU
// time, is named with its number and kept in the current folder.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iostream>
#include <opencv2/core.hpp>
#include <string>

#include "core/atomic_file.h"
#include "core/error.h"
#include "data_tools/frame_source.h"
#include "data_tools/maps/confidence_map.h"
#include "data_tools/tables/source_folder.h"
#include "fuzz/mutate.h"
#include "fuzz/seeds.h"
#include "temp_dir.h"

using namespace sonosweep;
namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t kPerChild = 100;
constexpr rlim_t kCpuSeconds =
    20;  // of a child, beyond what it has used, per input; 2 where a hang is injected
constexpr int kMostFrames = 1000;

struct Input {
  const fuzz::Seed* seed = nullptr;
  std::string bytes;
};

Input input(const std::vector<fuzz::Seed>& seeds, std::uint64_t number) {
  const auto& seed = seeds[number % seeds.size()];
  return {&seed, fuzz::mutate(seed.bytes, number)};
}

void write(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

void read_frames(const fs::path& path) {
  const auto source = data_tools::open_frame_source(path, {});
  cv::Mat frame;
  for (int n = 0; n < kMostFrames && source->next(frame); ++n) {
    if (frame.type() != CV_8U || frame.empty()) throw std::logic_error("a frame that is no gray picture");
  }
}

void read_map(const fs::path& path) {
  const cv::Mat map = data_tools::read_confidence_map(path, {}).basis_points;
  double most = 0;
  cv::minMaxLoc(map, nullptr, &most);
  if (map.type() != CV_16U || most > 10000) throw std::logic_error("a map beyond 10000 basis points");
}

// The folder of the seeds' tables with one of them mutated.
void read_tables(const fs::path& folder) {
  data_tools::Faults faults;
  const auto source = data_tools::read_source_folder(folder, 477, faults);
  for (const auto& annotation : source.annotations)
    if (annotation.video >= source.videos.size()) throw std::logic_error("an annotation of no video");
}

void read(const Input& one, const std::vector<fuzz::Seed>& seeds, const fs::path& scratch) {
  const fs::path path = scratch / one.seed->name;
  write(path, one.bytes);
  try {
    if (one.seed->kind == fuzz::SeedKind::kFrames) read_frames(path);
    if (one.seed->kind == fuzz::SeedKind::kMap) read_map(path);
    if (one.seed->kind == fuzz::SeedKind::kTable) read_tables(scratch);
  } catch (const Error&) {  // refused, as it may be
  }
  if (one.seed->kind != fuzz::SeedKind::kTable) {
    fs::remove(path);
    return;
  }
  for (const auto& seed : seeds)
    if (seed.name == one.seed->name) write(path, seed.bytes);
}

// What the last input shall do; empty: what its bytes do.
std::string injected;

void allow_cpu_seconds() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  rlimit limit{};
  getrlimit(RLIMIT_CPU, &limit);
  limit.rlim_cur = static_cast<rlim_t>(used.ru_utime.tv_sec) + static_cast<rlim_t>(used.ru_stime.tv_sec) +
                   (injected == "hang" ? 2 : kCpuSeconds);
  setrlimit(RLIMIT_CPU, &limit);
}

void inject() {
  if (injected == "crash") std::abort();
  if (injected == "throw") throw std::runtime_error("injected");
  if (injected == "leak") std::cerr << "leaking " << static_cast<void*>(new char[1000]) << '\n';
  for (volatile unsigned n = 0; injected == "hang";) n = n + 1;
}

// In a child: reads inputs first..last-1; says each number on `out` before it reads it. Ends the process.
[[noreturn]] void child(const std::vector<fuzz::Seed>& seeds, std::uint64_t first, std::uint64_t last,
                        std::uint64_t end, int out) {
  int code = 0;
  {
    const testing::TempDir scratch;
    for (const auto& seed : seeds)
      if (seed.kind == fuzz::SeedKind::kTable) write(scratch / seed.name, seed.bytes);
    try {
      for (std::uint64_t n = first; n < last; ++n) {
        if (::write(out, &n, sizeof n) != sizeof n) std::abort();
        allow_cpu_seconds();
        read(input(seeds, n), seeds, scratch.path());
        if (n + 1 == end) inject();
      }
    } catch (const std::exception& error) {
      std::cerr << "an exception that is none of ours: " << error.what() << '\n';
      code = 1;
    }
  }
  std::exit(code);  // with the leak checker's end
}

// Whether all went well; else names the input.
bool run_child(const std::vector<fuzz::Seed>& seeds, std::uint64_t first, std::uint64_t last,
               std::uint64_t end) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("cannot make a pipe");
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("cannot fork");
  if (pid == 0) {
    close(ends[0]);
    child(seeds, first, last, end, ends[1]);
  }
  close(ends[1]);
  std::uint64_t number = first;
  for (std::uint64_t n = 0; ::read(ends[0], &n, sizeof n) == sizeof n;) number = n;
  close(ends[0]);
  int status = 0;
  waitpid(pid, &status, 0);
  if (status == 0) return true;
  const auto bad = input(seeds, number);
  const std::string kept = "fuzz_" + std::to_string(number) + "_" + bad.seed->name;
  if (injected.empty()) write(kept, bad.bytes);
  std::cerr << "FAILED at or before input " << number << " (" << kept
            << "): " << (WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "exit code") << ' '
            << (WIFEXITED(status) ? std::to_string(WEXITSTATUS(status)) : "") << '\n';
  return false;
}

}  // namespace

int main(int argc, char** argv) {
  std::uint64_t inputs = 500, first = 0;
  for (int i = 1; i + 1 < argc; i += 2) {
    if (std::string(argv[i]) == "--inputs") inputs = std::strtoull(argv[i + 1], nullptr, 10);
    if (std::string(argv[i]) == "--inject") injected = argv[i + 1];
    if (std::string(argv[i]) == "--first") first = std::strtoull(argv[i + 1], nullptr, 10);
  }
  data_tools::prepare_video_decoder();
  const testing::TempDir scratch;
  const auto seeds = fuzz::make_seeds(scratch.path());
  int failures = 0;
  for (std::uint64_t n = first; n < first + inputs; n += kPerChild)
    failures += run_child(seeds, n, std::min(n + kPerChild, first + inputs), first + inputs) ? 0 : 1;
  std::cout << inputs << " mutated inputs of " << seeds.size() << " kinds, " << failures << " failures\n";
  return failures == 0 ? 0 : 1;
}
