#include "data_tools/phantom/presets.h"

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::data_tools {
namespace {

PhantomOptions tiny() {
  PhantomOptions o;
  o.height = o.width = 64;
  o.patients = 8;
  o.views = 1;
  o.frames = 5;
  o.sigma_px = 1.0;
  o.severity_low = 0.15;
  o.severity_high = 0.85;
  return o;
}

// What clinical networks can see in few patients: courses that differ much, and a readmission that follows
// the change between days.
void let_images_tell_outcomes(PhantomOptions& o) {
  o.severity_low = 0.15;
  o.severity_high = 0.85;
  o.improving = 0.5;
  o.severity_noise = 0.02;
  o.view_noise = 0.03;
  o.lower_zone_extra = 0.03;
  o.sf_noise = 10;
  o.readmission_rate = 0.5;
  o.readmission_last = 0;
  o.readmission_change = 30;
}

PhantomOptions demo() {
  PhantomOptions o;
  let_images_tell_outcomes(o);
  o.patients = 36;
  o.days = 3;
  o.recovery = 0.6;
  return o;
}

PhantomOptions paper() {
  PhantomOptions o;
  o.height = o.width = 256;
  o.patients = 42;
  o.days = 2;
  o.extra_day = 0.4;
  o.views = 6;
  o.view_missing = 0.24;
  o.repeat_video = 0.015;
  o.frames = 60;
  o.depth_high_cm = 6;
  o.pleura_low = 0.25;
  o.pleura_high = 0.4;
  o.sigma_px = 2.0;
  o.thickness_min_sigmas = 3.6;
  o.missed_share = 0.25;
  return o;
}

PhantomOptions planted() {
  PhantomOptions o;
  o.frames = 2;
  o.sigma_px = 3.0;
  o.thickness_min_sigmas = 4.8;
  o.faint_share = 0;
  o.faint_visibility = 1;
  o.missed_share = 0;
  o.annotators = 1;
  o.second_opinion = 0;
  o.gamma_sd = 0;
  o.hand_sd = 0;
  o.rib_share = 0;
  o.fuzzy_blur = 1;
  o.pleura_low = 0.37;
  o.pleura_high = 0.42;
  return o;
}

PhantomOptions planted_clinical() {
  PhantomOptions o = planted();
  o.height = o.width = 64;
  o.patients = 96;
  o.days = 2;
  o.extra_day = 0;
  o.views = 3;
  o.view_missing = 0;
  o.frames = 8;
  let_images_tell_outcomes(o);
  o.recovery = 0.9;
  return o;
}

}  // namespace

const std::vector<std::string>& preset_names() {
  static const std::vector<std::string> names = {"tiny", "demo", "paper", "planted", "planted_clinical"};
  return names;
}

PhantomOptions preset_options(const std::string& name) {
  PhantomOptions options;
  if (name == "tiny") {
    options = tiny();
  } else if (name == "paper") {
    options = paper();
  } else if (name == "planted") {
    options = planted();
  } else if (name == "planted_clinical") {
    options = planted_clinical();
  } else if (name == "demo") {
    options = demo();
  } else {
    throw_error<UsageError>("preset = {}: expected {}{}", name, join(preset_names(), ", "),
                            did_you_mean(name, preset_names()));
  }
  options.preset = name;
  return options;
}

}  // namespace sonosweep::data_tools
