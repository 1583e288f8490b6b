#include "farm/launch/messages.h"

#include <array>
#include <nlohmann/json.hpp>

#include "core/error.h"

namespace sonosweep::farm {
namespace {

using nlohmann::json;

constexpr std::array<const char*, 4> kOutcomes = {"done", "failed", "failed_for_good", "stopped"};

OutcomeKind parse_outcome(const std::string& name) {
  for (std::size_t i = 0; i < kOutcomes.size(); ++i)
    if (name == kOutcomes[i]) return static_cast<OutcomeKind>(i);
  throw_error<Error>("outcome '{}' is unknown", name);
}

json to_json(const Attempt& a) {
  return {{"run", a.run}, {"number", a.number}};
}
Attempt attempt_from(const json& j) {
  return {j.at("run").get<std::string>(), j.at("number").get<int>()};
}

json or_null(const std::optional<std::int64_t>& value) {
  return value ? json(*value) : json();
}
std::optional<std::int64_t> integer_or_nothing(const json& j) {
  return j.is_null() ? std::nullopt : std::optional(j.get<std::int64_t>());
}

json to_json(const Hello& m) {
  json gpus = json::array();
  for (const auto& gpu : m.gpus) gpus.push_back({{"uuid", gpu.uuid}, {"bytes", gpu.memory_bytes}});
  return {{"kind", "hello"},          {"arguments", m.arguments},       {"host", m.host},
          {"cores", m.cores},         {"local_rank", m.local_rank},     {"local_size", m.local_size},
          {"gpus", std::move(gpus)},  {"incarnation", m.incarnation},   {"launch", m.launch},
          {"slurm_job", m.slurm_job}, {"deadline", or_null(m.deadline)}};
}
Hello hello_from(const json& j) {
  Hello m{j.at("arguments").get<std::vector<std::string>>(),
          j.at("host").get<std::string>(),
          j.at("cores").get<int>(),
          j.at("local_rank").get<int>(),
          j.at("local_size").get<int>(),
          {},
          j.at("incarnation").get<int>()};
  for (const auto& gpu : j.at("gpus"))
    m.gpus.push_back({gpu.at("uuid").get<std::string>(), gpu.at("bytes").get<std::uint64_t>()});
  m.launch = j.at("launch").get<std::string>();
  m.slurm_job = j.at("slurm_job").get<std::string>();
  m.deadline = integer_or_nothing(j.at("deadline"));
  return m;
}

json to_json(const Beat& m) {
  json held = json::array();
  for (const auto& attempt : m.held) held.push_back(to_json(attempt));
  return {{"kind", "beat"}, {"incarnation", m.incarnation}, {"held", std::move(held)}};
}
Beat beat_from(const json& j) {
  Beat m{j.at("incarnation").get<int>()};
  for (const auto& attempt : j.at("held")) m.held.push_back(attempt_from(attempt));
  return m;
}

json to_json(const Started& m) {
  return {{"kind", "started"}, {"incarnation", m.incarnation}, {"attempt", to_json(m.attempt)}};
}
json to_json(const Finished& m) {
  return {{"kind", "finished"},
          {"incarnation", m.incarnation},
          {"attempt", to_json(m.attempt)},
          {"outcome", kOutcomes[static_cast<std::size_t>(m.outcome.kind)]},
          {"cause", m.outcome.cause},
          {"death", death_cause_name(m.outcome.death)},
          {"log_tail", m.log_tail},
          {"wall_s", m.wall_s},
          {"cpu_s", m.cpu_s},
          {"peak_bytes", m.peak_bytes},
          {"gpu_peak_bytes", m.gpu_peak_bytes}};
}
// Field by field: g++ 12 warns of uninitialised memory in the aggregate.
Finished finished_from(const json& j) {
  Finished m;
  m.incarnation = j.at("incarnation").get<int>();
  m.attempt = attempt_from(j.at("attempt"));
  m.outcome.kind = parse_outcome(j.at("outcome").get<std::string>());
  m.outcome.cause = j.at("cause").get<std::string>();
  m.outcome.death = parse_death_cause(j.at("death").get<std::string>());
  m.log_tail = j.at("log_tail").get<std::vector<std::string>>();
  m.wall_s = j.at("wall_s").get<double>();
  m.cpu_s = j.at("cpu_s").get<double>();
  m.peak_bytes = j.at("peak_bytes").get<std::uint64_t>();
  m.gpu_peak_bytes = j.at("gpu_peak_bytes").get<std::uint64_t>();
  return m;
}

json to_json(const StopAsked& m) {
  return {{"kind", "stop_asked"}, {"signal", m.signal_number}};
}
json to_json(const Leaving& m) {
  return {{"kind", "leaving"}, {"incarnation", m.incarnation}, {"cause", m.cause}};
}
json to_json(const LaunchSetup& m) {
  return {{"kind", "setup"},  {"program", m.program}, {"data", m.data},
          {"study", m.study}, {"out", m.out},         {"threads", m.threads},
          {"slots", m.slots}, {"lease_s", m.lease_s}, {"incarnation", m.incarnation}};
}
LaunchSetup setup_from(const json& j) {
  return {j.at("program").get<std::string>(), j.at("data").get<std::string>(),
          j.at("study").get<std::string>(),   j.at("out").get<std::string>(),
          j.at("threads").get<int>(),         j.at("slots").get<int>(),
          j.at("lease_s").get<double>(),      j.at("incarnation").get<int>()};
}
json to_json(const Start& m) {
  return {{"kind", "start"},
          {"incarnation", m.incarnation},
          {"attempt", to_json(m.attempt)},
          {"slots", m.slots},
          {"gpu", m.gpu},
          {"no_gpu", m.no_gpu}};
}
json to_json(const Alive& m) {
  return {{"kind", "alive"}, {"incarnation", m.incarnation}};
}
json to_json(const Ack& m) {
  return {{"kind", "ack"}, {"attempt", to_json(m.attempt)}};
}
json to_json(const GivenUp& m) {
  return {{"kind", "given_up"}, {"incarnation", m.incarnation}};
}
json to_json(const StopAll&) {
  return {{"kind", "stop_all"}};
}
json to_json(const ShutDown& m) {
  return {{"kind", "shut_down"}, {"exit_code", m.exit_code}};
}
json to_json(const Lend& m) {
  const Helping& h = m.helping;
  return {{"kind", "lend"},           {"launch", h.launch},
          {"program", h.program},     {"data", h.data},
          {"study", h.study},         {"out", h.out},
          {"slurm_job", h.slurm_job}, {"deadline", or_null(h.deadline)},
          {"lease_s", h.lease_s}};
}
Lend lend_from(const json& j) {
  Lend m;
  m.helping.launch = j.at("launch").get<std::string>();
  m.helping.program = j.at("program").get<std::string>();
  m.helping.data = j.at("data").get<std::string>();
  m.helping.study = j.at("study").get<std::string>();
  m.helping.out = j.at("out").get<std::string>();
  m.helping.slurm_job = j.at("slurm_job").get<std::string>();
  m.helping.deadline = integer_or_nothing(j.at("deadline"));
  m.helping.lease_s = j.at("lease_s").get<double>();
  return m;
}

Message from_json(const json& j) {
  const auto kind = j.at("kind").get<std::string>();
  const auto incarnation = [&] { return j.at("incarnation").get<int>(); };
  if (kind == "hello") return hello_from(j);
  if (kind == "beat") return beat_from(j);
  if (kind == "started") return Started{incarnation(), attempt_from(j.at("attempt"))};
  if (kind == "finished") return finished_from(j);
  if (kind == "stop_asked") return StopAsked{j.at("signal").get<int>()};
  if (kind == "leaving") return Leaving{incarnation(), j.at("cause").get<std::string>()};
  if (kind == "setup") return setup_from(j);
  if (kind == "start")
    return Start{incarnation(), attempt_from(j.at("attempt")), j.at("slots").get<int>(),
                 j.at("gpu").get<std::string>(), j.at("no_gpu").get<bool>()};
  if (kind == "alive") return Alive{incarnation()};
  if (kind == "ack") return Ack{attempt_from(j.at("attempt"))};
  if (kind == "given_up") return GivenUp{incarnation()};
  if (kind == "stop_all") return StopAll{};
  if (kind == "shut_down") return ShutDown{j.at("exit_code").get<int>()};
  if (kind == "lend") return lend_from(j);
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
  return std::holds_alternative<Hello>(message) || std::holds_alternative<Beat>(message) ||
         std::holds_alternative<Started>(message) || std::holds_alternative<Finished>(message) ||
         std::holds_alternative<StopAsked>(message) || std::holds_alternative<Leaving>(message);
}

}  // namespace sonosweep::farm
