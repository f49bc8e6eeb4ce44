#include "upstream/direct_connection.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace atgateway::upstream {
namespace {

Error refused(int error) { return {Errc::upstream_connect_refused, std::generic_category().message(error)}; }

}  // namespace

DirectConnection::DirectConnection(net::Reactor& reactor, net::ClientStream stream, User& user)
    : reactor_(reactor), stream_(std::move(stream)), user_(&user), opened_(reactor.now()) {}

DirectConnection::~DirectConnection() { reactor_.unwatch(stream_.fd()); }

Result<std::unique_ptr<DirectConnection>> DirectConnection::open(net::Reactor& reactor,
                                                                 const net::SocketAddress& address, const TlsNeeds* tls,
                                                                 User& user) {
  const int fd = ::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, IPPROTO_TCP);
  if (fd < 0) return refused(errno);
  const int on = 1;
  ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  ::setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof on);
  const int connecting = ::connect(fd, address.data(), address.size()) == 0 ? 0 : errno;
  if (connecting != 0 && connecting != EINPROGRESS) {
    ::close(fd);
    return refused(connecting);
  }
  Result<net::ClientStream> stream =
      tls ? net::ClientStream::tls(fd, tls->context, tls->host, tls->sessions) : net::ClientStream::plain(fd);
  if (!stream.ok()) return Error(Errc::upstream_tls_failed, std::string(stream.error().detail()));
  std::unique_ptr<DirectConnection> connection(new DirectConnection(reactor, std::move(*stream), user));
  connection->events_ = EPOLLOUT;
  if (auto watched = reactor.watch(fd, EPOLLOUT, *connection); !watched.ok()) return watched.error();
  return connection;
}

DirectConnection::Progress DirectConnection::connected() {
  int error = 0;
  socklen_t size = sizeof error;
  if (::getsockopt(stream_.fd(), SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  if (error != 0) {
    failure_ = std::generic_category().message(error);
    return Progress::failed;
  }
  sockaddr_storage peer{};
  size = sizeof peer;
  return ::getpeername(stream_.fd(), reinterpret_cast<sockaddr*>(&peer), &size) == 0 ? Progress::done
                                                                                     : Progress::under_way;
}

void DirectConnection::wait_for(std::uint32_t events) noexcept {
  if (events == events_) return;
  reactor_.change(stream_.fd(), events);
  events_ = events;
}

void DirectConnection::on_ready(std::uint32_t) { user_->on_connection_ready(*this); }

void DirectConnection::on_exception(std::exception_ptr) noexcept { user_->on_connection_exception(*this); }

}  // namespace atgateway::upstream
