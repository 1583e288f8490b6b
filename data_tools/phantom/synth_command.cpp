#include "data_tools/phantom/synth_command.h"

#include <algorithm>
#include <chrono>
#include <iostream>
#include <string>

#include "cli/command_line.h"
#include "cli/progress.h"
#include "core/error.h"
#include "core/text.h"
#include "data_tools/phantom/presets.h"
#include "data_tools/phantom/synthesize.h"

namespace sonosweep::data_tools {
namespace {

namespace po = boost::program_options;

void declare(cli::CommandLine& line) {
  auto add = line.options().add_options();
  add("out", po::value<std::string>()->value_name("DIR"), "folder to write; must not exist, or be empty");
  add("preset", po::value<std::string>()->value_name("NAME")->default_value("demo"),
      join(preset_names(), ", ").c_str());
  add("seed", po::value<std::string>()->value_name("N")->default_value("1"), "another seed, another cohort");
  add("jobs", po::value<int>()->value_name("N")->default_value(0), "threads; 0: one per core");
  add("size", po::value<std::string>()->value_name("HxW"), "image size in pixels, both even");
  for (const OptionField& field : option_fields()) {
    const std::string name = command_line_name(field);
    const std::string help = fmt::format("{} ({}..{})", field.help, field.low, field.high);
    if (field.integer != nullptr) {
      add(name.c_str(), po::value<int>()->value_name("N"), help.c_str());
    } else {
      add(name.c_str(), po::value<double>()->value_name("X"), help.c_str());
    }
  }
}

void set_size(const std::string& text, PhantomOptions& options) {
  const std::vector<std::string> parts = split_list(text, 'x');
  const auto height = parts.size() == 2 ? parse_integer(parts[0]) : std::nullopt;
  const auto width = parts.size() == 2 ? parse_integer(parts[1]) : std::nullopt;
  if (!height || !width || *height < 1 || *height > 100000 || *width < 1 || *width > 100000)
    throw_error<UsageError>("--size {}: expected HEIGHTxWIDTH, for example 96x128", text);
  options.height = static_cast<int>(*height);
  options.width = static_cast<int>(*width);
}

PhantomOptions options_from(const cli::CommandLine& line) {
  PhantomOptions options = preset_options(line.get<std::string>("preset"));
  const auto seed = parse_integer(line.get<std::string>("seed"));
  if (!seed || *seed < 0)
    throw_error<UsageError>("--seed {}: expected a whole number >= 0", line.get<std::string>("seed"));
  options.seed = static_cast<std::uint64_t>(*seed);
  if (line.has("size")) set_size(line.get<std::string>("size"), options);
  for (const OptionField& field : option_fields()) {
    const std::string name = command_line_name(field);
    if (!line.has(name)) continue;
    if (field.integer != nullptr) {
      options.*field.integer = line.get<int>(name);
    } else {
      options.*field.real = line.get<double>(name);
    }
  }
  options.validate();
  return options;
}

std::string summary_text(const SynthesisSummary& s, const std::string& folder) {
  std::string text = fmt::format("{}: {} patients ({} readmitted), {} videos, {} frames, {} annotations\n",
                                 folder, s.patients, s.readmitted, s.videos, s.frames, s.annotations);
  for (std::size_t k = 0; k < s.videos_with_class.size(); ++k)
    text += fmt::format("  {:<14} in {} videos\n", phantom_class_names()[k], s.videos_with_class[k]);
  return text + fmt::format("labels match the true structures best at {} %\n", s.best_threshold);
}

}  // namespace

int run_synth(int argc, const char* const* argv) {
  cli::CommandLine line("sonosweep-synth",
                        "Writes a synthetic lung-ultrasound source folder, its truth beside it.");
  declare(line);
  if (!line.parse(argc, argv)) return kExitDone;
  const std::string folder = line.required("out");
  const PhantomOptions options = options_from(line);
  const int jobs = line.get<int>("jobs");
  if (jobs < 0 || jobs > 1024) throw_error<UsageError>("--jobs {}: expected 0 (one per core) to 1024", jobs);

  cli::ProgressLine progress;
  const auto start = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  };
  const SynthesisSummary summary = synthesize(options, folder, jobs, [&](std::size_t done, std::size_t all) {
    const double left = seconds() * static_cast<double>(all - done) / static_cast<double>(done);
    progress.show(fmt::format("video {}/{}, {} left", done, all, human_duration(left)));
  });
  progress.finish(fmt::format("{} videos in {}", summary.videos, human_duration(seconds())));
  std::cout << summary_text(summary, folder);
  return kExitDone;
}

}  // namespace sonosweep::data_tools
