#include "chaos/in_process_campaign.h"

#include "chaos/campaign_suite.h"

namespace sonosweep::chaos {
namespace {

void run_campaigns(const std::vector<std::uint64_t>& seeds) {
  run_campaigns_of<InProcessCampaign>("in-process", seeds);
}

class InProcessCampaigns : public ::testing::TestWithParam<std::vector<std::uint64_t>> {};

TEST_P(InProcessCampaigns, LoseNothingAndDoNothingTwice) {
  run_campaigns(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Seeds, InProcessCampaigns,
                         ::testing::ValuesIn(seed_blocks(kMpirunSeeds + 1, kAllSeeds)),
                         [](const auto& block) { return "from" + std::to_string(block.param.front()); });

TEST(AskedInProcessCampaigns, LoseNothingAndDoNothingTwice) {
  if (asked_seeds().empty()) GTEST_SKIP() << "for SONOSWEEP_CHAOS_SEED=N or FIRST-LAST";
  run_campaigns(asked_seeds());
}

}  // namespace
}  // namespace sonosweep::chaos
