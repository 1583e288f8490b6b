#include "chaos/campaign_checks.h"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "analysis/all_tables.h"
#include "analysis/read/study_results.h"
#include "analysis/render/render_csv.h"
#include "analysis/render/render_latex.h"
#include "analysis/render/render_markdown.h"
#include "chaos/chaos_run.h"
#include "chaos/chaos_study.h"
#include "chaos/processes.h"
#include "core/atomic_file.h"
#include "core/error.h"
#include "farm/results/attempt_folder.h"
#include "farm/results/run_result.h"
#include "farm/status/journal_reader.h"
#include "study/grid.h"
#include "study/study_file.h"
#include "sweep/study_folder.h"

namespace sonosweep::chaos {
namespace {

namespace fs = std::filesystem;
using Lines = std::vector<std::string>;

std::string text_of(const fs::path& path) {
  return fs::exists(path) ? read_file(path) : "";
}

void look_at_run(const CampaignFolders& folders, const std::string& run,
                 const std::map<std::string, int>& starts, Lines& wrong) {
  const auto& folder = folders.folder;
  const auto result = farm::find_run_result(folder.result_file(run));
  if (!result || !result->done) return wrong.push_back(run + " is not done");
  const auto started = starts.find(fmt::format("{} {}", run, result->attempts));
  const int times = started == starts.end() ? 0 : started->second;
  if (times != 1)
    wrong.push_back(fmt::format("{}: its attempt {} was started {} times", run, result->attempts, times));
  if (result->metrics != metrics_of(run)) wrong.push_back(run + ": other metrics");
  if (text_of(folder.run(run) / "history.csv") != history_of(run, kEpochs) ||
      text_of(folder.run(run) / "best.pt") != model_of(run, kEpochs))
    wrong.push_back(run + ": its files are not those of its last epoch");
}

void look_at_journal(const CampaignFolders& folders, Lines& wrong) {
  std::map<std::string, int> done;
  for (const auto& record : farm::read_journal(folders.folder.journal_file()).records)
    if (record.entry.event == "done") ++done[record.entry.run];
  for (const auto& [run, times] : done)
    if (times > 1) wrong.push_back(fmt::format("{} was done {} times, says the journal", run, times));
}

// Nothing that was being written, or was doubted, is left among the results.
void look_at_leftovers(const CampaignFolders& folders, Lines& wrong) {
  const auto& root = folders.folder.root();
  for (const auto& entry : fs::recursive_directory_iterator(root / "runs"))
    if (entry.path().extension() == ".part" || entry.path().extension() == ".damaged" ||
        entry.path().extension() == ".outdated")
      wrong.push_back("left behind: " + entry.path().string());
  for (const auto& entry : fs::directory_iterator(root))
    if (entry.path().filename().string().rfind(".space", 0) == 0 || entry.path().extension() == ".part")
      wrong.push_back("left behind: " + entry.path().string());
}

bool tables_have_numbers(const TableFiles& tables) {
  const auto table = tables.find("table4_readmission.csv");
  return tables.size() > 12 && table != tables.end() && table->second.find("0.") != std::string::npos;
}

}  // namespace

TableFiles tables_of(const sweep::StudyFolder& folder) {
  TableFiles files;
  for (const auto& table : analysis::all_tables(analysis::read_study_results(folder))) {
    files[table.name + ".csv"] = analysis::render_csv(table);
    if (table.csv_only) continue;
    files[table.name + ".md"] = analysis::render_markdown(table);
    files[table.name + ".tex"] = analysis::render_latex(table);
  }
  return files;
}

Lines faults_after(const CampaignFolders& folders, const TableFiles& quiet) {
  Lines wrong = folders.violations();
  const auto study = study::study_from_json(folders.folder.read_record().study, "study.json");
  const auto runs = study::all_runs(study);
  if (static_cast<int>(runs.size()) != kRuns) wrong.push_back("the study is not the whole graph");
  const auto starts = folders.starts();
  for (const auto& run : runs) look_at_run(folders, run.id(), starts, wrong);
  const auto tables = tables_of(folders.folder);
  if (!quiet.empty() && tables != quiet)
    wrong.push_back("the tables differ from those of the quiet campaign");
  if (!tables_have_numbers(tables)) wrong.push_back("the tables are empty");
  look_at_journal(folders, wrong);
  look_at_leftovers(folders, wrong);
  Lines left;
  // Killed processes take a moment.
  for (int look = 0; look < 400; ++look) {
    left = processes_of(folders.folder.root());
    if (left.empty()) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  for (const auto& process : left) wrong.push_back("still there: " + process);
  return wrong;
}

}  // namespace sonosweep::chaos
