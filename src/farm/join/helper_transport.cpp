#include "farm/join/helper_transport.h"

#include <utility>

#include "farm/join/mailboxes.h"

namespace sonosweep::farm {

HelperTransport::HelperTransport(const ResultsFolder& folder, const std::string& launch, int rank,
                                 std::function<double()> clock)
    : rank_(rank),
      clock_(std::move(clock)),
      writer_(mail_from(folder, launch, rank)),
      reader_(mail_to(folder, launch, rank)) {}

void HelperTransport::send(int, const std::string& text) {
  writer_.post(text);
  looks_.hurry(clock_());
}

std::optional<Envelope> HelperTransport::receive() {
  if (arrived_.empty() && looks_.due(clock_())) {
    writer_.flush();
    for (auto& text : reader_.read()) arrived_.push_back(std::move(text));
    looks_.looked(clock_(), !arrived_.empty());
  }
  if (arrived_.empty()) return std::nullopt;
  Envelope first{0, std::move(arrived_.front())};
  arrived_.pop_front();
  return first;
}

}  // namespace sonosweep::farm
