#include "farm/status/launch_history.h"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "core/text.h"

namespace sonosweep::farm {
namespace {

std::string text_or_nothing(const JournalEntry& entry, std::string_view key) {
  return text_field(entry, key).value_or("");
}

std::optional<std::int64_t> whole_number(const JournalEntry& entry, std::string_view key) {
  const auto text = text_field(entry, key);
  return text ? parse_integer(*text) : std::nullopt;
}

// "2", or a list of what they are called.
int how_many(const std::string& text) {
  if (const auto number = parse_integer(text)) return static_cast<int>(std::clamp(*number, 0LL, 1'000'000LL));
  return static_cast<int>(split_list(text).size());
}

void begin_launch(LaunchHistory& launch, const JournalRecord& record) {
  const auto& entry = record.entry;
  launch = {};
  launch.begun_ms = record.unix_ms;
  launch.version = text_or_nothing(entry, "version");
  launch.host = text_or_nothing(entry, "host");
  launch.slurm_job = text_or_nothing(entry, "slurm_job");
  launch.pid = whole_number(entry, "pid");
  launch.ranks = whole_number(entry, "ranks");
  launch.slots = whole_number(entry, "slots");
  launch.deadline = number_field(entry, "deadline");
}

std::optional<int> exit_code_of(const JournalEntry& entry) {
  if (const auto code = whole_number(entry, "exit_code")) return static_cast<int>(*code);
  constexpr std::string_view kBefore = "exit code ";
  if (entry.cause.compare(0, kBefore.size(), kBefore) != 0) return std::nullopt;
  const auto code = parse_integer(entry.cause.substr(kBefore.size()));
  return code ? std::optional<int>(static_cast<int>(*code)) : std::nullopt;
}

// Whoever starts something has begun, though the record of that may be damaged.
void begin_if_need_be(LaunchHistory& launch, const JournalRecord& record) {
  const auto& event = record.entry.event;
  if (event != "worker" && event != "start") return;
  if (launch.begun_ms && !launch.ended_ms) return;
  launch = {};
  launch.begun_ms = record.unix_ms;
}

void lose_worker(LaunchHistory& launch, int worker) {
  launch.workers.erase(worker);
  for (auto open = launch.open.begin(); open != launch.open.end();)
    open = open->second.worker == worker ? launch.open.erase(open) : std::next(open);
}

void on_start(LaunchHistory& launch, const JournalRecord& record) {
  const auto& entry = record.entry;
  OpenAttempt& open = launch.open[entry.run];
  if (entry.attempt < open.attempt) return;
  open = {entry.attempt,  entry.worker, text_or_nothing(entry, "host"), text_or_nothing(entry, "gpu"),
          record.unix_ms, std::nullopt};
  const auto worker = launch.workers.find(entry.worker);
  if (open.host.empty() && worker != launch.workers.end()) open.host = worker->second.host;
}

void on_end_of_attempt(LaunchHistory& launch, const JournalEntry& entry) {
  const auto open = launch.open.find(entry.run);
  if (open != launch.open.end()) {
    if (entry.attempt < open->second.attempt) return;
    launch.open.erase(open);
  }
  if (entry.event == "failed") {
    launch.failed[entry.run] = {entry.attempt, entry.cause, text_or_nothing(entry, "death")};
  } else if (entry.event == "done") {
    launch.failed.erase(entry.run);
  }
}

}  // namespace

void LaunchHistory::add(const JournalRecord& record) {
  const auto& entry = record.entry;
  begin_if_need_be(*this, record);
  if (entry.event == "launch") {
    begin_launch(*this, record);
  } else if (entry.event == "worker") {
    lose_worker(*this, entry.worker);  // if it was here before, what it ran is gone
    workers[entry.worker] = {text_or_nothing(entry, "host"),
                             how_many(text_field(entry, "slots").value_or("1")),
                             how_many(text_field(entry, "gpus").value_or("0")),
                             text_or_nothing(entry, "launch"),
                             text_or_nothing(entry, "slurm_job"),
                             number_field(entry, "deadline")};
  } else if (entry.event == "lost" || entry.event == "left") {
    lose_worker(*this, entry.worker);
  } else if (entry.event == "start") {
    on_start(*this, record);
  } else if (entry.event == "started") {
    const auto open_attempt = open.find(entry.run);
    if (open_attempt != open.end() && open_attempt->second.attempt == entry.attempt)
      open_attempt->second.started_ms = record.unix_ms;
  } else if (entry.event == "done" || entry.event == "failed" || entry.event == "stopped") {
    on_end_of_attempt(*this, entry);
  } else if (entry.event == "stop") {
    stop_cause = entry.cause;
  } else if (entry.event == "end") {
    ended_ms = record.unix_ms;
    exit_code = exit_code_of(entry);
    open.clear();
  }
  last_ms = std::max(last_ms.value_or(record.unix_ms), record.unix_ms);
}

}  // namespace sonosweep::farm
