#include "sweep/messages.h"

#include <array>
#include <nlohmann/json.hpp>

#include "core/error.h"

namespace sonosweep::sweep {
namespace {

using nlohmann::json;

constexpr std::array<const char*, 4> kOutcomes = {"done", "failed", "failed_for_good", "stopped"};

OutcomeKind parse_outcome(const std::string& name) {
  for (std::size_t i = 0; i < kOutcomes.size(); ++i)
    if (name == kOutcomes[i]) return static_cast<OutcomeKind>(i);
  throw_error<Error>("outcome '{}' is unknown", name);
}

json to_json(const Hello& m) {
  return {{"kind", "hello"},  {"arguments", m.arguments},   {"host", m.host},
          {"cores", m.cores}, {"local_rank", m.local_rank}, {"local_size", m.local_size}};
}
json to_json(const Finished& m) {
  return {{"kind", "finished"},       {"run", m.run},
          {"attempt", m.attempt},     {"outcome", kOutcomes[static_cast<std::size_t>(m.outcome.kind)]},
          {"cause", m.outcome.cause}, {"log_tail", m.log_tail}};
}
json to_json(const StopAsked& m) {
  return {{"kind", "stop_asked"}, {"signal", m.signal_number}};
}
json to_json(const LaunchSetup& m) {
  return {{"kind", "setup"},  {"program", m.program}, {"data", m.data},
          {"study", m.study}, {"out", m.out},         {"threads", m.threads}};
}
json to_json(const Start& m) {
  return {{"kind", "start"}, {"run", m.run}, {"attempt", m.attempt}};
}
json to_json(const StopAll&) {
  return {{"kind", "stop_all"}};
}
json to_json(const ShutDown& m) {
  return {{"kind", "shut_down"}, {"exit_code", m.exit_code}};
}

// Field by field: g++ 12 warns of uninitialised memory in the aggregate.
Finished finished_from(const json& j) {
  Finished m;
  m.run = j.at("run").get<std::string>();
  m.attempt = j.at("attempt").get<int>();
  m.outcome.kind = parse_outcome(j.at("outcome").get<std::string>());
  m.outcome.cause = j.at("cause").get<std::string>();
  m.log_tail = j.at("log_tail").get<std::vector<std::string>>();
  return m;
}

Message from_json(const json& j) {
  const auto kind = j.at("kind").get<std::string>();
  if (kind == "hello")
    return Hello{j.at("arguments").get<std::vector<std::string>>(), j.at("host").get<std::string>(),
                 j.at("cores").get<int>(), j.at("local_rank").get<int>(), j.at("local_size").get<int>()};
  if (kind == "finished") return finished_from(j);
  if (kind == "stop_asked") return StopAsked{j.at("signal").get<int>()};
  if (kind == "setup")
    return LaunchSetup{j.at("program").get<std::string>(), j.at("data").get<std::string>(),
                       j.at("study").get<std::string>(), j.at("out").get<std::string>(),
                       j.at("threads").get<int>()};
  if (kind == "start") return Start{j.at("run").get<std::string>(), j.at("attempt").get<int>()};
  if (kind == "stop_all") return StopAll{};
  if (kind == "shut_down") return ShutDown{j.at("exit_code").get<int>()};
  throw_error<Error>("kind '{}' is unknown", kind);
}

}  // namespace

std::string to_text(const Message& message) {
  const json j = std::visit([](const auto& m) { return to_json(m); }, message);
  return j.dump(-1, ' ', false, json::error_handler_t::replace);
}

Message parse_message(const std::string& text) {
  try {
    return from_json(json::parse(text));
  } catch (const std::exception& error) {
    throw_error<Error>("message between ranks is damaged ({}): {}", error.what(), text.substr(0, 200));
  }
}

bool is_for_coordinator(const Message& message) {
  return std::holds_alternative<Hello>(message) || std::holds_alternative<Finished>(message) ||
         std::holds_alternative<StopAsked>(message);
}

}  // namespace sonosweep::sweep
