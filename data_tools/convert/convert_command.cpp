#include "data_tools/convert/convert_command.h"

#include <algorithm>
#include <iostream>
#include <thread>

#include "cli/command_line.h"
#include "cli/progress.h"
#include "core/error.h"
#include "core/log.h"
#include "core/unicode.h"
#include "data_tools/convert/converter.h"
#include "data_tools/maps/confidence_map.h"

namespace sonosweep::data_tools {
namespace {

namespace po = boost::program_options;

ConvertOptions convert_options(const cli::CommandLine& line) {
  ConvertOptions options;
  options.source = line.required("SRC");
  options.output = line.required("OUT.h5");
  if (line.has("size")) options.size = parse_image_size(line.get<std::string>("size"));
  options.jobs = line.has("jobs") ? line.get<int>("jobs")
                                  : static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  if (options.jobs < 1 || options.jobs > 1024)
    throw_error<UsageError>("--jobs {}: expected 1 to 1024", options.jobs);
  options.gzip_level = parse_compression(line.get<std::string>("compress"));
  options.keep_going = line.get<bool>("keep-going");
  options.force = line.get<bool>("force");
  options.other_inputs = line.files_read();
  options.sf_scale = line.get<double>("sf-scale");
  if (!(options.sf_scale > 0 && options.sf_scale < 1e9))
    throw_error<UsageError>("--sf-scale {}: expected a number > 0", options.sf_scale);
  if (line.has("full-scale")) options.full_scale = parse_full_scale(line.get<std::string>("full-scale"));
  if (line.has("fit")) options.fit = parse_fit(line.get<std::string>("fit"));
  return options;
}

}  // namespace

int run_convert(int argc, const char* const* argv) {
  cli::CommandLine line(
      "sonosweep-convert",
      "Packs a source folder (videos, confidence maps, clinical tables) into one HDF5 file.\n"
      "With faults in the folder all of them are listed and nothing is written (exit code 3).",
      "SRC OUT.h5 ");
  line.options().add_options()("size", po::value<std::string>()->value_name("HxW"),
                               "size of the images in the pack; needed if the videos have several sizes")(
      "jobs", po::value<int>()->value_name("N"), "videos decoded at a time (default: all cores)")(
      "compress", po::value<std::string>()->default_value("none")->value_name("HOW"),
      "none, gzip or gzip:LEVEL")("keep-going", po::bool_switch(), "leave out what has faults, and list it")(
      "sf-scale", po::value<double>()->default_value(477)->value_name("X"), "S/F ratios are divided by X")(
      "full-scale", po::value<std::string>()->value_name("N"),
      "the value of confidence maps that means 100 %, where annotations.csv says none")(
      "fit", po::value<std::string>()->value_name("HOW"),
      "where --size has another aspect ratio: stretch (default), pad or crop");
  line.add_force("a pack");
  line.add_positional("SRC");
  line.add_positional("OUT.h5");
  if (!line.parse(argc, argv)) return kExitDone;
  const ConvertOptions options = convert_options(line);
  cli::ProgressLine progress;
  const auto result = convert(options, [&](const std::string& text) { progress.show(text); });
  progress.clear();
  for (const auto& note : result.faults.notes()) log_info("{}", note);
  if (result.written) {
    std::cout << for_terminal(summary_text(options, result));
    return kExitDone;
  }
  for (const auto& fault : result.faults.texts()) log_error("{}", fault);
  throw_error<DataError>("{}: {} fault(s), no pack written{}", options.source.string(), result.faults.count(),
                         result.faults.fatal() ? "" : "; --keep-going leaves out what has faults");
}

}  // namespace sonosweep::data_tools
