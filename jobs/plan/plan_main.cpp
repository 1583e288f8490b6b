// sonosweep-plan: the runs of a study and how long they would take side by side; starts nothing.
#include <filesystem>
#include <iostream>
#include <limits>
#include <optional>
#include <string>
#include <utility>

#include "cli/command_line.h"
#include "cli/run_program.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "core/output_guard.h"
#include "core/output_kinds.h"
#include "core/unicode.h"
#include "data/pack_reader.h"
#include "jobs/plan/kind_hours.h"
#include "jobs/plan/plan_job.h"
#include "jobs/plan/run_costs.h"
#include "jobs/setup/study_notes.h"
#include "jobs/setup/study_setup.h"
#include "study/study_file.h"

namespace po = boost::program_options;
using namespace sonosweep;

namespace {

cli::CommandLine make_command_line() {
  cli::CommandLine line("sonosweep-plan",
                        "Lists the runs of a study and simulates their schedule; starts nothing.",
                        "--study STUDY.ini");
  const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
  line.options().add_options()("study", text("STUDY.ini"), "the study")(
      "data", text("PACK.h5"),
      "its data: leaves out what they cannot serve, and counts work in frames instead of epochs")(
      "gpus", text("N")->default_value("1"), "how many runs go side by side")(
      "hours", text("SEG,CACHE,CHANGE,RATIO,READMISSION"),
      "hours that a run of each kind takes, instead of counting work")(
      "sigma", text("S")->default_value("0"),
      "spread of the runs' durations, unknown beforehand: lognormal around what is expected")(
      "seeds", text("N")->default_value("1"),
      "draw the durations N times: mean and worst makespan against the lower bound, beside first come, first "
      "served")("gantt", "draw the schedule as text")(
      "width", text("COLUMNS"), "of that drawing, 40 to 1000 (default 100)")("svg", text("FILE.svg"),
                                                                             "draw the schedule into a file");
  line.add_force("an SVG drawing");
  return line;
}

void write_svg(const cli::CommandLine& line, const std::string& svg) {
  const std::filesystem::path path = line.get<std::string>("svg");
  OutputRules rules{line.files_read(), line.get<bool>("force")};
  rules.inputs.emplace_back(line.required("study"));
  if (line.has("data")) rules.inputs.emplace_back(line.get<std::string>("data"));
  const OutputGuard guard(path, svg_output(), rules, "sonosweep-plan");
  write_file_atomically(path, svg);
}

jobs::PlanOptions options_of(const cli::CommandLine& line) {
  const auto whole = [&](const std::string& name, int least, int most) {
    return jobs::whole_option(name, line.get<std::string>(name), least, most);
  };
  jobs::PlanOptions options;
  options.slots = whole("gpus", 1, std::numeric_limits<int>::max());
  options.sigma = jobs::number_option("sigma", line.get<std::string>("sigma"), 0, jobs::kMostSigma);
  options.seeds = whole("seeds", 1, jobs::kMostSeeds);
  if (line.has("gantt")) options.gantt_width = jobs::kWidth;
  if (line.has("width")) {
    if (!line.has("gantt")) throw UsageError("--width: is of the drawing that --gantt asks for; add --gantt");
    options.gantt_width = whole("width", jobs::kLeastWidth, jobs::kMostWidth);
  }
  return options;
}

int plan(int argc, char** argv) {
  auto line = make_command_line();
  if (!line.parse(argc, argv)) return kExitDone;
  const auto options = options_of(line);
  std::optional<jobs::KindHours> hours;
  if (line.has("hours")) hours = jobs::parse_kind_hours(line.get<std::string>("hours"));
  auto study = study::read_study_file(line.required("study"));
  jobs::RunCosts costs;
  if (line.has("data")) {
    const data::PackReader pack(line.get<std::string>("data"));
    auto setup = jobs::set_up_study(pack.index(), std::move(study));
    jobs::say_notes(setup.notes);
    if (!hours) costs = jobs::pass_costs(setup, pack.index());
    study = std::move(setup.study);
  } else {
    jobs::say_notes(jobs::study_notes(study));
    if (!hours) costs = jobs::epoch_costs(study);
  }
  if (hours) costs = jobs::hour_costs(study, *hours);
  if (line.has("svg")) write_svg(line, jobs::plan_svg(study, costs, options));
  std::cout << for_terminal(jobs::plan_report(study, costs, options));
  return kExitDone;
}

}  // namespace

int main(int argc, char** argv) {
  return cli::run_program([&] { return plan(argc, argv); });
}
