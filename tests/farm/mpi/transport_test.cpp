#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "mpi_commands.h"

namespace sonosweep::mpi {
namespace {

using testing::count_of;
using ::testing::HasSubstr;
using testing::mpirun;
using testing::run_command;

TEST(MpiTransport, DeliversInOrderWhateverTheSize) {
  for (const int ranks : {1, 2, 4}) {
    const auto outcome = run_command(mpirun(ranks) + " " TRANSPORT_RANKS " messages");
    EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  }
  EXPECT_EQ(run_command(TRANSPORT_RANKS " messages").exit_code, 0);
}

TEST(MpiTransport, AnExceptionEndsAllRanks) {
  const auto outcome = run_command(mpirun(3) + " " TRANSPORT_RANKS " throw");
  EXPECT_EQ(outcome.exit_code, 3) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("made-up failure"));
}

TEST(MpiWorld, KnowsItsPlaceOnTheNode) {
  const auto outcome = run_command(mpirun(2) + " " TRANSPORT_RANKS " place");
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("rank 0 of 2, local 0 of 2, "));
  EXPECT_THAT(outcome.output, HasSubstr("rank 1 of 2, local 1 of 2, "));
}

TEST(MpiWorld, IsNotDeceivedByTheBindingOfRanks) {
  // Bound to one core each by mpirun; the runs may still use what mpirun itself may use.
  const auto bound = run_command(std::string(MPIRUN) + " --bind-to core -n 1 " TRANSPORT_RANKS " place");
  const auto free = run_command(std::string(MPIRUN) + " --bind-to none -n 1 " TRANSPORT_RANKS " place");
  EXPECT_EQ(free.exit_code, 0) << free.output;
  if (bound.exit_code != 0) GTEST_SKIP() << "this machine cannot bind: " << bound.output;
  EXPECT_EQ(bound.output, free.output);
}

}  // namespace
}  // namespace sonosweep::mpi
