#include "farm/join/joined_transport.h"

#include <algorithm>
#include <map>
#include <utility>

#include "core/error.h"
#include "core/log.h"
#include "farm/join/mailboxes.h"
#include "farm/launch/messages.h"

namespace sonosweep::farm {
namespace {

// All mailboxes together are opened no more often than so many times a second, where nothing happens.
constexpr double kMostLooks = 100;
constexpr double kLongestLook_s = 0.25;

}  // namespace

JoinedTransport::JoinedTransport(Transport& own, ResultsFolder folder, double scan_s,
                                 std::function<double()> clock)
    : own_(own), folder_(std::move(folder)), scan_s_(scan_s), clock_(std::move(clock)) {}

void JoinedTransport::send(int to, const std::string& text) {
  if (to < own_.size()) return own_.send(to, text);
  Mailbox& mailbox = mailboxes_.at(static_cast<std::size_t>(to - own_.size()));
  mailbox.writer.post(text);
  mailbox.looks.hurry(clock_());
}

std::optional<Envelope> JoinedTransport::receive() {
  if (auto envelope = own_.receive()) return envelope;
  if (arrived_.empty()) {
    look_for_launches();
    look_into_mailboxes();
  }
  if (arrived_.empty()) return std::nullopt;
  Envelope first = std::move(arrived_.front());
  arrived_.pop_front();
  return first;
}

void JoinedTransport::look_for_launches() {
  if (clock_() < next_scan_) return;
  next_scan_ = clock_() + scan_s_;
  for (const auto& launch : launches_with_mailboxes(folder_)) {
    if (!known_.insert(launch).second) continue;
    for (const int rank : ranks_with_mailboxes(folder_, launch))
      mailboxes_.push_back({launch, MailWriter(mail_to(folder_, launch, rank)),
                            MailReader(mail_from(folder_, launch, rank)), Looks()});
  }
  for (auto& mailbox : mailboxes_)
    mailbox.looks.set_longest(std::max(kLongestLook_s, static_cast<double>(mailboxes_.size()) / kMostLooks));
}

void JoinedTransport::look_into_mailboxes() {
  const double now = clock_();
  for (std::size_t i = 0; i < mailboxes_.size(); ++i) {
    Mailbox& mailbox = mailboxes_[i];
    if (mailbox.reader.gone() || !mailbox.looks.due(now)) continue;
    mailbox.writer.flush();
    const auto texts = mailbox.reader.read();
    mailbox.looks.looked(now, !texts.empty());
    for (const auto& text : texts) {
      try {
        if (!is_for_coordinator(parse_message(text))) throw Error("it is for a supervisor");
        arrived_.push_back({own_.size() + static_cast<int>(i), text});
      } catch (const Error& error) {
        if (!std::exchange(complained_, true))
          log_warning("{}: what a rank there says is not understood ({}); is it of another version?",
                      (folder_.join_folder() / mailbox.launch).string(), error.what());
      }
    }
  }
}

void JoinedTransport::remove_abandoned(const std::function<bool(int)>& is_present) {
  std::map<std::string, bool> present;
  for (std::size_t i = 0; i < mailboxes_.size(); ++i)
    present[mailboxes_[i].launch] |= is_present(own_.size() + static_cast<int>(i));
  for (const auto& [launch, any] : present)
    if (!any) close_mailboxes(folder_, launch);
}

}  // namespace sonosweep::farm
