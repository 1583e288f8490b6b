// sonosweep-convert: a source folder becomes one pack.
#include "cli/run_program.h"
#include "core/log.h"
#include "core/stop_signal.h"
#include "data_tools/convert/convert_command.h"

int main(int argc, char** argv) {
  sonosweep::set_log_name("convert");
  sonosweep::install_stop_signals();
  return sonosweep::cli::run_program([&] { return sonosweep::data_tools::run_convert(argc, argv); });
}
