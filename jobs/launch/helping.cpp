#include "jobs/launch/helping.h"

#include <chrono>
#include <csignal>
#include <map>
#include <set>
#include <thread>

#include "core/error.h"
#include "core/file_lock.h"
#include "core/stop_signal.h"
#include "core/utc_time.h"
#include "farm/join/helper_transport.h"
#include "farm/join/mailboxes.h"
#include "farm/launch/rank_loop.h"
#include "farm/launch/supervisor.h"
#include "farm/launch/time_margin.h"
#include "sweep/study_folder.h"

namespace sonosweep::jobs {
namespace {

using farm::steady_seconds;
using farm::to_text;

// What the ranks of a launch that helps tell each other.
class Crew {
 public:
  Crew(farm::Transport& transport, const farm::Lease& lease) : transport_(transport), lease_(lease) {
    for (int rank = 1; rank < transport.size(); ++rank) heard_[rank] = steady_seconds();
  }

  // Takes messages and says what is to be said; never waits.
  void round() {
    while (const auto envelope = transport_.receive())
      take(envelope->from, farm::parse_message(envelope->text));
    const double now = steady_seconds();
    const bool stop = stop_requested() != 0;
    if (now < next_beat_ && stop == stop_said_) return;
    next_beat_ = now + lease_.beat_s();
    stop_said_ = stop;
    if (is_first()) {
      for (int rank = 1; stop && rank < transport_.size(); ++rank)
        transport_.send(rank, to_text(farm::StopAll{}));
    } else {
      transport_.send(0, to_text(farm::Beat{}));
      if (stop) transport_.send(0, to_text(farm::StopAsked{stop_requested()}));
    }
  }
  void say_end() { transport_.send(0, to_text(farm::Leaving{1, "ended"})); }

  // Of rank 0. No other one is at work, or is known to be.
  bool others_ended() const {
    for (const auto& [rank, at] : heard_)
      if (ended_.count(rank) == 0 && steady_seconds() - at <= lease_.given_up_s()) return false;
    return true;
  }
  bool all_well() const { return ended_.size() == heard_.size(); }
  // Of the others.
  std::optional<int> shut_down() const { return shut_down_; }

 private:
  bool is_first() const { return transport_.rank() == 0; }

  void take(int from, const farm::Message& message) {
    if (const auto* shut_down = std::get_if<farm::ShutDown>(&message)) shut_down_ = shut_down->exit_code;
    if (std::holds_alternative<farm::StopAll>(message)) request_stop(SIGTERM);
    if (!is_first()) return;
    heard_[from] = steady_seconds();
    if (const auto* asked = std::get_if<farm::StopAsked>(&message)) request_stop(asked->signal_number);
    if (std::holds_alternative<farm::Leaving>(message)) ended_.insert(from);
    // It has ended and waits for what comes next; it is to be patient.
    if (std::holds_alternative<farm::Hello>(message)) transport_.send(from, to_text(farm::Alive{}));
  }

  farm::Transport& transport_;
  farm::Lease lease_;
  std::map<int, double> heard_;  // other ranks
  std::set<int> ended_;
  std::optional<int> shut_down_;
  double next_beat_ = 0;
  bool stop_said_ = false;
};

double unix_seconds() {
  return static_cast<double>(unix_ms_now()) / 1000;
}

}  // namespace

HelpOutcome help(const Rank& rank, const farm::Helping& helping, const std::vector<std::string>& arguments) {
  const sweep::StudyFolder folder(helping.out);
  const int number = rank.transport.rank();
  farm::Lease lease;
  lease.seconds = helping.lease_s;
  farm::HelperTransport mail(folder, helping.launch, number, steady_seconds);
  farm::Supervisor supervisor(mail, rank.keeper,
                              {rank.place, arguments, rank.gpus, steady_seconds, 5 * lease.seconds, helping});
  Crew crew(rank.transport, lease);
  const double margin = farm::time_margin(unix_seconds(), helping.deadline);
  double next_look = 0;
  const auto watch = [&] {
    crew.round();
    if (crew.shut_down()) supervisor.abandon("rank 0 of this launch has ended");
    if (mail.gone()) supervisor.abandon("the launch that was helped has ended, or was started again");
    if (helping.deadline && unix_seconds() >= static_cast<double>(*helping.deadline) - margin)
      supervisor.leave("time limit");
    if (steady_seconds() < next_look) return;
    next_look = steady_seconds() + lease.beat_s();
    if (supervisor.silence_s() > 2 * lease.beat_s() && lock_holder(folder.lock_file()).empty())
      supervisor.abandon("the launch that was helped is gone");
  };
  farm::serve(mail, supervisor, nullptr, watch);

  HelpOutcome outcome;
  outcome.told = supervisor.told();
  outcome.stopped = supervisor.leaving() || stop_requested() != 0;
  outcome.unanswered = !supervisor.answered() && !supervisor.abandoned() && !outcome.stopped;
  outcome.shut_down = crew.shut_down();
  if (number != 0) {
    crew.say_end();
    return outcome;
  }
  while (!crew.others_ended()) {
    crew.round();
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  outcome.complete = crew.all_well();
  close_mailboxes(folder, helping.launch);
  return outcome;
}

}  // namespace sonosweep::jobs
