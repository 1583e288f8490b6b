// What every chaos campaign has, whatever it runs over: folders, a plan, what it came to.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "chaos/fault_plan.h"
#include "chaos/small_disk.h"
#include "sweep/study_folder.h"
#include "temp_dir.h"

namespace sonosweep::chaos {

constexpr int kRanks = 4;
constexpr int kMostLaunches = 40;
constexpr double kTimeLimit_s = 90;  // many times what one takes
// What sanitizers make slow is no reason to give a rank up.
#ifdef SONOSWEEP_SANITIZED
constexpr double kPatience = 4;
#else
constexpr double kPatience = 1;
#endif

// Where a campaign works: a disk of its own for the results if they are to fill it, and the runs' own record
// elsewhere.
class CampaignFolders {
 public:
  explicit CampaignFolders(bool small_disk);

  // How many attempts have started so far, and each of them: "RUN ATTEMPT" -> times.
  int count_starts() const;
  std::map<std::string, int> starts() const;
  // What runs met that must not be, and results that stood and were replaced.
  std::vector<std::string> violations() const;
  // Between launches: what is done by now stays as it is.
  void look_at_results();
  // The last launch of the journal ended with everything done.
  bool is_complete() const;

  testing::TempDir dir;
  SmallDisk disk;
  sweep::StudyFolder folder;
  std::filesystem::path record() const { return dir / "record"; }

 private:
  std::map<std::string, std::string> committed_;  // result.json of each run that is done
  std::vector<std::string> replaced_;
};

struct CampaignOutcome {
  FaultPlan plan;
  std::vector<std::string> wrong;  // empty: it went as it must
  std::vector<std::string> notes;  // what could not be done here
  std::string log;                 // of all launches
  int launches = 0, attempts = 0, faults = 0;
  double wall_s = 0;
};

// What of the plan this machine cannot do, one line each.
std::vector<std::string> what_cannot_be(const FaultPlan& plan, const CampaignFolders& folders);
// Variables that slow down a program's files (slow_files.cpp); none for a plan with a fast disk.
std::map<std::string, std::string> slow_files_environment(const FaultPlan& plan,
                                                          const CampaignFolders& folders);

// One line: seed, faults, launches, attempts, seconds.
std::string summary_line(const char* kind, const CampaignOutcome& outcome);
// All that helps to understand a campaign that went wrong, its journal too.
std::string report(const CampaignOutcome& outcome, const CampaignFolders& folders);

}  // namespace sonosweep::chaos
