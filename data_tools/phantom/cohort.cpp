#include "data_tools/phantom/cohort.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "data_tools/phantom/outcomes.h"

namespace sonosweep::data_tools {
namespace {

const char* const kViews[] = {"R1", "R2", "R3", "L1", "L2", "L3"};

double clamp01(double x) {
  return std::clamp(x, 0.0, 1.0);
}

// One value per patient: evenly spread over the range (one in each of n equal parts), in random order.
std::vector<double> first_severities(const PhantomOptions& o, Rng& rng) {
  std::vector<double> values;
  for (int i = 0; i < o.patients; ++i)
    values.push_back(o.severity_low + (o.severity_high - o.severity_low) * (i + rng.uniform()) / o.patients);
  rng.shuffle(values);
  return values;
}

// The views of a patient, the same on all days, so that days can be compared view by view.
std::vector<std::string> choose_views(const PhantomOptions& o, Rng& rng) {
  std::vector<std::string> views(std::begin(kViews), std::end(kViews));
  rng.shuffle(views);
  views.resize(static_cast<std::size_t>(o.views));
  std::sort(views.begin(), views.end());
  return views;
}

double view_severity(const PhantomOptions& o, double severity, const std::string& view, Rng& rng) {
  const double zone = view[1] == '3' ? o.lower_zone_extra : view[1] == '1' ? -o.lower_zone_extra : 0.0;
  return clamp01(severity + zone + rng.normal(0, o.view_noise));
}

void add_scans(const PhantomOptions& o, std::size_t patient, Cohort& cohort) {
  Rng rng(derive_seed(o.seed, "scans", patient));
  const std::vector<std::string> views = choose_views(o, rng);
  const Patient& p = cohort.patients[patient];
  for (std::size_t day = 0; day < p.severity.size(); ++day) {
    std::vector<std::string> scanned;
    for (const std::string& view : views)
      if (!rng.chance(o.view_missing)) scanned.push_back(view);
    if (scanned.empty()) scanned.push_back(views[rng.below(views.size())]);
    for (const std::string& view : scanned) {
      const int videos = rng.chance(o.repeat_video) ? 2 : 1;
      for (int k = 0; k < videos; ++k) {
        std::string id = fmt::format("{}_d{}_{}", p.id, day + 1, view);
        if (k > 0) id += fmt::format("_{}", k + 1);
        cohort.scans.push_back(
            {id, patient, static_cast<int>(day), view, view_severity(o, p.severity[day], view, rng)});
      }
    }
  }
}

}  // namespace

std::vector<double> severity_path(const PhantomOptions& o, double first, int days, Rng& rng) {
  const bool improves = rng.chance(o.improving);
  const double rate = o.recovery * rng.uniform(0.5, 1.5);
  double course = first;
  std::vector<double> path;
  for (int day = 0; day < days; ++day) {
    path.push_back(clamp01(day == 0 ? first : course + rng.normal(0, o.severity_noise)));
    // Those who get worse lose the same share of what is left of their health, half as fast.
    course =
        improves ? course * (1 - std::min(rate, 1.0)) : course + 0.5 * std::min(rate, 1.0) * (1 - course);
  }
  return path;
}

Cohort make_cohort(const PhantomOptions& o) {
  Cohort cohort;
  Rng rng(derive_seed(o.seed, "severity"));
  // An independent second course per patient, which the outcomes of a control follow.
  Rng control_rng(derive_seed(o.seed, "control"));
  const std::vector<double> first = first_severities(o, rng);
  const std::vector<double> control_first = first_severities(o, control_rng);
  for (int i = 0; i < o.patients; ++i) {
    const auto index = static_cast<std::size_t>(i);
    Patient patient;
    patient.id = fmt::format("P{:03}", i + 1);
    const int days = o.days + (rng.chance(o.extra_day) ? 1 : 0);
    patient.severity = severity_path(o, first[index], days, rng);
    std::vector<double> control = severity_path(o, control_first[index], days, control_rng);
    // In random order, so that the common trend in time tells nothing either.
    control_rng.shuffle(control);
    patient.outcome_severity = control_rng.chance(o.effect) ? patient.severity : control;
    cohort.patients.push_back(std::move(patient));
  }
  draw_outcomes(o, cohort);
  for (std::size_t i = 0; i < cohort.patients.size(); ++i) add_scans(o, i, cohort);
  return cohort;
}

}  // namespace sonosweep::data_tools
