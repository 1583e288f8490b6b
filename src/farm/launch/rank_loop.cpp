#include "farm/launch/rank_loop.h"

#include <poll.h>

#include <algorithm>
#include <chrono>

#include "core/error.h"
#include "core/stop_signal.h"

namespace sonosweep::farm {
namespace {

using std::chrono::microseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kHelloLimit{120};
// Short sleeps right after something happened, because more often follows; then ever longer ones.
constexpr microseconds kShortestSleep{250}, kLongestSleep{15'000};

// Naps that grow until something happens; what happens on `descriptor`, if there is one, ends them.
class Idling {
 public:
  void rest(bool happened, int descriptor = -1) {
    length_ = happened ? kShortestSleep : std::min(2 * length_, kLongestSleep);
    pollfd watched{descriptor, POLLIN, 0};
    const timespec time{0, std::chrono::nanoseconds(length_).count()};
    ::ppoll(&watched, 1, &time, nullptr);
  }

 private:
  microseconds length_ = kShortestSleep;
};

void compare_arguments(const Hello& first, const Hello& other, std::size_t rank) {
  if (first.arguments == other.arguments) return;
  const auto at = [](const Hello& hello, std::size_t i) {
    return i < hello.arguments.size() ? hello.arguments[i] : std::string("nothing");
  };
  std::size_t i = 0;
  while (at(first, i) == at(other, i)) ++i;
  throw_error<UsageError>(
      "rank {} on {} was started with another command line than rank 0: '{}' in place of '{}'; "
      "start all ranks with the same one",
      rank, other.host, at(other, i), at(first, i));
}

}  // namespace

std::vector<Hello> gather_hellos(Transport& transport) {
  std::vector<Hello> hellos(static_cast<std::size_t>(transport.size()));
  std::vector<bool> known(hellos.size(), false);
  std::size_t missing = hellos.size();
  const auto limit = steady_clock::now() + kHelloLimit;
  for (Idling idling; missing > 0;) {
    const auto envelope = transport.receive();
    if (envelope) {
      const Message message = parse_message(envelope->text);
      const auto from = static_cast<std::size_t>(envelope->from);
      if (const auto* hello = std::get_if<Hello>(&message); hello != nullptr && !known.at(from)) {
        hellos[from] = *hello;
        known[from] = true;
        --missing;
      }
      // Too early for the coordinator, which will look at the flag.
      if (const auto* asked = std::get_if<StopAsked>(&message)) request_stop(asked->signal_number);
      continue;
    }
    if (steady_clock::now() > limit) {
      const auto silent = std::find(known.begin(), known.end(), false) - known.begin();
      throw_error<Error>("rank {} has not reported within {} s of the start", silent, kHelloLimit.count());
    }
    idling.rest(false);
  }
  for (std::size_t rank = 1; rank < hellos.size(); ++rank) compare_arguments(hellos[0], hellos[rank], rank);
  return hellos;
}

void shut_down_others(Transport& transport, int exit_code) {
  for (int rank = 0; rank < transport.size(); ++rank)
    if (rank != transport.rank()) transport.send(rank, to_text(ShutDown{exit_code}));
}

bool serve_once(Transport& transport, Supervisor& supervisor, Coordinator* coordinator) {
  bool happened = false;
  while (const auto envelope = transport.receive()) {
    happened = true;
    const Message message = parse_message(envelope->text);
    if (!is_for_coordinator(message)) {
      supervisor.handle(message);
    } else if (coordinator != nullptr) {
      coordinator->handle(envelope->from, message);
    } else {
      throw_error<Error>("rank {} got a message for the coordinator", transport.rank());
    }
  }
  if (supervisor.tick()) happened = true;
  if (coordinator != nullptr) coordinator->tick();
  return happened;
}

void serve(Transport& transport, Supervisor& supervisor, Coordinator* coordinator,
           const std::function<void()>& each_round) {
  Idling idling;
  // A coordinator goes on where the supervisor beside it had to end.
  while (!supervisor.finished() || (coordinator != nullptr && !coordinator->finished())) {
    idling.rest(serve_once(transport, supervisor, coordinator), supervisor.descriptor());
    each_round();
  }
}

}  // namespace sonosweep::farm
