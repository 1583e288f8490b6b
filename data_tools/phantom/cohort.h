// Who is scanned when: patients, days, views and the severity behind everything.
#pragma once

#include <string>
#include <vector>

#include "core/rng.h"
#include "data_tools/phantom/options.h"

namespace sonosweep::data_tools {

struct Patient {
  std::string id;                        // "P001"
  std::vector<double> severity;          // per day, 0..1: what the images show
  std::vector<double> outcome_severity;  // per day: what the outcomes follow; the same unless a control
  std::vector<double> sf_ratio;          // per day, raw
  double readmission_probability = 0;
  int readmitted = -1;  // 0, 1, -1 unknown
};

struct Scan {
  std::string video_id;  // "P001_d1_R3"
  std::size_t patient = 0;
  int day = 0;       // from 0
  std::string view;  // R1 R2 R3 L1 L2 L3
  double severity = 0;
};

struct Cohort {
  std::vector<Patient> patients;
  std::vector<Scan> scans;
  double readmission_intercept = 0;  // a
};

// The course of one severity: starts at `first`, falls for most patients, rises for some.
std::vector<double> severity_path(const PhantomOptions& options, double first, int days, Rng& rng);

// Depends on options and seed only. First-day severities are spread evenly over their range, so that
// small cohorts, too, have healthy and sick patients.
Cohort make_cohort(const PhantomOptions& options);

}  // namespace sonosweep::data_tools
