#include "analysis/read/result_reader.h"

#include <simdjson.h>

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>

#include "analysis/read/run_predictions.h"
#include "core/read_file.h"
#include "farm/results/provenance.h"
#include "farm/results/run_result.h"
#include "sweep/run_details.h"

namespace sonosweep::analysis {
namespace {

namespace od = simdjson::ondemand;

// Long, and of use to whoever looks at one result alone.
bool is_kept(std::string_view key) {
  static constexpr std::string_view kNot[] = {"attempts",         "config",
                                              "libraries",        "files",
                                              "test_videos",      "gpus",
                                              "slurm_job",        "lr_choice",
                                              "log_tail",         sweep::kTestScores,
                                              sweep::kPredictions};
  return std::find(std::begin(kNot), std::end(kNot), key) == std::end(kNot);
}

// Numbers, and texts of values, by name; what they point to lives as long as the text and the parser.
struct Fields {
  bool has_metrics = false;
  std::string_view status;
  NumberPairs metrics, numbers;
  std::vector<std::pair<std::string_view, std::string_view>> values;
};

std::string_view trimmed(std::string_view json) {
  return json.substr(0, json.find_last_not_of(" \t\r\n") + 1);
}

// The value's text, as the file has it.
std::string_view json_of(od::value value) {
  const od::json_type type = value.type();
  if (type == od::json_type::object) {
    od::object object = value.get_object();
    return trimmed(object.raw_json());
  }
  if (type == od::json_type::array) {
    od::array array = value.get_array();
    return trimmed(array.raw_json());
  }
  return trimmed(value.raw_json_token());
}

double number_or_null(od::value value) {
  const od::json_type type = value.type();
  if (type != od::json_type::null) return value.get_double();
  if (trimmed(value.raw_json_token()) != "null") throw simdjson::simdjson_error(simdjson::N_ATOM_ERROR);
  return std::numeric_limits<double>::quiet_NaN();
}

void take_field(std::string_view key, od::value value, Fields& fields, ReadResult& result,
                SharedValues& shared) {
  const od::json_type type = value.type();
  if (key == "run_id") {
    result.run_id = std::string_view(value.get_string());
  } else if (key == "status") {
    fields.status = value.get_string();
  } else if (key == "cause") {
    result.cause = std::string_view(value.get_string());
  } else if (key == "metrics") {
    fields.has_metrics = true;
    for (auto field : value.get_object()) {
      const std::string_view name = field.unescaped_key();
      fields.metrics.emplace_back(name, number_or_null(field.value()));
    }
  } else if (key == "output" && type == od::json_type::string) {
    result.output = std::string_view(value.get_string());
  } else if (key == "inputs") {
    result.inputs = shared.share(json_of(value));
  } else if (key == "files" && type == od::json_type::object) {
    for (auto field : value.get_object()) {
      const std::string_view name = field.unescaped_key();
      od::value digest = field.value();
      if (name != "predictions.csv") continue;
      const od::json_type digest_type = digest.type();
      if (digest_type == od::json_type::string)
        result.predictions_digest = std::string_view(digest.get_string());
    }
  } else if (key == sweep::kPredictions) {
    result.predictions = nlohmann::ordered_json::parse(json_of(value));
  } else if (is_kept(key)) {
    if (type == od::json_type::number)
      fields.numbers.emplace_back(key, value.get_double());
    else
      fields.values.emplace_back(key, json_of(value));
  }
}

ReadResult result_of(farm::RunResult whole) {
  ReadResult result;
  result.run_id = std::move(whole.run_id);
  result.done = whole.done;
  result.cause = std::move(whole.cause);
  result.metrics = NameLists().numbers({whole.metrics.begin(), whole.metrics.end()});
  result.output = farm::output_of(whole);
  result.predictions_digest = stated_digest(whole.details);
  if (const auto inputs = whole.details.find("inputs"); inputs != whole.details.end())
    result.inputs = std::make_shared<const nlohmann::ordered_json>(*inputs);
  if (const auto said = whole.details.find(sweep::kPredictions); said != whole.details.end())
    result.predictions = *said;
  result.details = ResultDetails(whole.details);
  return result;
}

}  // namespace

bool ResultReader::take(const std::string& text, ReadResult& result) {
  thread_local od::parser parser;
  Fields fields;
  try {
    od::document document = parser.iterate(text.data(), text.size(), text.capacity());
    for (auto field : document.get_object()) {
      const std::string_view key = field.unescaped_key();
      take_field(key, field.value(), fields, result, values_);
    }
    if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) return false;  // something follows
    result.done = fields.status == "done";
    if (result.run_id.empty() || (!result.done && fields.status != "failed")) return false;
    if (result.done && !fields.has_metrics) return false;
    if (result.done) result.metrics = names_.numbers(std::move(fields.metrics));
    std::vector<SharedJson> values;
    std::vector<std::string_view> names;
    values.reserve(fields.values.size());
    for (const auto& [key, json] : fields.values) {
      names.push_back(key);
      values.push_back(values_.share(json));
    }
    result.details = {names_.numbers(std::move(fields.numbers)), names_.list_of(names), std::move(values)};
  } catch (const simdjson::simdjson_error&) {
    return false;
  } catch (const nlohmann::ordered_json::exception&) {
    return false;
  }
  return true;
}

std::optional<ReadResult> ResultReader::find(const std::filesystem::path& path) {
  thread_local std::string text;
  if (!read_file_if_there(path, text)) return std::nullopt;
  text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  ReadResult result;
  if (take(text, result)) return result;
  // What is wrong with it, or what only the general reader understands.
  auto whole = farm::find_run_result(path);
  if (!whole) return std::nullopt;  // it went away just now
  return result_of(std::move(*whole));
}

}  // namespace sonosweep::analysis
