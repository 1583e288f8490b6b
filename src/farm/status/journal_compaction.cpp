#include "farm/status/journal_compaction.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/atomic_file.h"
#include "farm/status/journal_reader.h"

namespace sonosweep::farm {
namespace {

constexpr int kLaunchesKept = 20;
constexpr std::size_t kNone = static_cast<std::size_t>(-1);

// Positions of what is kept of a run.
struct Last {
  std::size_t final = kNone, promoted = kNone, stopped = kNone, start = kNone;
  int final_attempt = 0, stopped_attempt = 0, start_attempt = 0;
};

class Selection {
 public:
  void look_at(std::string_view line, const JournalEntry& entry) {
    const std::size_t position = lines_.size();
    if (entry.event == "launch") ++launches_;
    lines_.push_back({line, entry.run.empty() && entry.event != "worker" ? launches_ : -1});
    if (entry.run.empty()) return;
    Last& last = runs_[entry.run];
    if (entry.event == "done" || entry.event == "failed") {
      if (entry.attempt < last.final_attempt) return;  // late news of an attempt that had been given up
      if (last.start_attempt <= entry.attempt) last.start = kNone;
      if (last.stopped_attempt <= entry.attempt) last.stopped = kNone;
      last.final = position;
      last.final_attempt = entry.attempt;
    } else if (entry.event == "promoted") {
      last.promoted = position;
    } else if (entry.event == "stopped") {
      if (entry.attempt < last.stopped_attempt) return;
      if (last.start_attempt <= entry.attempt) last.start = kNone;
      last.stopped = position;
      last.stopped_attempt = entry.attempt;
    } else if (entry.event == "start" && entry.attempt >= last.start_attempt) {
      last.start = position;
      last.start_attempt = entry.attempt;
    }
  }

  std::string kept() const {
    std::vector<bool> keep(lines_.size(), false);
    for (std::size_t i = 0; i < lines_.size(); ++i)
      keep[i] = lines_[i].launch >= 0 && lines_[i].launch > launches_ - kLaunchesKept;
    for (const auto& [run, last] : runs_)
      for (const std::size_t position : {last.final, last.promoted, last.stopped, last.start})
        if (position != kNone) keep[position] = true;
    std::string text;
    for (std::size_t i = 0; i < lines_.size(); ++i)
      if (keep[i]) text += lines_[i].text;
    return text;
  }

 private:
  struct Line {
    std::string_view text;
    int launch = -1;  // the number of its launch, if it may be kept as a part of that
  };
  std::vector<Line> lines_;
  std::unordered_map<std::string, Last> runs_;
  int launches_ = 0;
};

}  // namespace

bool compact_journal(const std::filesystem::path& path) {
  const std::string text = journal_text(path);
  Selection selection;
  scan_journal(text, [&](std::string_view line, const JournalRecord& record) {
    selection.look_at(line, record.entry);
  });
  const std::string kept = selection.kept();
  if (kept == text) return false;
  write_file_atomically(path, kept);
  return true;
}

}  // namespace sonosweep::farm
