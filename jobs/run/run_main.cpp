// sonosweep-run: exactly one run of a study. What the launcher starts, and what a person repeats by hand.
#include <iostream>

#include "cli/command_line.h"
#include "cli/run_program.h"
#include "core/stop_signal.h"
#include "jobs/run/node_check.h"
#include "jobs/run/single_run.h"

namespace po = boost::program_options;

int main(int argc, char** argv) {
  return sonosweep::cli::run_program([&] {
    sonosweep::cli::CommandLine command(
        "sonosweep-run", "Performs one run of a study; killed and started again, it continues.");
    command.options().add_options()("data", po::value<std::string>()->value_name("PACK.h5"), "the data")(
        "study", po::value<std::string>()->value_name("STUDY.ini"), "the study")(
        "out", po::value<std::string>()->value_name("RESULTS"), "the results folder, made if missing")(
        "run", po::value<std::string>()->value_name("RUN_ID"), "which run, e.g. segmentation/t060")(
        "check-node", "run nothing: say what LibTorch finds on this node, one key=value a line");
    if (!command.parse(argc, argv)) return 0;
    if (command.has("check-node")) {
      for (const auto& fact : sonosweep::jobs::check_node())
        std::cout << fact.key << '=' << fact.value << '\n';
      return 0;
    }
    const sonosweep::jobs::SingleRunRequest request{command.required("data"), command.required("study"),
                                                    command.required("out"), command.required("run")};
    sonosweep::install_stop_signals();
    sonosweep::jobs::perform_single_run(request);
    return 0;
  });
}
