#include "core/stop_signal.h"

#include <csignal>
#include <initializer_list>

namespace sonosweep {
namespace {

volatile std::sig_atomic_t requested = 0;
volatile std::sig_atomic_t delays = 0;
volatile std::sig_atomic_t waiting = 0;  // a second SIGINT, for the delays to end

void end_by_interrupt() {
  std::signal(SIGINT, SIG_DFL);
  std::raise(SIGINT);
}

extern "C" void on_stop_signal(int number) {
  if (requested != 0 && number == SIGINT) {
    if (delays == 0 || waiting != 0) return end_by_interrupt();
    waiting = 1;
    return;
  }
  requested = number;
}

}  // namespace

void install_stop_signals() {
  struct sigaction action {};
  action.sa_handler = on_stop_signal;
  sigemptyset(&action.sa_mask);
  action.sa_flags = SA_RESTART;
  for (const int number : {SIGTERM, SIGINT, SIGUSR1}) sigaction(number, &action, nullptr);
}

int stop_requested() {
  return requested;
}

void request_stop(int signal_number) {
  requested = signal_number;
}

InterruptDelay::InterruptDelay() {
  delays = delays + 1;
}

InterruptDelay::~InterruptDelay() {
  delays = delays - 1;
  if (delays == 0 && waiting != 0) end_by_interrupt();
}

}  // namespace sonosweep
