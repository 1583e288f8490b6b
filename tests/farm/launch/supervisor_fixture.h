// A supervisor: the test is the coordinator, and the clock.
#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/atomic_file.h"
#include "core/stop_signal.h"
#include "farm/launch/in_process_transport.h"
#include "farm/launch/supervisor.h"
#include "farm/results/results_folder.h"
#include "process_helpers.h"
#include "temp_dir.h"

namespace sonosweep::farm {

using testing::eventually;

constexpr double kLease = 60;  // so a beat every 10 s

class SupervisorLease : public ::testing::Test {
 protected:
  SupervisorLease() {
    request_stop(0);
    create_folders(folder.root());
    make();
  }
  ~SupervisorLease() override { unsetenv("SONOSWEEP_STAND_IN"); }

  void make(std::optional<Helping> helping = {}) {
    SupervisorSetup setup{{}, {"x"}, {}, [this] { return now; }};
    setup.helping = std::move(helping);
    supervisor = std::make_unique<Supervisor>(hub.at(1), keeper, setup);
  }
  void behave(const std::string& lines) {
    std::ofstream(dir / "behaviour") << lines;
    setenv("SONOSWEEP_STAND_IN", (dir / "behaviour").c_str(), 1);
  }
  // What it has said since the last call, of this kind.
  template <typename T>
  std::vector<T> said() {
    collect();
    std::vector<T> found;
    for (auto message = heard.begin(); message != heard.end();) {
      if (const auto* it = std::get_if<T>(&*message)) {
        found.push_back(*it);
        message = heard.erase(message);
      } else {
        ++message;
      }
    }
    return found;
  }
  void collect() {
    while (const auto envelope = hub.at(0).receive()) heard.push_back(parse_message(envelope->text));
  }
  void say(const Message& message) { supervisor->handle(parse_message(to_text(message))); }
  void set_up(int incarnation = 1) {
    say(LaunchSetup{STAND_IN_RUN, "pack.h5", "study.ini", folder.root().string(), 1, 2, kLease, incarnation});
  }
  // Rounds, while the clock stands, until it has said something of this kind.
  template <typename T>
  std::vector<T> wait_for() {
    std::vector<T> found;
    eventually([&] {
      supervisor->tick();
      found = said<T>();
      return !found.empty();
    });
    return found;
  }
  // The seconds pass one after the other.
  void pass(double seconds) {
    for (const double end = now + seconds; now < end;) {
      now += 1;
      supervisor->tick();
    }
  }
  pid_t pid(const std::string& run, int attempt) const {
    return testing::read_pid((folder.attempt(run, attempt) / "pid").string());
  }
  std::vector<std::string> starts() const {
    std::ifstream file(folder.root() / "starts.txt");
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) lines.push_back(line);
    return lines;
  }

  testing::TempDir dir;
  ResultsFolder folder{dir / "results"};
  double now = 1000;
  InProcessHub hub{2};
  Keeper keeper;
  std::unique_ptr<Supervisor> supervisor;
  std::vector<Message> heard;
};

}  // namespace sonosweep::farm
