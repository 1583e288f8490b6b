// Campaigns of one kind, one after the other, each compared with a quiet one.
#pragma once

#include <gtest/gtest.h>

#include <iostream>
#include <vector>

#include "chaos/campaign_checks.h"
#include "chaos/chaos_study.h"
#include "chaos/seeds.h"

namespace sonosweep::chaos {

// Of one quiet campaign per process.
template <typename Campaign>
const TableFiles& quiet_tables() {
  static const TableFiles tables = [] {
    Campaign campaign({}, true);
    const auto outcome = campaign.run();
    const auto wrong = faults_after(campaign.folders(), {});
    EXPECT_TRUE(outcome.wrong.empty() && wrong.empty()) << report(outcome, campaign.folders());
    for (const auto& line : wrong) ADD_FAILURE() << line;
    EXPECT_EQ(outcome.launches, 1);
    EXPECT_GE(outcome.attempts, kRuns);  // more on a machine so busy that a lease of a moment runs out
    return tables_of(campaign.folders().folder);
  }();
  return tables;
}

template <typename Campaign>
void run_campaigns_of(const char* kind, const std::vector<std::uint64_t>& seeds) {
  const auto& quiet = quiet_tables<Campaign>();
  for (const auto seed : seeds) {
    Campaign campaign(plan_faults(seed, kRuns), false);
    auto outcome = campaign.run();
    for (const auto& line : faults_after(campaign.folders(), quiet)) outcome.wrong.push_back(line);
    std::cout << summary_line(kind, outcome);
    for (const auto& line : outcome.notes) std::cout << "seed " << seed << ": " << line << "\n";
    std::cout << std::flush;
    EXPECT_TRUE(outcome.wrong.empty()) << report(outcome, campaign.folders());
  }
}

}  // namespace sonosweep::chaos
