// sonosweep-synth: a synthetic lung-ultrasound data set with a known answer.
#include "cli/run_program.h"
#include "core/log.h"
#include "core/stop_signal.h"
#include "data_tools/phantom/synth_command.h"

int main(int argc, char** argv) {
  sonosweep::set_log_name("synth");
  sonosweep::install_stop_signals();
  return sonosweep::cli::run_program([&] { return sonosweep::data_tools::run_synth(argc, argv); });
}
