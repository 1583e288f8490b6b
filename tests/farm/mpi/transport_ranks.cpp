// What transport_test.cpp starts under mpirun. `messages`: every rank sends numbered messages of very
// different sizes to every rank and checks what arrives. `throw`: rank 1 fails while the others wait for it.
// `place`: each rank prints its place on the node. `idle`: waits for a message that never comes.
#include <chrono>
#include <cstdio>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "core/error.h"
#include "farm/mpi/world.h"

namespace {

using namespace sonosweep;

constexpr int kMessages = 60;

std::string content(int from, int to, int number) {
  const std::size_t sizes[] = {0, 1, 100, 5000, 70'000, 1'000'000};
  return fmt::format("{} {} {} ", from, to, number) +
         std::string(sizes[number % 6], static_cast<char>('a' + from));
}

int exchange(farm::Transport& transport) {
  const int rank = transport.rank(), size = transport.size();
  for (int number = 0; number < kMessages; ++number)
    for (int to = 0; to < size; ++to) transport.send(to, content(rank, to, number));
  std::vector<int> next(static_cast<std::size_t>(size), 0);
  for (int missing = kMessages * size; missing > 0;) {
    const auto envelope = transport.receive();
    if (!envelope) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      continue;
    }
    int& number = next.at(static_cast<std::size_t>(envelope->from));
    if (envelope->text != content(envelope->from, rank, number)) throw Error("another message was expected");
    ++number;
    --missing;
  }
  return kExitDone;
}

[[noreturn]] void wait_for_ever(farm::Transport& transport) {
  for (;;) {
    transport.receive();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace

int main(int argc, char** argv) {
  const std::string mode = argc > 1 ? argv[1] : "";
  return mpi::run_ranks(argc, argv, [&](const mpi::World& world) -> int {
    if (mode == "messages") return exchange(world.transport);
    if (mode == "place") {
      // One write, so that lines of several ranks do not mix.
      const std::string line = fmt::format("rank {} of {}, local {} of {}, {} cpus\n", world.transport.rank(),
                                           world.transport.size(), world.place.local_rank,
                                           world.place.local_size, world.place.cpus.count());
      std::fwrite(line.data(), 1, line.size(), stdout);
      return kExitDone;
    }
    if (mode == "throw" && world.transport.rank() == 1) throw DataError("made-up failure");
    wait_for_ever(world.transport);
  });
}
