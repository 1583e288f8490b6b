// A chaos campaign of the real program: the test starts sonosweep-launch under mpirun again and again, as a
// batch script would, and does harm to its processes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chaos/campaign.h"
#include "chaos/due_faults.h"
#include "chaos/late_faults.h"
#include "tests/farm/processes/child_process.h"

namespace sonosweep::chaos {

class MpirunCampaign {
 public:
  MpirunCampaign(FaultPlan plan, bool quiet);
  ~MpirunCampaign();

  // Launches until all is done, or time or launches run out.
  CampaignOutcome run();
  const CampaignFolders& folders() const { return folders_; }

 private:
  farm::ChildCommand command() const;
  void launch_once();
  bool inject(const Fault& fault);
  bool hit(const std::vector<pid_t>& victims, const Fault& fault, int signal_number);
  void kill_all();
  bool in_time() const;

  FaultPlan plan_;
  bool quiet_;
  DueFaults due_;
  CampaignFolders folders_;
  LateFaults late_{folders_.disk};
  CampaignOutcome outcome_;
  std::optional<farm::ChildProcess> mpirun_;
  double began_ = 0;
};

}  // namespace sonosweep::chaos
