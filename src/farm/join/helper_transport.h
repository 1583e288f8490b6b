// The end of a rank that helps: it speaks with the coordinator of another launch, and with nobody else.
#pragma once

#include <deque>
#include <functional>
#include <string>

#include "farm/join/looks.h"
#include "farm/join/mail_file.h"
#include "farm/launch/transport.h"
#include "farm/results/results_folder.h"

namespace sonosweep::farm {

class HelperTransport : public Transport {
 public:
  // `rank`: within its launch, whose mailboxes are open. `clock`: seconds that only ever count up.
  HelperTransport(const ResultsFolder& folder, const std::string& launch, int rank,
                  std::function<double()> clock);

  int rank() const override { return rank_; }
  int size() const override { return 1; }
  // To the coordinator, whatever `to` is.
  void send(int to, const std::string& text) override;
  std::optional<Envelope> receive() override;
  // The mailbox was removed: the coordinator is gone, or has been replaced.
  bool gone() const { return reader_.gone(); }

 private:
  int rank_;
  std::function<double()> clock_;
  MailWriter writer_;
  MailReader reader_;
  Looks looks_;
  std::deque<std::string> arrived_;
};

}  // namespace sonosweep::farm
