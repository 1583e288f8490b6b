// Texts over a stream socket, without waiting.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "farm/processes/descriptor.h"

namespace sonosweep::farm {

class FramedSocket {
 public:
  FramedSocket() = default;
  // Makes it non-blocking.
  explicit FramedSocket(Descriptor socket);

  // Keeps what the other side does not take yet; flush() when it is writable.
  void send(std::string_view text);
  void flush();
  bool wants_to_write() const { return !out_.empty(); }
  // Takes what has arrived; receive() hands it out, text by text.
  void read();
  std::optional<std::string> receive();
  // The other side has gone. What it had sent is still there to receive().
  bool closed() const { return closed_; }
  int descriptor() const { return socket_.get(); }
  void close() { socket_.close(); }

 private:
  Descriptor socket_;
  std::string out_, in_;
  std::size_t taken_ = 0;  // of in_
  bool closed_ = false;
};

}  // namespace sonosweep::farm
