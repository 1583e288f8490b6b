#include "farm/processes/keeper_protocol.h"

#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

#include "core/error.h"
#include "core/text.h"

namespace sonosweep::farm {
namespace {

// Texts, each ended by a NUL, which no argument and no environment variable can hold.
class Writer {
 public:
  Writer& text(std::string_view value) {
    if (value.find('\0') != std::string_view::npos)
      throw_error<Error>("'{}' of a command to start holds a NUL", value.substr(0, value.find('\0')));
    out_.append(value).push_back('\0');
    return *this;
  }
  template <typename Number>
  Writer& number(Number value) {
    return text(fmt::format("{}", value));
  }
  Writer& list(const std::vector<std::string>& values) {
    number(values.size());
    for (const auto& value : values) text(value);
    return *this;
  }
  std::string take() { return std::move(out_); }

 private:
  std::string out_;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  std::string text() {
    const auto end = rest_.find('\0');
    if (end == std::string_view::npos) throw Error("a message between rank and keeper is cut short");
    std::string value(rest_.substr(0, end));
    rest_.remove_prefix(end + 1);
    return value;
  }
  template <typename Number = std::uint64_t>
  Number whole() {
    const auto value = parse_integer(text());
    if (!value) throw Error("a message between rank and keeper has no number where one belongs");
    return static_cast<Number>(*value);
  }
  double number() {
    const auto value = parse_number(text());
    if (!value) throw Error("a message between rank and keeper has no number where one belongs");
    return *value;
  }
  std::vector<std::string> list() {
    std::vector<std::string> values(whole<std::size_t>());
    for (auto& value : values) value = text();
    return values;
  }

 private:
  std::string_view rest_;
};

std::string write(const KeepRun& run) {
  const auto& command = run.command;
  std::string cpus;
  for (std::size_t cpu = 0; cpu < command.cpus.size(); ++cpu)
    if (command.cpus[cpu]) cpus.resize(cpu, '0'), cpus.push_back('1');
  return Writer()
      .text("run")
      .number(run.serial)
      .list(command.arguments)
      .list(command.environment)
      .text(command.log_file.string())
      .text(command.log_header)
      .text(cpus)
      .take();
}
std::string write(const StopKept& stop) {
  return Writer().text("stop").number(stop.serial).take();
}
std::string write(const KillKept& kill) {
  return Writer().text("kill").number(kill.serial).take();
}
std::string write(const KeptStart& start) {
  return Writer().text("start").number(start.serial).number(start.pid).number(start.log_start).take();
}
std::string write(const KeptEnd& end) {
  return Writer()
      .text("end")
      .number(end.serial)
      .number(end.exit_code)
      .number(end.signal_number)
      .text(end.start_error)
      .number(end.keeper_died ? 1 : 0)
      .number(end.oom_kill ? 1 : 0)
      .number(end.wall_s)
      .number(end.cpu_s)
      .number(end.peak_rss_bytes)
      .number(end.log_start)
      .take();
}

KeepRun read_run(Reader& in) {
  KeepRun run;
  run.serial = in.whole();
  run.command.arguments = in.list();
  run.command.environment = in.list();
  run.command.log_file = in.text();
  run.command.log_header = in.text();
  const std::string cpus = in.text();
  for (std::size_t cpu = 0; cpu < cpus.size(); ++cpu) run.command.cpus.set(cpu, cpus[cpu] == '1');
  return run;
}

KeptEnd read_end(Reader& in) {
  KeptEnd end;
  end.serial = in.whole();
  end.exit_code = in.whole<int>();
  end.signal_number = in.whole<int>();
  end.start_error = in.text();
  end.keeper_died = in.whole() != 0;
  end.oom_kill = in.whole() != 0;
  end.wall_s = in.number();
  end.cpu_s = in.number();
  end.peak_rss_bytes = in.whole();
  end.log_start = in.whole();
  return end;
}

}  // namespace

std::string to_text(const KeeperRequest& request) {
  return std::visit([](const auto& value) { return write(value); }, request);
}

std::string to_text(const KeeperReport& report) {
  return std::visit([](const auto& value) { return write(value); }, report);
}

KeeperRequest parse_keeper_request(const std::string& text) {
  Reader in(text);
  const std::string kind = in.text();
  if (kind == "run") return read_run(in);
  if (kind == "stop") return StopKept{in.whole()};
  if (kind == "kill") return KillKept{in.whole()};
  throw_error<Error>("request '{}' to a keeper is unknown", kind);
}

KeeperReport parse_keeper_report(const std::string& text) {
  Reader in(text);
  const std::string kind = in.text();
  if (kind == "start") {
    KeptStart start;
    start.serial = in.whole();
    start.pid = in.whole<pid_t>();
    start.log_start = in.whole();
    return start;
  }
  if (kind == "end") return read_end(in);
  throw_error<Error>("report '{}' of a keeper is unknown", kind);
}

}  // namespace sonosweep::farm
