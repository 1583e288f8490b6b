// sonosweep-plan: the runs of a study and how long they would take side by side; starts nothing.
#include <iostream>
#include <utility>

#include "cli/command_line.h"
#include "cli/run_program.h"
#include "core/error.h"
#include "data/pack_reader.h"
#include "jobs/plan_job.h"
#include "jobs/run_costs.h"
#include "jobs/study_setup.h"
#include "sweep/study_file.h"

namespace po = boost::program_options;
using namespace sonosweep;

namespace {

int plan(int argc, char** argv) {
  cli::CommandLine line("sonosweep-plan",
                        "Lists the runs of a study and simulates their schedule; starts nothing.",
                        "--study STUDY.ini");
  line.options().add_options()("study", po::value<std::string>()->value_name("STUDY.ini"), "the study")(
      "data", po::value<std::string>()->value_name("PACK.h5"),
      "its data: leaves out what they cannot serve, and counts work in frames instead of epochs")(
      "gpus", po::value<int>()->value_name("N")->default_value(1), "how many runs go side by side");
  if (!line.parse(argc, argv)) return kExitDone;
  auto study = sweep::read_study_file(line.required("study"));
  const int slots = line.get<int>("gpus");
  if (!line.has("data")) {
    std::cout << jobs::plan_report(study, jobs::epoch_costs(study), slots);
    return kExitDone;
  }
  const data::PackReader pack(line.get<std::string>("data"));
  const auto setup = jobs::set_up_study(pack.index(), std::move(study));
  std::cout << jobs::plan_report(setup.study, jobs::pass_costs(setup, pack.index()), slots);
  return kExitDone;
}

}  // namespace

int main(int argc, char** argv) {
  return cli::run_program([&] { return plan(argc, argv); });
}
