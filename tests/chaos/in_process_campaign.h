// A chaos campaign within the test's process: coordinator and supervisors as objects, keepers and runs as
// real processes. What dies is destroyed, what is stopped is not given a turn.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "chaos/campaign.h"
#include "chaos/chaotic_hub.h"
#include "chaos/due_faults.h"
#include "chaos/late_faults.h"
#include "farm/launch/coordinator.h"
#include "farm/launch/supervisor.h"
#include "farm/processes/keeper.h"
#include "jobs/setup/study_setup.h"

namespace sonosweep::chaos {

class InProcessCampaign {
 public:
  // Without faults, and with a transport that loses nothing, if `quiet`.
  InProcessCampaign(FaultPlan plan, bool quiet);
  ~InProcessCampaign();

  // Launches until all is done, or time or launches run out.
  CampaignOutcome run();
  const CampaignFolders& folders() const { return folders_; }

 private:
  struct Rank {
    std::unique_ptr<farm::Keeper> keeper;
    std::unique_ptr<farm::Supervisor> supervisor;
    double stopped_until = 0;
  };
  // One hub with all that still lives on it.
  struct Launch {
    std::unique_ptr<ChaoticHub> hub;
    std::vector<Rank> ranks;  // without a supervisor: dead
    std::unique_ptr<farm::Coordinator> coordinator;
  };

  void launch_once();
  bool begin(Launch& launch);
  bool turn(Launch& launch, int rank);
  void turns(Launch& launch, int first_rank);
  void round();
  void rest();
  void inject_what_is_due();
  bool inject(const Fault& fault);
  bool hit_run(const Fault& fault);
  bool kill_supervisor(const Fault& fault);
  bool kill_keeper(const Fault& fault);
  std::vector<pid_t> runs() const;
  bool in_time() const;

  FaultPlan plan_;
  bool quiet_;
  DueFaults due_;
  CampaignFolders folders_;
  LateFaults late_{folders_.disk};
  jobs::StudySetup study_;
  CampaignOutcome outcome_;
  std::optional<Launch> now_;
  std::vector<Launch> orphans_;  // of launches whose coordinator is gone
  double began_ = 0;
  bool over_ = false;  // this launch
};

}  // namespace sonosweep::chaos
