// Everything that can be chosen about a phantom: a plain struct with defaults, a table of its coefficients
// (from which the command line, the check of ranges and the record in truth/parameters.json are made).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace sonosweep::data_tools {

// Channel order of the phantom's classes.
enum PhantomClass { kSharpPleura, kFuzzyPleura, kFasciaBand, kALine, kSubALine, kVerticalLine, kNumClasses };
const std::vector<std::string>& phantom_class_names();

// "px" are pixels of the written image, sizes in mm are those of the patient. The defaults are those of
// `demo`.
struct PhantomOptions {
  std::string preset = "demo";
  std::uint64_t seed = 1;
  int height = 96, width = 96;  // even, 32..1024

  // Cohort.
  int patients = 24;
  int days = 2;             // days every patient is scanned on
  double extra_day = 0;     // share of patients with one more (discharge) day
  int views = 2;            // of the six, the same ones on all days of a patient
  double view_missing = 0;  // share of (patient, day, view) never scanned
  double repeat_video = 0;  // share of (patient, day, view) with a second video
  int frames = 10;          // per video
  double fps = 25;

  // Severity, 0..1 per patient and day.
  double severity_low = 0.05, severity_high = 0.95;  // first day: uniform between them
  double improving = 0.8;                            // share of patients who get better
  double recovery = 0.45;                            // share of the severity such a patient loses per day
  double severity_noise = 0.05;                      // SD of a day's own deviation
  double view_noise = 0.05;                          // SD of a view around its day
  double lower_zone_extra = 0.06;                    // zone 3 is sicker by this, zone 1 less sick

  // Outcomes.
  double effect = 1;  // share of patients whose outcomes follow the imaged severity; 0: control
  double sf_intercept = 477, sf_slope = -330, sf_noise = 18;
  double readmission_rate = 0.33;  // sets the intercept a
  double readmission_last = 5;     // b, on the last day's severity
  double readmission_change = 3;   // c, on last minus first
  double readmission_unknown = 0;  // share of patients without known outcome

  // Image formation.
  double frequency_mhz = 8;
  double attenuation_db = 0.5;  // per cm and MHz, counted on the way there and back
  double tgc_share = 0.85;      // of the attenuation that time-gain compensation undoes
  double dynamic_range_db = 55;
  double pulse_cycles = 1.5;  // axial Gaussian envelope, full width at half maximum, in wavelengths
  double f_number = 2.5;      // beam width at the focus = wavelength * f_number
  double focus_cm = 2;
  double decorrelation = 0.12;  // share of the amplitude replaced from frame to frame
  double noise_db = -52;        // electronic noise against muscle, before compensation
  int oversampling = 3;         // axial samples per pixel before detection, odd

  // Geometry.
  double depth_low_cm = 4, depth_high_cm = 5;
  double pleura_low = 0.29, pleura_high = 0.37;  // pleural depth as a share of the image depth
  double thickness_min_sigmas = 4.2;             // thinnest annotated structure, in boundary blurs
  double sigma_px = 1.5;                         // boundary blur of the annotation and of the image
  double fuzzy_blur = 1.35;                      // margins of fuzzy pleura are softer by this factor
  double rib_share = 0.3;                        // videos with a rib at the edge
  double slide_mm = 4;                           // pleural sliding, peak to peak, mean
  double b_lines = 6;                            // expected number at severity 1
  double faint_share = 0.3;                      // structures fainter than the rest

  // Annotators.
  double planted_threshold = 60;  // t* = Phi(bias), percent
  double reach = 2.5;             // painting ends this many sigmas outside
  double faint_visibility = 0.5;  // faint structures: visibility uniform from here to 1
  double missed_share = 0.2;      // of the faint structures, not seen by an annotator
  int annotators = 2;             // people; the first paints every video
  double second_opinion = 0.25;   // share of videos painted by all of them
  double gamma_sd = 0.15;         // SD of log(gamma) between annotators; gamma 1 for the first
  double hand_sd = 0.25;          // wobble of the painted boundary, in sigmas

  // Throws UsageError naming the first value out of range.
  void validate() const;
};

// One coefficient: exactly one of real and integer is set.
struct OptionField {
  const char* name;  // on the command line with '-' for '_'
  double PhantomOptions::*real;
  int PhantomOptions::*integer;
  double low, high;
  const char* help;

  double value(const PhantomOptions& options) const {
    return real != nullptr ? options.*real : static_cast<double>(options.*integer);
  }
};
const std::vector<OptionField>& option_fields();

// "--sigma-px" without the dashes in front.
std::string command_line_name(const OptionField& field);

}  // namespace sonosweep::data_tools
