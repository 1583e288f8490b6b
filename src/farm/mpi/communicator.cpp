#include "farm/mpi/communicator.h"

#include <array>
#include <cstdint>
#include <utility>

#include "farm/mpi/session.h"

namespace sonosweep::mpi {

Communicator::Communicator(MPI_Comm comm) : comm_(comm) {
  // By default an error ends the program inside MPI, and no check is ever reached.
  check(MPI_Comm_set_errhandler(comm_, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
}

Communicator Communicator::duplicate_world() {
  MPI_Comm comm = MPI_COMM_NULL;
  check(MPI_Comm_dup(MPI_COMM_WORLD, &comm), "MPI_Comm_dup");
  return Communicator(comm);
}

Communicator::~Communicator() {
  free();
}

Communicator::Communicator(Communicator&& other) noexcept
    : comm_(std::exchange(other.comm_, MPI_COMM_NULL)) {}

Communicator& Communicator::operator=(Communicator&& other) noexcept {
  if (this != &other) {
    free();
    comm_ = std::exchange(other.comm_, MPI_COMM_NULL);
  }
  return *this;
}

void Communicator::free() noexcept {
  int finalized = 0;
  if (comm_ != MPI_COMM_NULL && MPI_Finalized(&finalized) == MPI_SUCCESS && finalized == 0)
    MPI_Comm_free(&comm_);
  comm_ = MPI_COMM_NULL;
}

int Communicator::rank() const {
  int rank = 0;
  check(MPI_Comm_rank(comm_, &rank), "MPI_Comm_rank");
  return rank;
}

int Communicator::size() const {
  int size = 0;
  check(MPI_Comm_size(comm_, &size), "MPI_Comm_size");
  return size;
}

Communicator Communicator::split_by_node() const {
  MPI_Comm comm = MPI_COMM_NULL;
  check(MPI_Comm_split_type(comm_, MPI_COMM_TYPE_SHARED, rank(), MPI_INFO_NULL, &comm),
        "MPI_Comm_split_type");
  return Communicator(comm);
}

farm::CpuSet Communicator::unite(const farm::CpuSet& cpus) const {
  std::array<std::uint64_t, farm::CpuSet().size() / 64> words{};
  for (std::size_t cpu = 0; cpu < cpus.size(); ++cpu)
    if (cpus[cpu]) words[cpu / 64] |= std::uint64_t{1} << (cpu % 64);
  check(
      MPI_Allreduce(MPI_IN_PLACE, words.data(), static_cast<int>(words.size()), MPI_UINT64_T, MPI_BOR, comm_),
      "MPI_Allreduce");
  farm::CpuSet all;
  for (std::size_t cpu = 0; cpu < all.size(); ++cpu) all[cpu] = (words[cpu / 64] >> (cpu % 64) & 1) != 0;
  return all;
}

}  // namespace sonosweep::mpi
