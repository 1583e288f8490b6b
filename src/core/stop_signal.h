// Asked to stop? SIGTERM, SIGINT and SIGUSR1 set a flag that long work looks at between steps.
#pragma once

namespace sonosweep {

// From now on those signals only set the flag. A second SIGINT ends the process at once, or as soon as no
// InterruptDelay is left; one more does not wait for that.
void install_stop_signals();
// The number of the signal that asked to stop, 0 if none has.
int stop_requested();
// For tests, and for whoever learns by other means that it is time.
void request_stop(int signal_number);

// While one is alive, work that is done is not stored yet, and a second SIGINT waits until it is. Of one
// thread.
class InterruptDelay {
 public:
  InterruptDelay();
  ~InterruptDelay();
  InterruptDelay(const InterruptDelay&) = delete;
  InterruptDelay& operator=(const InterruptDelay&) = delete;
};

}  // namespace sonosweep
