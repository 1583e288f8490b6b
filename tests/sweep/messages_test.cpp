#include "sweep/messages.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace sonosweep::sweep {
namespace {

template <typename T>
T there_and_back(const T& message) {
  return std::get<T>(parse_message(to_text(message)));
}

Finished finished_as(OutcomeKind kind, const std::string& cause,
                     const std::vector<std::string>& log_tail = {}) {
  Finished finished;
  finished.run = "a/b";
  finished.attempt = 3;
  finished.outcome.kind = kind;
  finished.outcome.cause = cause;
  finished.log_tail = log_tail;
  return finished;
}

TEST(Messages, ArriveAsTheyWereSent) {
  const auto hello = there_and_back(Hello{{"--data", "a \"b\".h5"}, "node7", 64, 1, 4});
  EXPECT_EQ(hello.arguments, (std::vector<std::string>{"--data", "a \"b\".h5"}));
  EXPECT_EQ(hello.host, "node7");
  EXPECT_EQ(hello.cores, 64);
  EXPECT_EQ(hello.local_rank, 1);
  EXPECT_EQ(hello.local_size, 4);
  for (const auto kind :
       {OutcomeKind::kDone, OutcomeKind::kFailed, OutcomeKind::kFailedForGood, OutcomeKind::kStopped})
    EXPECT_EQ(there_and_back(finished_as(kind, "c")).outcome.kind, kind);
  const auto finished = there_and_back(finished_as(OutcomeKind::kFailed, "c", {"x", "y"}));
  EXPECT_EQ(finished.run, "a/b");
  EXPECT_EQ(finished.attempt, 3);
  EXPECT_EQ(finished.outcome.cause, "c");
  EXPECT_EQ(finished.log_tail, (std::vector<std::string>{"x", "y"}));
  const auto setup = there_and_back(LaunchSetup{"p", "d", "s", "o", 3});
  EXPECT_EQ(setup.program + setup.data + setup.study + setup.out, "pdso");
  EXPECT_EQ(setup.threads, 3);
  EXPECT_EQ(there_and_back(Start{"r", 2}).attempt, 2);
  EXPECT_EQ(there_and_back(StopAsked{15}).signal_number, 15);
  EXPECT_EQ(there_and_back(ShutDown{75}).exit_code, 75);
  there_and_back(StopAll{});
}

TEST(Messages, CarryAnyBytesOfALog) {
  const auto finished = there_and_back(finished_as(OutcomeKind::kFailed, "bad \xff byte", {"\xfe"}));
  EXPECT_EQ(finished.outcome.cause, "bad \xef\xbf\xbd byte");  // U+FFFD
  EXPECT_EQ(finished.log_tail[0], "\xef\xbf\xbd");
}

TEST(Messages, DamageIsAnError) {
  EXPECT_THROW(parse_message("{\"kind\": \"start\""), Error);
  EXPECT_THROW(parse_message("{\"kind\": \"dance\"}"), Error);
  EXPECT_THROW(parse_message("{\"kind\": \"start\", \"run\": 3}"), Error);
}

TEST(Messages, KnowTheirDirection) {
  EXPECT_TRUE(is_for_coordinator(Hello{}));
  EXPECT_TRUE(is_for_coordinator(Finished{}));
  EXPECT_TRUE(is_for_coordinator(StopAsked{}));
  EXPECT_FALSE(is_for_coordinator(LaunchSetup{}));
  EXPECT_FALSE(is_for_coordinator(Start{}));
  EXPECT_FALSE(is_for_coordinator(StopAll{}));
  EXPECT_FALSE(is_for_coordinator(ShutDown{}));
}

}  // namespace
}  // namespace sonosweep::sweep
