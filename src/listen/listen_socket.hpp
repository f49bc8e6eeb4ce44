// Listening sockets: one per worker, all at one address.
#pragma once

#include "net/address.hpp"

#include <atgateway/result.hpp>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace atgateway::listen {

/// Owns a listening descriptor.
class ListenSocket {
 public:
  ListenSocket() noexcept = default;
  explicit ListenSocket(int fd) noexcept : fd_(fd) {}
  ListenSocket(ListenSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ListenSocket& operator=(ListenSocket&& other) noexcept;
  ~ListenSocket() { close(); }

  [[nodiscard]] int fd() const noexcept { return fd_; }
  [[nodiscard]] bool is_open() const noexcept { return fd_ >= 0; }
  void close() noexcept;

 private:
  int fd_ = -1;
};

struct ListenSockets {
  std::vector<ListenSocket> sockets;
  net::SocketAddress address;  ///< with the real port
};

/// Opens `count` sockets at the same address, which nobody else may be listening at.
///
/// @param address IP:PORT; port 0 is chosen by the system
/// @return on failure `Errc::listen_failed` with the address in `detail`: it is the operator's own
[[nodiscard]] Result<ListenSockets> open_listen_sockets(const std::string& address, std::size_t count);

}  // namespace atgateway::listen
