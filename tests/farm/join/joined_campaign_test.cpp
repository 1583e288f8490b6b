// Two launches on one study within one process: the second one's ranks help the first through their
// mailboxes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "core/error.h"
#include "farm/join/helper_transport.h"
#include "farm/join/joined_transport.h"
#include "farm/join/mailboxes.h"
#include "tests/farm/launch/campaign.h"

namespace sonosweep::farm {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class JoinedCampaign : public ::testing::Test {
 protected:
  struct Helper {
    Helper(const ResultsFolder& folder, const std::string& launch, int rank, const NodePlace& place,
           const Helping& helping)
        : transport(folder, launch, rank, steady_seconds),
          supervisor(transport, keeper, {place, {"x", "--join"}, {}, steady_seconds, 150, helping}) {}
    Keeper keeper;
    HelperTransport transport;
    Supervisor supervisor;
  };

  // One rank with one slot, and helpers with one slot each.
  void begin(const std::vector<std::string>& runs, int helpers) {
    create_folders(campaign_.folder.root());
    begin_mailboxes(campaign_.folder);
    place_.cpus.set(0);
    transport_ = std::make_unique<JoinedTransport>(hub_.at(0), campaign_.folder, 0.01, steady_seconds);
    supervisor_ = std::make_unique<Supervisor>(hub_.at(0), keeper_, SupervisorSetup{place_, {"x"}});
    const auto hellos = gather_hellos(*transport_);
    const LaunchSetup setup{STAND_IN_RUN, "pack.h5", "study.ini", campaign_.folder.root().string()};
    campaign_.coordinator = std::make_unique<Coordinator>(*transport_, Campaign::plan(runs), campaign_.folder,
                                                          setup, campaign_.options);
    campaign_.coordinator->begin(hellos);
    Helping helping;
    helping.launch = "helpers";
    helping.program = STAND_IN_RUN;
    helping.data = "pack.h5";
    helping.study = "study.ini";
    helping.out = campaign_.folder.root().string();
    open_mailboxes(campaign_.folder, helping.launch, helpers);
    for (int rank = 0; rank < helpers; ++rank)
      helpers_.push_back(std::make_unique<Helper>(campaign_.folder, helping.launch, rank, place_, helping));
  }
  void round() {
    if (!over()) serve_once(*transport_, *supervisor_, campaign_.coordinator.get());
    for (auto& helper : helpers_)
      if (!helper->supervisor.finished()) serve_once(helper->transport, helper->supervisor, nullptr);
  }
  bool over() const { return supervisor_->finished() && campaign_.coordinator->finished(); }
  template <typename Condition>
  bool until(Condition&& condition) {
    return testing::eventually([&] {
      round();
      return condition();
    });
  }

  Campaign campaign_;
  NodePlace place_;
  InProcessHub hub_{1};
  Keeper keeper_;
  std::unique_ptr<JoinedTransport> transport_;
  std::unique_ptr<Supervisor> supervisor_;
  std::vector<std::unique_ptr<Helper>> helpers_;
};

TEST_F(JoinedCampaign, EveryRunIsDoneOnceAndAllTakePart) {
  campaign_.behave("s/a 1 hang\n");
  campaign_.options.ahead_per_slot = 0;
  begin({"s/a", "s/b", "s/c", "s/d", "s/e"}, 2);
  // The only slot of the launch itself is taken, so the rest is the helpers'.
  ASSERT_TRUE(until([&] { return campaign_.counts().done == 4; }));
  ::kill(campaign_.pid("s/a"), SIGKILL);
  ASSERT_TRUE(until([&] { return over(); }));
  for (auto& helper : helpers_) {
    ASSERT_TRUE(until([&] { return helper->supervisor.finished(); }));
    EXPECT_EQ(helper->supervisor.told(), kExitDone);
  }
  for (const auto& [run, count] : campaign_.starts()) EXPECT_EQ(count, run == "s/a" ? 2 : 1) << run;
  EXPECT_THAT(campaign_.journal(), HasSubstr("\tdone\ts/b\t1\t1\t"));
}

TEST_F(JoinedCampaign, AHelperThatLeavesCostsNothing) {
  campaign_.options.retries = 0;
  campaign_.behave("s/a 1 hang\ns/b 1 hang\n");
  begin({"s/a", "s/b"}, 1);
  ASSERT_TRUE(until([&] { return campaign_.pid("s/a") > 0 && campaign_.pid("s/b") > 0; }));
  helpers_[0]->supervisor.leave("time limit");
  ASSERT_TRUE(until([&] { return helpers_[0]->supervisor.finished(); }));
  EXPECT_EQ(helpers_[0]->supervisor.told(), kExitStopped);
  EXPECT_EQ(campaign_.counts().running, 1);
  EXPECT_EQ(campaign_.counts().waiting, 1);
  EXPECT_THAT(campaign_.journal(), HasSubstr("\tleft\t-\t-\t1\ttime limit\n"));
  campaign_.coordinator->handle(0, StopAsked{15});
  ASSERT_TRUE(until([&] { return over(); }));
  EXPECT_THAT(campaign_.journal(), Not(HasSubstr("\tfailed\t")));
}

}  // namespace
}  // namespace sonosweep::farm
