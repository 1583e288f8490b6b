// Reads very many result.json: each file once, only what tables and the report show of it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "analysis/read/named_numbers.h"
#include "analysis/read/result_details.h"

namespace sonosweep::analysis {

struct ReadResult {
  std::string run_id;
  bool done = false;
  std::string cause;                   // of a failure
  NamedNumbers metrics;                // of a done run; NaN = not defined on this data
  ResultDetails details;               // but for what is long and only says how the result came about
  nlohmann::ordered_json predictions;  // of a clinical run: sweep::kPredictions; null if it states none
  std::string predictions_digest;      // "files" of predictions.csv; "" if it states none
  std::string output;                  // digest of what it made; "" if it states none
  SharedJson inputs;                   // {run id: digest} of what it was made from; null if it states none
};

class ResultReader {
 public:
  // Nothing if there is no file. Throws DataError naming the file if it is damaged, with the same words as
  // farm::read_run_result(); what is wrong within details that are not kept goes unnoticed as long as
  // brackets and quotes match. Threads may share a reader.
  std::optional<ReadResult> find(const std::filesystem::path& path);

 private:
  bool take(const std::string& text, ReadResult& result);

  NameLists names_;
  SharedValues values_;
};

}  // namespace sonosweep::analysis
