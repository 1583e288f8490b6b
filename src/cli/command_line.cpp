#include "cli/command_line.h"

#include <fmt/format.h>

#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <utility>

#include "core/build_info.h"
#include "core/error.h"
#include "core/plain_text.h"
#include "core/text.h"

namespace sonosweep::cli {

namespace po = boost::program_options;

CommandLine::CommandLine(std::string program, std::string summary, std::string positional)
    : program_(std::move(program)),
      summary_(std::move(summary)),
      positional_usage_(std::move(positional)),
      options_("Options", 100) {
  options_.add_options()("help,h", "print this and end")("version", "print the version and end")(
      "config", po::value<std::string>()->value_name("FILE"),
      "INI file with options, one name = value a line");
}

void CommandLine::add_positional(const std::string& name) {
  positional_options_.add_options()(name.c_str(), po::value<std::string>());
  positional_.add(name.c_str(), 1);
  positional_names_.push_back(name);
}

void CommandLine::add_force(const std::string& what) {
  const std::string help = fmt::format("replace the output also where it is not {} now; inputs never", what);
  options_.add_options()("force", po::bool_switch(), help.c_str());
}

std::vector<std::filesystem::path> CommandLine::files_read() const {
  if (!has("config")) return {};
  return {get<std::string>("config")};
}

std::vector<std::string> CommandLine::option_names() const {
  std::vector<std::string> names;
  for (const auto& option : options_.options()) names.push_back(option->long_name());
  return names;
}

void CommandLine::print_help() const {
  std::cout << fmt::format("Usage: {} {}{}[OPTION ...]\n{}\n\n", program_, positional_usage_,
                           positional_usage_.empty() ? "" : " ", summary_)
            << options_ << '\n';
}

bool CommandLine::parse(int argc, const char* const* argv) {
  po::options_description all;
  all.add(options_).add(positional_options_);
  const std::string see = fmt::format("; see {} --help", program_);
  std::string where;  // "FILE: " while reading the --config file
  try {
    // No guessing: an abbreviated option would silently change meaning when options are added.
    const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
    po::store(po::command_line_parser(argc, argv).options(all).positional(positional_).style(style).run(),
              values_);
    if (has("help")) {
      print_help();
      return false;
    }
    if (has("version")) {
      std::cout << fmt::format("{} {} ({}, {}, {})\n", program_, build_info().version,
                               build_info().git_describe, build_info().build_type, build_info().compiler);
      return false;
    }
    if (has("config")) {
      const auto path = get<std::string>("config");
      std::ifstream file(path);
      if (!file) throw_error<UsageError>("--config {}: cannot read the file", path);
      where = path + ": ";
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      if (const auto why = why_not_utf8(bytes); !why.empty())
        throw_error<UsageError>("--config {}: {}; save it as UTF-8", path, why);
      std::istringstream text(plain_lines(bytes));
      po::store(po::parse_config_file(text, all), values_);
    }
    po::notify(values_);
  } catch (const po::unknown_option& error) {
    std::string name = error.get_option_name();
    name.erase(0, name.find_first_not_of('-'));
    name = name.substr(0, name.find('='));
    throw_error<UsageError>("{}unknown option '{}'{}{}", where, name, did_you_mean(name, option_names()),
                            see);
  } catch (const po::too_many_positional_options_error&) {
    throw_error<UsageError>("too many arguments{}", see);
  } catch (const po::error& error) {
    throw_error<UsageError>("{}{}{}", where, error.what(), see);
  }
  return true;
}

std::string CommandLine::required(const std::string& name) const {
  if (has(name)) return get<std::string>(name);
  bool positional = false;
  for (const auto& known : positional_names_) positional |= known == name;
  throw_error<UsageError>("missing {}{}; usage: {} {} [OPTION ...], see {} --help",
                          positional ? "argument " : "--", name, program_, positional_usage_, program_);
}

}  // namespace sonosweep::cli
