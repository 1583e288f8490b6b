// One command line, the same way in every program: options on the command line or in --config FILE.ini,
// --help, --version, and an unknown option answered with the nearest one.
#pragma once

#include <boost/program_options.hpp>
#include <filesystem>
#include <string>
#include <vector>

namespace sonosweep::cli {

class CommandLine {
 public:
  // `positional` is what usage shows for arguments without an option name, e.g. "SRC OUT.h5".
  CommandLine(std::string program, std::string summary, std::string positional = "");

  // Add options here (boost syntax) before parse().
  boost::program_options::options_description& options() { return options_; }
  // The next argument without an option name is option `name` (declared in options(); hidden there is fine).
  void add_positional(const std::string& name);

  // Declares --force, of programs that write a file of the kind `what` ("a pack").
  void add_force(const std::string& what);

  // True: go on. False: --help or --version was asked for and printed. Throws UsageError.
  // A value on the command line wins over one in the --config file.
  bool parse(int argc, const char* const* argv);

  bool has(const std::string& name) const { return values_.count(name) != 0; }
  template <typename T>
  T get(const std::string& name) const {
    return values_.at(name).as<T>();
  }
  // The --config file, if one was given: for what must not be written over.
  std::vector<std::filesystem::path> files_read() const;
  // The value, or UsageError saying that it is needed.
  std::string required(const std::string& name) const;

 private:
  std::vector<std::string> option_names() const;
  void print_help() const;

  std::string program_, summary_, positional_usage_;
  boost::program_options::options_description options_, positional_options_;
  boost::program_options::positional_options_description positional_;
  std::vector<std::string> positional_names_;
  boost::program_options::variables_map values_;
};

}  // namespace sonosweep::cli
