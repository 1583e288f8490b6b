#include "farm/processes/framed_socket.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

namespace sonosweep::farm {

FramedSocket::FramedSocket(Descriptor socket) : socket_(std::move(socket)) {
  ::fcntl(socket_.get(), F_SETFL, O_NONBLOCK);
}

void FramedSocket::send(std::string_view text) {
  const auto size = static_cast<std::uint32_t>(text.size());
  out_.append(reinterpret_cast<const char*>(&size), sizeof size).append(text);
  flush();
}

void FramedSocket::flush() {
  std::size_t done = 0;
  if (closed_) done = out_.size();
  while (done < out_.size()) {
    const ssize_t sent = ::send(socket_.get(), out_.data() + done, out_.size() - done, MSG_NOSIGNAL);
    if (sent >= 0) {
      done += static_cast<std::size_t>(sent);
    } else if (errno == EAGAIN) {
      break;
    } else if (errno != EINTR) {
      done = out_.size();  // nobody will read it; read() will tell
    }
  }
  out_.erase(0, done);
}

void FramedSocket::read() {
  char part[16384];
  while (!closed_) {
    const ssize_t got = ::recv(socket_.get(), part, sizeof part, 0);
    if (got > 0) {
      in_.append(part, static_cast<std::size_t>(got));
    } else if (got < 0 && errno == EINTR) {
      continue;
    } else if (got < 0 && errno == EAGAIN) {
      return;
    } else {
      closed_ = true;
    }
  }
}

std::optional<std::string> FramedSocket::receive() {
  std::uint32_t size = 0;
  if (in_.size() - taken_ >= sizeof size) {
    std::memcpy(&size, in_.data() + taken_, sizeof size);
    if (in_.size() - taken_ - sizeof size >= size) {
      std::string text = in_.substr(taken_ + sizeof size, size);
      taken_ += sizeof size + size;
      return text;
    }
  }
  in_.erase(0, taken_);
  taken_ = 0;
  return std::nullopt;
}

}  // namespace sonosweep::farm
