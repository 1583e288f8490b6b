#include "chaos/campaign.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "chaos/chaos_run.h"
#include "chaos/chaos_study.h"
#include "core/atomic_file.h"
#include "core/text.h"
#include "farm/results/run_result.h"
#include "farm/status/journal_reader.h"

namespace sonosweep::chaos {

CampaignFolders::CampaignFolders(bool small_disk)
    : disk(dir / "disk", small_disk), folder(dir / "disk" / "results") {
  create_folders(record());
}

int CampaignFolders::count_starts() const {
  std::ifstream file(record() / "starts", std::ios::binary);
  return static_cast<int>(
      std::count(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>(), '\n'));
}

std::map<std::string, int> CampaignFolders::starts() const {
  std::map<std::string, int> counts;
  std::ifstream file(record() / "starts");
  for (std::string line; std::getline(file, line);) ++counts[line];
  return counts;
}

std::vector<std::string> CampaignFolders::violations() const {
  std::vector<std::string> lines = replaced_;
  std::ifstream file(record() / "violations");
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

void CampaignFolders::look_at_results() {
  for (const auto& run : chaos_run_ids()) {
    const auto path = folder.result_file(run);
    const auto result = farm::find_run_result(path);
    const auto before = committed_.find(run);
    if (before != committed_.end() && (!result || read_file(path) != before->second))
      replaced_.push_back(run + ": its result was there and was replaced");
    if (result && result->done) committed_[run] = read_file(path);
  }
}

bool CampaignFolders::is_complete() const {
  bool complete = false;
  for (const auto& record : farm::read_journal(folder.journal_file()).records) {
    if (record.entry.event == "launch") complete = false;
    if (record.entry.event == "end") complete = farm::number_field(record.entry, "exit_code") == 0.0;
  }
  return complete;
}

std::vector<std::string> what_cannot_be(const FaultPlan& plan, const CampaignFolders& folders) {
  std::vector<std::string> lines;
  if (plan.has(FaultKind::kFullDisk) && !folders.disk.is_mounted())
    lines.emplace_back("no tmpfs can be mounted here: the disk is never full");
  if (plan.slow_files_us > 0 && slow_files_environment(plan, folders).empty())
    lines.emplace_back("the sanitizers want to be loaded first: files are not slow");
  return lines;
}

std::map<std::string, std::string> slow_files_environment(const FaultPlan& plan,
                                                          const CampaignFolders& folders) {
#ifdef SONOSWEEP_SANITIZED
  static_cast<void>(folders);
  static_cast<void>(plan);
  return {};
#else
  if (plan.slow_files_us == 0) return {};
  return {{"LD_PRELOAD", SLOW_FILES},
          {"SONOSWEEP_SLOW_FILES", fmt::format("{}:{}", plan.slow_files_us, folders.folder.root().string())}};
#endif
}

std::string summary_line(const char* kind, const CampaignOutcome& outcome) {
  return fmt::format("campaign\t{}\t{}\t{}\t{}\t{}\t{}\t{:.1f}\t{}\n", kind, outcome.plan.seed,
                     outcome.wrong.empty() ? "passed" : "FAILED", outcome.launches, outcome.attempts,
                     outcome.faults, outcome.wall_s, to_text(outcome.plan));
}

std::string report(const CampaignOutcome& outcome, const CampaignFolders& folders) {
  std::string text = fmt::format("seed {}: {}\n", outcome.plan.seed, to_text(outcome.plan));
  for (const auto& fault : outcome.plan.faults)
    text += fmt::format("  {} after {} starts and {:.3f} s; length {:.2f}, pick {:.2f}, orphans {}\n",
                        fault_name(fault.kind), fault.after_starts, fault.delay_s, fault.length, fault.pick,
                        fault.leaves_orphans);
  for (const auto& line : outcome.wrong) text += "WRONG: " + line + "\n";
  for (const auto& line : outcome.notes) text += "note: " + line + "\n";
  text += "--- log\n" + outcome.log + "--- journal\n";
  text += farm::journal_text(folders.folder.journal_file());
  return text;
}

}  // namespace sonosweep::chaos
