#include "listen/listen_socket.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace atgateway::listen {
namespace {

constexpr int backlog = 4096;  // the system's own bound (net.core.somaxconn) cuts it down where that is lower

Error failure(const std::string& address, int number) {
  Error error(Errc::listen_failed,
              "Cannot listen at " + address + ": " + std::generic_category().message(number) + ".");
  switch (number) {
    case EADDRINUSE:
      return error.with_hint("Stop what is listening there, or choose another port.");
    case EADDRNOTAVAIL:
      return error.with_hint("Choose an address of this machine, or 0.0.0.0 for all of them.");
    case EACCES:
      return error.with_hint("Choose a port from 1024 on, or allow this user to bind lower ones.");
    default:
      return error;
  }
}

bool set(int fd, int level, int option, int value) noexcept {
  return ::setsockopt(fd, level, option, &value, sizeof value) == 0;
}

/// Accepted sockets inherit these, which saves a system call each per connection.
bool set_inherited(int fd) noexcept {
  // Half of the 4-minute idle time after which Azure's load balancer forgets a flow would do; a minute leaves room.
  return set(fd, IPPROTO_TCP, TCP_NODELAY, 1) && set(fd, SOL_SOCKET, SO_KEEPALIVE, 1) &&
         set(fd, IPPROTO_TCP, TCP_KEEPIDLE, 60) && set(fd, IPPROTO_TCP, TCP_KEEPINTVL, 15) &&
         set(fd, IPPROTO_TCP, TCP_KEEPCNT, 4);
}

/// When a socket lets siblings share its port.
enum class Sharing { never, once_listening, always };

Result<ListenSocket> open_one(const std::string& text, net::SocketAddress& address, Sharing sharing) {
  ListenSocket socket(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const int fd = socket.fd();
  if (fd < 0) return failure(text, errno);
  if (!set(fd, SOL_SOCKET, SO_REUSEADDR, 1)) return failure(text, errno);
  if (address.family() == AF_INET6 && !set(fd, IPPROTO_IPV6, IPV6_V6ONLY, 0)) return failure(text, errno);
  if (!set_inherited(fd)) return failure(text, errno);
  if (sharing == Sharing::always && !set(fd, SOL_SOCKET, SO_REUSEPORT, 1)) return failure(text, errno);
  if (::bind(fd, address.data(), address.size()) != 0) return failure(text, errno);
  if (::listen(fd, backlog) != 0) return failure(text, errno);
  if (sharing == Sharing::once_listening && !set(fd, SOL_SOCKET, SO_REUSEPORT, 1)) return failure(text, errno);
  if (address.port() == 0) {
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&bound), &size) != 0) return failure(text, errno);
    address = net::SocketAddress::from(reinterpret_cast<const sockaddr*>(&bound));
  }
  return socket;
}

/// Fills `opened` up to `count` sockets.
Result<void> add_siblings(const std::string& text, ListenSockets& opened, std::size_t count) {
  while (opened.sockets.size() < count) {
    auto socket = open_one(text, opened.address, Sharing::always);
    if (!socket) return std::move(socket).error();
    opened.sockets.push_back(*std::move(socket));
  }
  return {};
}

}  // namespace

ListenSocket& ListenSocket::operator=(ListenSocket&& other) noexcept {
  if (this != &other) {
    close();
    fd_ = std::exchange(other.fd_, -1);
  }
  return *this;
}

void ListenSocket::close() noexcept {
  if (fd_ >= 0) ::close(fd_);
  fd_ = -1;
}

Result<ListenSockets> open_listen_sockets(const std::string& address, std::size_t count) {
  auto parsed = net::SocketAddress::parse(address);
  if (!parsed) {
    return Error(Errc::listen_failed, "\"" + address + "\" is not an address to listen at.")
        .with_hint("Write IP:PORT, for example 0.0.0.0:8443 or [::]:8443; port 0 lets the system choose.");
  }
  ListenSockets opened{{}, *parsed};
  // With SO_REUSEPORT from the start a second gateway of the same user would silently share our port. So the first
  // socket takes the port for itself, and opens it to its siblings only once it listens.
  auto first = open_one(address, opened.address, count > 1 ? Sharing::once_listening : Sharing::never);
  if (!first) return std::move(first).error();
  opened.sockets.push_back(*std::move(first));
  auto added = add_siblings(address, opened, count);
  if (!added) {
    // Some kernels (gVisor) decide at bind who may share: now that nobody else is known to be there, start afresh.
    opened.sockets.clear();
    added = add_siblings(address, opened, count);
  }
  if (!added) return std::move(added).error();
  return opened;
}

}  // namespace atgateway::listen
