#include "farm/mpi/mpi_transport.h"

#include <chrono>
#include <thread>
#include <utility>

#include "core/error.h"
#include "core/log.h"
#include "farm/mpi/session.h"

namespace sonosweep::mpi {
namespace {

constexpr int kTag = 1;
constexpr std::chrono::seconds kLastSends{5};

}  // namespace

MpiTransport::MpiTransport(const Communicator& comm)
    : comm_(comm.get()), rank_(comm.rank()), size_(comm.size()) {}

MpiTransport::~MpiTransport() {
  const auto limit = std::chrono::steady_clock::now() + kLastSends;
  try {
    collect_sent();
    while (!sending_.empty() && std::chrono::steady_clock::now() < limit) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      collect_sent();
    }
  } catch (const std::exception& error) {
    log_warning("{}", error.what());
  }
  // A peer that never took its message is dead: MPI keeps the buffer it may still read.
  if (!sending_.empty()) static_cast<void>(new std::list<Sending>(std::move(sending_)));
}

void MpiTransport::send(int to, const std::string& text) {
  if (to == rank_) {
    to_self_.push_back({rank_, text});
    return;
  }
  collect_sent();
  sending_.push_back({text, to, MPI_REQUEST_NULL});
  Sending& message = sending_.back();
  const int result = MPI_Isend(message.text.data(), static_cast<int>(message.text.size()), MPI_BYTE, to, kTag,
                               comm_, &message.request);
  if (result == MPI_SUCCESS) return;
  complain(to, result, "MPI_Isend");
  sending_.pop_back();
}

// A dead peer is no reason to end: whoever needs an answer says it again, and gives up by its own clock.
void MpiTransport::complain(int to, int result, const char* call) {
  if (!complained_.insert(to).second) return;
  try {
    check(result, call);
  } catch (const Error& error) {
    log_warning("rank {}: {}", to, error.what());
  }
}

void MpiTransport::collect_sent() {
  for (auto message = sending_.begin(); message != sending_.end();) {
    int complete = 0;
    const int result = MPI_Test(&message->request, &complete, MPI_STATUS_IGNORE);
    if (result != MPI_SUCCESS) complain(message->to, result, "MPI_Test");
    message = complete != 0 || result != MPI_SUCCESS ? sending_.erase(message) : std::next(message);
  }
}

std::optional<farm::Envelope> MpiTransport::receive() {
  if (!to_self_.empty()) {
    farm::Envelope first = std::move(to_self_.front());
    to_self_.pop_front();
    return first;
  }
  if (size_ == 1) return std::nullopt;
  collect_sent();
  int arrived = 0;
  MPI_Status status;
  check(MPI_Iprobe(MPI_ANY_SOURCE, kTag, comm_, &arrived, &status), "MPI_Iprobe");
  if (arrived == 0) return std::nullopt;
  int length = 0;
  check(MPI_Get_count(&status, MPI_BYTE, &length), "MPI_Get_count");
  farm::Envelope envelope{status.MPI_SOURCE, std::string(static_cast<std::size_t>(length), '\0')};
  check(MPI_Recv(envelope.text.data(), length, MPI_BYTE, status.MPI_SOURCE, kTag, comm_, MPI_STATUS_IGNORE),
        "MPI_Recv");
  return envelope;
}

}  // namespace sonosweep::mpi
