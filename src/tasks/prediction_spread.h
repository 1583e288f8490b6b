// Whether a network answers at all: how much its predictions differ between samples. A network that learnt
// nothing from its images gives everybody one answer, and its score looks like one.
#pragma once

#include <cstddef>
#include <limits>
#include <vector>

#include "tasks/predictions.h"

namespace sonosweep::tasks {

// Below these a network is constant (analysis/METHOD.md section 8).
constexpr double kLeastSdRatio = 0.01;
constexpr double kLeastProbabilityRange = 0.01;

// Of these rows, none of them left out. NaN: not defined, since there are fewer than two samples, or (S/F
// ratio) since all targets are equal, within 1e-6; such a network is not called constant.
struct PredictionSpread {
  std::size_t rows = 0;
  // S/F ratio: SD of the predictions / SD of the targets, over videos. S/F change, readmission: max - min of
  // a class's probability (softmax over the logits) over pairs or views, of the class where it is largest.
  double value = std::numeric_limits<double>::quiet_NaN();
  bool constant = false;
  // Not constant, and yet everybody gets the same class: argmax of S/F change, the patients' votes of
  // readmission. Nothing for S/F ratio, nor for fewer than two pairs or patients.
  bool one_class = false;

  bool is_defined() const { return value == value; }
};

PredictionSpread spread_of(const std::vector<SfChangePrediction>& rows);
PredictionSpread spread_of(const std::vector<SfRatioPrediction>& rows);
PredictionSpread spread_of(const std::vector<ReadmissionPrediction>& rows);

// Of one network: a few test samples may be alike by chance, so that both sides together decide.
struct NetworkSpread {
  PredictionSpread all, validation, test;
};

template <typename Row>
NetworkSpread network_spread(const std::vector<Row>& validation, const std::vector<Row>& test) {
  auto all = validation;
  all.insert(all.end(), test.begin(), test.end());
  return {spread_of(all), spread_of(validation), spread_of(test)};
}

}  // namespace sonosweep::tasks
