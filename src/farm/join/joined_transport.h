// The end of the coordinator where other launches may help: its own ranks' transport, and the mailboxes of
// the ranks that help, which are numbered from behind its own in the order in which they were found.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "farm/join/looks.h"
#include "farm/join/mail_file.h"
#include "farm/launch/transport.h"
#include "farm/results/results_folder.h"

namespace sonosweep::farm {

class JoinedTransport : public Transport {
 public:
  // `own` outlives this. New mailboxes are looked for every `scan_s` seconds of `clock`, which only ever
  // counts up.
  JoinedTransport(Transport& own, ResultsFolder folder, double scan_s, std::function<double()> clock);

  int rank() const override { return own_.rank(); }
  int size() const override { return own_.size(); }  // without those that help
  void send(int to, const std::string& text) override;
  // What is no message for a coordinator is dropped, and said once: a launch of another version must not be
  // the end of this one.
  std::optional<Envelope> receive() override;

  // Removes the mailboxes of launches of which no rank is present any more, as `is_present` tells by number.
  void remove_abandoned(const std::function<bool(int)>& is_present);

 private:
  struct Mailbox {
    std::string launch;
    MailWriter writer;
    MailReader reader;
    Looks looks;
  };

  void look_for_launches();
  void look_into_mailboxes();

  Transport& own_;
  ResultsFolder folder_;
  double scan_s_, next_scan_ = 0;
  std::function<double()> clock_;
  std::set<std::string> known_;  // launches
  std::vector<Mailbox> mailboxes_;
  std::deque<Envelope> arrived_;
  bool complained_ = false;
};

}  // namespace sonosweep::farm
