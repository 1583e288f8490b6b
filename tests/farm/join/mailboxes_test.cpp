#include "farm/join/mailboxes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "farm/join/helper_transport.h"
#include "farm/join/joined_transport.h"
#include "farm/launch/in_process_transport.h"
#include "farm/launch/messages.h"
#include "temp_dir.h"

namespace sonosweep::farm {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class Mailboxes : public ::testing::Test {
 protected:
  Mailboxes() { begin_mailboxes(folder_); }
  HelperTransport helper(const std::string& launch, int rank) {
    return HelperTransport(folder_, launch, rank, [this] { return now_; });
  }
  // Everything that has arrived, as "FROM: TEXT"; seconds pass.
  std::vector<std::string> arrived(Transport& transport) {
    now_ += 2;
    std::vector<std::string> all;
    while (const auto envelope = transport.receive())
      all.push_back(std::to_string(envelope->from) + ": " + envelope->text);
    return all;
  }

  testing::TempDir dir_;
  ResultsFolder folder_{dir_ / "results"};
  double now_ = 1000;
  InProcessHub hub_{2};
  JoinedTransport joined_{hub_.at(0), folder_, 1, [this] { return now_; }};
  const std::string beat_ = to_text(Beat{1}), alive_ = to_text(Alive{1});
};

TEST_F(Mailboxes, AreThereTogetherAndEndTogether) {
  EXPECT_THAT(launches_with_mailboxes(folder_), IsEmpty());
  open_mailboxes(folder_, "a", 11);
  EXPECT_THAT(launches_with_mailboxes(folder_), ElementsAre("a"));
  EXPECT_THAT(ranks_with_mailboxes(folder_, "a"), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10));
  EXPECT_TRUE(std::filesystem::exists(mail_to(folder_, "a", 10)));
  close_mailboxes(folder_, "a");
  EXPECT_THAT(launches_with_mailboxes(folder_), IsEmpty());
  EXPECT_THAT(ranks_with_mailboxes(folder_, "a"), IsEmpty());
}

TEST_F(Mailboxes, OfLaunchesThatAreStillMakingThemAreNotLookedAt) {
  std::filesystem::create_directories(folder_.join_folder() / ".a");
  EXPECT_THAT(launches_with_mailboxes(folder_), IsEmpty());
}

TEST_F(Mailboxes, ALaunchThatBeginsRemovesThoseOfEarlierOnes) {
  open_mailboxes(folder_, "a", 1);
  auto rank = helper("a", 0);
  begin_mailboxes(folder_);
  EXPECT_TRUE(std::filesystem::exists(folder_.join_folder()));
  for (int look = 0; look < 3; ++look) EXPECT_THAT(arrived(rank), IsEmpty());
  EXPECT_TRUE(rank.gone());
}

TEST_F(Mailboxes, NumberTheRanksThatHelpBehindTheOwnOnes) {
  hub_.at(1).send(0, beat_);
  EXPECT_THAT(arrived(joined_), ElementsAre("1: " + beat_));
  open_mailboxes(folder_, "b", 2);
  auto b0 = helper("b", 0), b1 = helper("b", 1);
  b1.send(0, beat_);
  EXPECT_THAT(arrived(joined_), ElementsAre("3: " + beat_));
  // A name before it in the alphabet comes behind it all the same.
  open_mailboxes(folder_, "a", 1);
  auto a0 = helper("a", 0);
  a0.send(0, beat_);
  b0.send(0, beat_);
  EXPECT_THAT(arrived(joined_), ElementsAre("2: " + beat_, "4: " + beat_));
  joined_.send(2, alive_);
  joined_.send(1, alive_);
  EXPECT_THAT(arrived(b0), ElementsAre("0: " + alive_));
  EXPECT_THAT(arrived(b1), IsEmpty());
  EXPECT_THAT(arrived(hub_.at(1)), ElementsAre("0: " + alive_));
  // One that has left frees no number.
  close_mailboxes(folder_, "b");
  open_mailboxes(folder_, "c", 1);
  helper("c", 0).send(0, beat_);
  EXPECT_THAT(arrived(joined_), ElementsAre("5: " + beat_));
  joined_.send(2, alive_);
  EXPECT_FALSE(std::filesystem::exists(folder_.join_folder() / "b"));
}

TEST_F(Mailboxes, WhatIsNoMessageForACoordinatorIsDropped) {
  open_mailboxes(folder_, "a", 1);
  auto rank = helper("a", 0);
  rank.send(0, "{\"kind\": \"of another version\"}");
  rank.send(0, alive_);
  rank.send(0, beat_);
  EXPECT_THAT(arrived(joined_), ElementsAre("2: " + beat_));
}

TEST_F(Mailboxes, AreOpenedSeldomWhereNothingHappens) {
  open_mailboxes(folder_, "a", 1);
  auto rank = helper("a", 0);
  arrived(joined_);
  now_ += 100;
  arrived(joined_);  // the next look is 0.02 s later, or more
  rank.send(0, beat_);
  EXPECT_FALSE(joined_.receive());
  now_ += 0.26;
  EXPECT_TRUE(joined_.receive());
}

TEST_F(Mailboxes, OfThoseThatAreNotThereAnyMoreAreRemovedAtTheEnd) {
  open_mailboxes(folder_, "a", 2);
  open_mailboxes(folder_, "b", 1);
  arrived(joined_);
  joined_.remove_abandoned([](int rank) { return rank == 3; });  // the second of a
  EXPECT_THAT(launches_with_mailboxes(folder_), ElementsAre("a"));
}

}  // namespace
}  // namespace sonosweep::farm
