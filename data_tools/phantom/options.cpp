#include "data_tools/phantom/options.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace sonosweep::data_tools {
namespace {

using P = PhantomOptions;

OptionField real(const char* name, double P::*member, double low, double high, const char* help) {
  return {name, member, nullptr, low, high, help};
}
OptionField integer(const char* name, int P::*member, int low, int high, const char* help) {
  return {name, nullptr, member, static_cast<double>(low), static_cast<double>(high), help};
}

}  // namespace

const std::vector<std::string>& phantom_class_names() {
  static const std::vector<std::string> names = {"sharp_pleura", "fuzzy_pleura", "fascia_band",
                                                 "a_line",       "sub_a_line",   "vertical_line"};
  return names;
}

const std::vector<OptionField>& option_fields() {
  static const std::vector<OptionField> fields = {
      integer("patients", &P::patients, 1, 100000, "number of patients"),
      integer("days", &P::days, 1, 30, "days every patient is scanned on"),
      real("extra_day", &P::extra_day, 0, 1, "share of patients with one more day"),
      integer("views", &P::views, 1, 6, "views per patient, of six"),
      real("view_missing", &P::view_missing, 0, 0.95, "share of views never scanned"),
      real("repeat_video", &P::repeat_video, 0, 1, "share of views scanned twice on a day"),
      integer("frames", &P::frames, 1, 2000, "frames per video"),
      real("fps", &P::fps, 1, 200, "frames per second"),
      real("severity_low", &P::severity_low, 0, 1, "lowest severity on the first day"),
      real("severity_high", &P::severity_high, 0, 1, "highest severity on the first day"),
      real("improving", &P::improving, 0, 1, "share of patients who get better"),
      real("recovery", &P::recovery, 0, 1, "share of the severity they lose per day"),
      real("severity_noise", &P::severity_noise, 0, 1, "SD of a day around its patient's course"),
      real("view_noise", &P::view_noise, 0, 1, "SD of a view around its day"),
      real("lower_zone_extra", &P::lower_zone_extra, -1, 1, "zone 3 is sicker by this"),
      real("effect", &P::effect, 0, 1,
           "share of patients whose outcomes follow the images; 0: negative control"),
      real("sf_intercept", &P::sf_intercept, 50, 477, "S/F at severity 0"),
      real("sf_slope", &P::sf_slope, -477, 477, "S/F per severity"),
      real("sf_noise", &P::sf_noise, 0, 300, "SD of S/F around that line"),
      real("readmission_rate", &P::readmission_rate, 0.01, 0.99, "expected share of readmitted patients"),
      real("readmission_last", &P::readmission_last, 0, 50, "log odds per severity of the last day"),
      real("readmission_change", &P::readmission_change, 0, 50,
           "log odds per severity gained since the first day"),
      real("readmission_unknown", &P::readmission_unknown, 0, 1,
           "share of patients whose outcome is unknown"),
      real("frequency_mhz", &P::frequency_mhz, 1, 30, "centre frequency"),
      real("attenuation_db", &P::attenuation_db, 0, 3, "attenuation per cm and MHz, there and back"),
      real("tgc_share", &P::tgc_share, 0, 1, "share of the attenuation that is compensated"),
      real("dynamic_range_db", &P::dynamic_range_db, 20, 100, "dynamic range of the display"),
      real("pulse_cycles", &P::pulse_cycles, 0.5, 5, "length of the pulse in wavelengths"),
      real("f_number", &P::f_number, 0.5, 10, "beam width at the focus, in wavelengths"),
      real("focus_cm", &P::focus_cm, 0.2, 20, "depth of the focus"),
      real("decorrelation", &P::decorrelation, 0, 1, "share of the speckle replaced between frames"),
      real("noise_db", &P::noise_db, -120, 0, "electronic noise against muscle"),
      integer("oversampling", &P::oversampling, 1, 15, "axial samples per pixel, odd"),
      real("depth_low_cm", &P::depth_low_cm, 2, 20, "smallest image depth"),
      real("depth_high_cm", &P::depth_high_cm, 2, 20, "largest image depth"),
      real("pleura_low", &P::pleura_low, 0.15, 0.6, "smallest pleural depth, share of the image depth"),
      real("pleura_high", &P::pleura_high, 0.15, 0.6, "largest pleural depth, share of the image depth"),
      real("thickness_min_sigmas", &P::thickness_min_sigmas, 0, 20, "thinnest structure, in boundary blurs"),
      real("sigma_px", &P::sigma_px, 0.3, 10, "boundary blur in pixels"),
      real("fuzzy_blur", &P::fuzzy_blur, 1, 3, "margins of fuzzy pleura are softer by this factor"),
      real("rib_share", &P::rib_share, 0, 1, "share of videos with a rib"),
      real("slide_mm", &P::slide_mm, 0, 20, "pleural sliding, peak to peak"),
      real("b_lines", &P::b_lines, 0, 50, "expected B lines at severity 1"),
      real("faint_share", &P::faint_share, 0, 1, "share of faint structures"),
      real("planted_threshold", &P::planted_threshold, 1, 96, "percent at which the label equals the truth"),
      real("reach", &P::reach, 0.5, 6, "painting ends this many sigmas outside"),
      real("faint_visibility", &P::faint_visibility, 0.05, 1, "lowest visibility of a faint structure"),
      real("missed_share", &P::missed_share, 0, 1, "share of faint structures that an annotator misses"),
      integer("annotators", &P::annotators, 1, 20, "annotators"),
      real("second_opinion", &P::second_opinion, 0, 1, "share of videos painted by all annotators"),
      real("gamma_sd", &P::gamma_sd, 0, 1.5, "spread of the annotators' scales, SD of log gamma"),
      real("hand_sd", &P::hand_sd, 0, 2, "wobble of the painted boundary, in sigmas"),
  };
  return fields;
}

std::string command_line_name(const OptionField& field) {
  std::string name = field.name;
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

void PhantomOptions::validate() const {
  for (const OptionField& field : option_fields()) {
    const double v = field.value(*this);
    if (!(v >= field.low && v <= field.high))
      throw_error<UsageError>("{} = {}: must lie in {}..{} ({})", command_line_name(field), v, field.low,
                              field.high, field.help);
  }
  const auto size_is_good = [](int n) { return n >= 32 && n <= 1024 && n % 2 == 0; };
  if (!size_is_good(height) || !size_is_good(width))
    throw_error<UsageError>("size = {}x{}: height and width must be even numbers in 32..1024", height, width);
  if (oversampling % 2 == 0) throw_error<UsageError>("oversampling = {}: must be odd", oversampling);
  const auto check_order = [](const char* what, double low, double high) {
    if (low > high) throw_error<UsageError>("{0}-low = {1} exceeds {0}-high = {2}", what, low, high);
  };
  check_order("severity", severity_low, severity_high);
  check_order("depth", depth_low_cm, depth_high_cm);
  check_order("pleura", pleura_low, pleura_high);
}

}  // namespace sonosweep::data_tools
