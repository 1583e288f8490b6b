// The exceptions of sonosweep; each kind is one exit code of the programs.
// A message says what is wrong (file, field, value), why it is wrong, and what to do.
#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace sonosweep {

// Exit codes of every program.
constexpr int kExitDone = 0;
constexpr int kExitFailed = 1;  // something failed at run time: disk, permission, a run that failed for good
constexpr int kExitUsage = 2;   // command line, study file, results folder of another study or data set
constexpr int kExitData = 3;    // bad or damaged input data: source folder, pack, checkpoint
constexpr int kExitStopped = 75;  // stopped early on purpose: run again to continue

// Run-time failure (exit 1), and base of the others.
class Error : public std::runtime_error {
 public:
  explicit Error(const std::string& message) : std::runtime_error(message) {}
  virtual int exit_code() const noexcept { return kExitFailed; }
};

// Wrong usage (exit 2).
class UsageError : public Error {
 public:
  using Error::Error;
  int exit_code() const noexcept override { return kExitUsage; }
};

// Bad or damaged input data (exit 3).
class DataError : public Error {
 public:
  using Error::Error;
  int exit_code() const noexcept override { return kExitData; }
};

// Stopped on purpose, to be continued (exit 75).
class Stopped : public Error {
 public:
  using Error::Error;
  int exit_code() const noexcept override { return kExitStopped; }
};

// throw_error<DataError>("{}: no frames", path)
template <typename Kind, typename... Args>
[[noreturn]] void throw_error(fmt::format_string<Args...> text, Args&&... args) {
  throw Kind(fmt::format(text, std::forward<Args>(args)...));
}

// "No space left on device" for an errno value; thread-safe.
std::string errno_text(int error_number);

}  // namespace sonosweep
