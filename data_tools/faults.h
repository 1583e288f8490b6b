// What is wrong with a source folder, collected so that all of it can be told together.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

namespace sonosweep::data_tools {

class Faults {
 public:
  // Something that spoils one item: with --keep-going that item is left out.
  template <typename... Args>
  void add(fmt::format_string<Args...> text, Args&&... args) {
    faults_.push_back(fmt::format(text, std::forward<Args>(args)...));
  }
  void add_text(std::string text) { faults_.push_back(std::move(text)); }
  // Something without which there is no pack at all.
  template <typename... Args>
  void add_fatal(fmt::format_string<Args...> text, Args&&... args) {
    add_text(fmt::format(text, std::forward<Args>(args)...));
    fatal_ = true;
  }
  // Something to know that is not wrong.
  template <typename... Args>
  void note(fmt::format_string<Args...> text, Args&&... args) {
    notes_.push_back(fmt::format(text, std::forward<Args>(args)...));
  }
  // Takes over what another collected.
  void append(Faults other);

  bool any() const { return !faults_.empty(); }
  bool fatal() const { return fatal_; }
  const std::vector<std::string>& texts() const { return faults_; }
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  std::vector<std::string> faults_, notes_;
  bool fatal_ = false;
};

// "a, b, c and 4 more".
std::string some_of(const std::vector<std::string>& names, std::size_t most = 5);

}  // namespace sonosweep::data_tools
