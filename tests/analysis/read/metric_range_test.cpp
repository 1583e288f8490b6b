#include "analysis/read/metric_range.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sonosweep::analysis {
namespace {

TEST(MetricRange, WhatNobodyCanHave) {
  const std::string share = "a share is from 0 to 1", size = "it cannot be negative";
  for (const auto& [metric, value, why] : std::initializer_list<std::tuple<const char*, double, std::string>>{
           {"accuracy3", 7.5, share},
           {"accuracy3", -0.5, share},
           {"accuracy3", 1, ""},
           {"accuracy3", 1 + 1e-12, ""},  // rounding
           {"accuracy3", std::nan(""), ""},
           {"val_iou_class/pleura", 1.5, share},
           {"truth_iou_class/a b/c", 1.5, share},
           {"baseline_recall", 2, share},
           {"ece", 1.25, share},
           {"rmse_max", -0.25, size},
           {"rmse_max", 3, ""},
           {"val_loss", -1, size},
           {"hd95", 43.2, ""},
           {"val_hd95", -1, size},
           {"ce_unthresholded", 2.5, ""},
           {"something else", 7.5, ""}})
    EXPECT_EQ(impossible_value(metric, value), why) << metric << ' ' << value;
}

TEST(MetricRange, TheFirstIsNamed) {
  EXPECT_EQ(first_impossible({{"accuracy2", 0.5}, {"accuracy3", 7.5}, {"recall", 8}}),
            "metrics.accuracy3 is 7.5, and a share is from 0 to 1");
  EXPECT_EQ(first_impossible({{"accuracy2", 0.5}, {"rmse_max", 7.5}}), "");
}

}  // namespace
}  // namespace sonosweep::analysis
