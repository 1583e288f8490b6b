#include "chaos/mpirun_campaign.h"

#include "chaos/campaign_suite.h"

namespace sonosweep::chaos {
namespace {

void run_campaigns(const std::vector<std::uint64_t>& seeds) {
  run_campaigns_of<MpirunCampaign>("mpirun", seeds);
}

class MpirunCampaigns : public ::testing::TestWithParam<std::vector<std::uint64_t>> {};

TEST_P(MpirunCampaigns, LoseNothingAndDoNothingTwice) {
  run_campaigns(GetParam());
}
INSTANTIATE_TEST_SUITE_P(Seeds, MpirunCampaigns, ::testing::ValuesIn(seed_blocks(1, kMpirunSeeds, 5)),
                         [](const auto& block) { return "from" + std::to_string(block.param.front()); });

TEST(AskedMpirunCampaigns, LoseNothingAndDoNothingTwice) {
  if (asked_seeds().empty()) GTEST_SKIP() << "for SONOSWEEP_CHAOS_SEED=N or FIRST-LAST";
  run_campaigns(asked_seeds());
}

}  // namespace
}  // namespace sonosweep::chaos
