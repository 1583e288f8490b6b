#include "farm/results/provenance.h"

#include "core/error.h"

namespace sonosweep::farm {

void set_output(RunResult& result, const std::string& digest) {
  result.details["output"] = digest;
}

void add_input(RunResult& result, const std::string& run_id, const std::string& digest) {
  result.details["inputs"][run_id] = digest;
}

std::string output_of(const RunResult& result) {
  const auto found = result.details.find("output");
  return found != result.details.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string outdated_input(const RunResult& result, const ResultsFolder& folder) {
  const auto inputs = result.details.find("inputs");
  if (inputs == result.details.end()) return {};
  return outdated_input(*inputs, [&](const std::string& run_id) -> std::optional<std::string> {
    const auto input = find_run_result(folder.result_file(run_id));
    if (!input || !input->done) return std::nullopt;
    return output_of(*input);
  });
}

std::string outdated_input(const nlohmann::ordered_json& inputs,
                           const std::function<std::optional<std::string>(const std::string&)>& output_now) {
  for (const auto& [run_id, digest] : inputs.items()) {
    const auto output = output_now(run_id);
    if (!output) return fmt::format("made from {}, which is not done any more", run_id);
    if (!digest.is_string() || digest.get<std::string>() != *output)
      return fmt::format("made from another {} than the one that is there now", run_id);
  }
  return {};
}

}  // namespace sonosweep::farm
