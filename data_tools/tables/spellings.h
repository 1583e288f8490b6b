// One thing, one name: names of one kind in all tables, compared by name_key().
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "data_tools/faults.h"

namespace sonosweep::data_tools {

class Spellings {
 public:
  // `kind` ("patient") and what two spellings would do ("one of them may train, the other test") stand in the
  // messages.
  Spellings(std::string kind, std::string danger) : kind_(std::move(kind)), danger_(std::move(danger)) {}

  // A name as a table's line has it. A fatal fault if it is a second spelling of one that came before: then
  // nobody knows what is whose. A note if it looks like one (look_alike.h). Names that are empty are passed
  // over.
  void add(const std::string& name, const std::string& table, std::size_t line, Faults& faults);
  // Whether there was such a fault.
  bool any_fault() const { return any_fault_; }

 private:
  struct First {
    std::string name, where;
  };
  // Two names that look alike may be meant: a note.
  void note_look_alike(const std::string& name, First here, const std::string& table, std::size_t line,
                       Faults& faults);

  std::string kind_, danger_;
  std::map<std::string, First> first_, alike_;  // by name_key(), by look_alike_key()
  std::set<std::string> known_;
  bool any_fault_ = false;
};

// What to write behind a name that is not among `known`: "; did you mean 'clip'? They differ only in upper
// and lower case", or did_you_mean().
std::string spelling_hint(const std::string& name, const std::vector<std::string>& known);

}  // namespace sonosweep::data_tools
