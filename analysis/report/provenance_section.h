// The end of the report: which study, data, programs, machines and seeds its numbers rest on.
#pragma once

#include <map>
#include <string>

#include "analysis/read/result_details.h"
#include "analysis/read/study_results.h"
#include "sweep/study_folder.h"

namespace sonosweep::analysis {

// What the results say about how they came about: place (JSON pointer in result.json) -> text -> how many say
// so.
class ToldByResults {
 public:
  // What one result.json says.
  void add(const ResultDetails& details);
  // "cpu (140), NVIDIA H100 (9)"; "cpu" where all agree; "" where none says anything.
  std::string text(const std::string& place) const;

 private:
  std::map<std::string, std::map<std::string, std::size_t>> said_;
};

// A <section id="provenance">. What differs between results (program, LibTorch, device, host, CPU) is listed
// with how many results say so. study.json stands below as it is.
std::string provenance_section(const StudyResults& results, const sweep::StudyFolder& folder,
                               const ToldByResults& told);

}  // namespace sonosweep::analysis
