// What must be so after any chaos campaign.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "chaos/campaign.h"
#include "sweep/study_folder.h"

namespace sonosweep::chaos {

// Every table of a study's results as it would be written: name and format -> bytes.
using TableFiles = std::map<std::string, std::string>;
TableFiles tables_of(const sweep::StudyFolder& folder);

// What is not as it must be, one line each; `quiet`: the tables of a campaign without faults.
std::vector<std::string> faults_after(const CampaignFolders& folders, const TableFiles& quiet);

}  // namespace sonosweep::chaos
