// A coordinator: the test is every supervisor, and the clock.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/atomic_file.h"
#include "core/stop_signal.h"
#include "farm/launch/coordinator.h"
#include "farm/launch/in_process_transport.h"
#include "farm/results/run_result.h"
#include "temp_dir.h"

namespace sonosweep::farm {

constexpr double kLease = 60;  // so a beat every 10 s, and given up after 90

class CoordinatorLease : public ::testing::Test {
 protected:
  CoordinatorLease() {
    request_stop(0);
    options.clock = [this] { return now; };
    options.lease.seconds = kLease;
    options.say = [this](LogLevel, const std::string& text) { said.push_back(text); };
    options.can_write = [this] { return disk_works; };
  }

  static Hello hello(std::vector<Gpu> gpus = {}, int incarnation = 1) {
    return {{"x"}, "node", 1, 0, 1, std::move(gpus), incarnation};
  }
  void begin(const std::vector<PlannedRun>& plan, const std::vector<Hello>& hellos) {
    create_folders(folder.root());
    coordinator = std::make_unique<Coordinator>(
        hub.at(0), plan, folder, LaunchSetup{"run", "pack.h5", "study.ini", folder.root().string()}, options);
    coordinator->begin(hellos);
  }
  void tell(int from, const Message& message) {
    coordinator->handle(from, parse_message(to_text(message)));
    coordinator->tick();
  }
  // The seconds pass; these ranks are heard every now and then.
  void pass(double seconds, const std::vector<int>& alive) {
    for (const double end = now + seconds; now < end;) {
      now += 1;
      for (const int rank : alive) coordinator->handle(rank, Beat{1});
      coordinator->tick();
    }
  }
  // What a rank was told since the last call, of this kind.
  template <typename T>
  std::vector<T> told(int rank) {
    while (const auto envelope = hub.at(rank).receive())
      messages[rank].push_back(parse_message(envelope->text));
    std::vector<T> found;
    std::vector<Message> others;
    for (auto& message : messages[rank]) {
      if (const auto* it = std::get_if<T>(&message)) {
        found.push_back(*it);
      } else {
        others.push_back(message);
      }
    }
    messages[rank] = others;
    return found;
  }
  // Each once, though told again and again.
  std::vector<Attempt> started(int rank) {
    std::set<Attempt> attempts;
    for (const auto& start : told<Start>(rank)) attempts.insert(start.attempt);
    return {attempts.begin(), attempts.end()};
  }
  void leave_result(const Attempt& attempt, double iou = 0.5) const {
    const auto home = folder.attempt(attempt.run, attempt.number);
    create_folders(home);
    RunResult result;
    result.run_id = attempt.run;
    result.done = true;
    result.attempts = attempt.number;
    result.metrics["iou"] = iou;
    write_run_result(home / "result.json", result);
  }
  static Finished done(const Attempt& attempt, int incarnation = 1) {
    Finished finished;
    finished.incarnation = incarnation;
    finished.attempt = attempt;
    finished.wall_s = 2;
    return finished;
  }
  static Finished died(const Attempt& attempt, DeathCause death) {
    Finished finished = done(attempt);
    finished.outcome = {OutcomeKind::kFailed, "died", death};
    return finished;
  }

  testing::TempDir dir;
  ResultsFolder folder{dir / "results"};
  double now = 1000;  // s
  bool disk_works = true;
  InProcessHub hub{4};
  CoordinatorOptions options;
  std::vector<std::string> said;
  std::unique_ptr<Coordinator> coordinator;
  std::map<int, std::vector<Message>> messages;
};

}  // namespace sonosweep::farm
