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
#include "sweep/join/helper_transport.h"
#include "sweep/join/mailboxes.h"
#include "sweep/launch/rank_loop.h"
#include "sweep/launch/supervisor.h"
#include "sweep/launch/time_margin.h"

namespace sonosweep::jobs {
namespace {

using sweep::steady_seconds;
using sweep::to_text;

// What the ranks of a launch that helps tell each other.
class Crew {
 public:
  Crew(sweep::Transport& transport, const sweep::Lease& lease) : transport_(transport), lease_(lease) {
    for (int rank = 1; rank < transport.size(); ++rank) heard_[rank] = steady_seconds();
  }

  // Takes messages and says what is to be said; never waits.
  void round() {
    while (const auto envelope = transport_.receive())
      take(envelope->from, sweep::parse_message(envelope->text));
    const double now = steady_seconds();
    const bool stop = stop_requested() != 0;
    if (now < next_beat_ && stop == stop_said_) return;
    next_beat_ = now + lease_.beat_s();
    stop_said_ = stop;
    if (is_first()) {
      for (int rank = 1; stop && rank < transport_.size(); ++rank)
        transport_.send(rank, to_text(sweep::StopAll{}));
    } else {
      transport_.send(0, to_text(sweep::Beat{}));
      if (stop) transport_.send(0, to_text(sweep::StopAsked{stop_requested()}));
    }
  }
  void say_end() { transport_.send(0, to_text(sweep::Leaving{1, "ended"})); }

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

  void take(int from, const sweep::Message& message) {
    if (const auto* shut_down = std::get_if<sweep::ShutDown>(&message)) shut_down_ = shut_down->exit_code;
    if (std::holds_alternative<sweep::StopAll>(message)) request_stop(SIGTERM);
    if (!is_first()) return;
    heard_[from] = steady_seconds();
    if (const auto* asked = std::get_if<sweep::StopAsked>(&message)) request_stop(asked->signal_number);
    if (std::holds_alternative<sweep::Leaving>(message)) ended_.insert(from);
    // It has ended and waits for what comes next; it is to be patient.
    if (std::holds_alternative<sweep::Hello>(message)) transport_.send(from, to_text(sweep::Alive{}));
  }

  sweep::Transport& transport_;
  sweep::Lease lease_;
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

HelpOutcome help(const Rank& rank, const sweep::Helping& helping, const std::vector<std::string>& arguments) {
  const sweep::ResultsFolder folder(helping.out);
  const int number = rank.transport.rank();
  sweep::Lease lease;
  lease.seconds = helping.lease_s;
  sweep::HelperTransport mail(folder, helping.launch, number, steady_seconds);
  sweep::Supervisor supervisor(
      mail, rank.keeper, {rank.place, arguments, rank.gpus, steady_seconds, 5 * lease.seconds, helping});
  Crew crew(rank.transport, lease);
  const double margin = sweep::time_margin(unix_seconds(), helping.deadline);
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
  sweep::serve(mail, supervisor, nullptr, watch);

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
