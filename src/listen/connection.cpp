#include "listen/connection.hpp"

#include "listen/introduction.hpp"
#include "listen/worker.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>

#include <utility>

namespace atgateway::listen {
namespace {

Arrival::By by_of(ListenerConfig::Role role) noexcept {
  switch (role) {
    case ListenerConfig::Role::private_link:
      return Arrival::By::private_link;
    case ListenerConfig::Role::in_vnet:
      return Arrival::By::in_vnet;
    case ListenerConfig::Role::probe:
    case ListenerConfig::Role::unknown:
      break;
  }
  return Arrival::By::unknown;
}

}  // namespace

Connection::Connection(Worker& worker, const net::SocketAddress& peer, const ProxyTerms& terms)
    : worker_(worker),
      shared_(worker.shared()),
      timer_(worker.reactor(), [this] { guarded([this] { on_timer(); }); }),
      link_(std::make_shared<AnswerLink>(worker.reactor(), *this)),
      reader_(shared_.http_limits),
      input_charge_(shared_.budget),
      output_charge_(shared_.budget),
      terms_(terms) {
  arrival_.peer = peer.to_string();
  arrival_.by = by_of(shared_.options.config.role);
}

Connection::~Connection() = default;

void Connection::later(void (Connection::*step)()) {
  worker_.reactor().defer([this, step, link = link_] {
    if (link->attached()) guarded([this, step] { (this->*step)(); });
  });
}

void Connection::start(int fd) noexcept {
  raw_fd_ = fd;
  guarded([this, fd] {
    if (!worker_.reactor().watch(fd, 0, *this)) return close();
    if (!terms_.looks) return begin_stream();
    timer_.arm(worker_.reactor().now() + shared_.options.timeouts.header);
    set_interest();
  });
}

void Connection::introduce(std::uint32_t events) {
  Introduction introduction = read_introduction(raw_fd_, terms_, shared_.gate);
  switch (introduction.step) {
    case Introduction::Step::wait:
      // Bytes that are only looked at stay readable: without this a cut-off header would be reported for ever.
      if ((events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0) close();
      return;
    case Introduction::Step::close:
      shared_.event(Event::Level::debug, "proxy-header-refused",
                    "A peer was closed for its PROXY header, or the lack of one.");
      return close();
    case Introduction::Step::health_only:
      health_only_ = true;
      break;
    case Introduction::Step::welcome:
      break;
  }
  if (!introduction.source.empty()) arrival_.peer = std::move(introduction.source);
  if (introduction.link_id) {
    arrival_.link_id = introduction.link_id;
    arrival_.by = Arrival::By::private_link;
    // A link that is not on the list was closed; an empty list checks nothing and vouches for nobody.
    arrival_.link_id_allowed = !shared_.options.config.proxy_protocol.allowed_link_ids.empty();
  }
  begin_stream();
}

void Connection::begin_stream() noexcept {
  guarded([this] {
    const int fd = std::exchange(raw_fd_, -1);
    if (auto tls = shared_.tls(); tls.context) {
      auto stream = net::Stream::tls(fd, std::move(tls.context));
      if (!stream) {
        worker_.reactor().unwatch(fd);  // the stream that was not made has closed it
        return close();
      }
      stream_.emplace(*std::move(stream));
      arrival_.tls = true;
      arrival_.client_certificate_asked = tls.asks_for_certificate;
      state_ = State::handshake;
      timer_.arm(worker_.reactor().now() + shared_.options.timeouts.tls);
      set_interest();
    } else {
      stream_.emplace(net::Stream::plain(fd));
      ready_for_requests();
    }
  });
}

void Connection::shake_hands() {
  switch (stream_->handshake()) {
    case net::Stream::Status::ok:
      break;
    case net::Stream::Status::want_read:
      handshake_writes_ = false;
      return set_interest();
    case net::Stream::Status::want_write:
      handshake_writes_ = true;
      return set_interest();
    case net::Stream::Status::ended:
    case net::Stream::Status::failed:
      shared_.event(Event::Level::debug, "tls-handshake-failed", "A TLS handshake failed.",
                    {{"reason", stream_->failure()}});
      return close();
  }
  arrival_.tls_version = stream_->version();
  arrival_.sni = stream_->server_name();
  arrival_.alpn = stream_->alpn();
  arrival_.tls_resumed = stream_->resumed();
  arrival_.client_certificate = stream_->client_certificate();
  ready_for_requests();
}

void Connection::ready_for_requests() {
  state_ = State::reading;
  quiet_since_ = worker_.reactor().now();
  worker_.shelve(*this, ConnectionTable::Shelf::silent);
  clocked_ = Clocked::head;  // the first head is measured from here, the later ones from their first byte
  timer_.arm(quiet_since_ + shared_.options.timeouts.header);
  if (!worker_.accepts()) hurry();
  set_interest();
  if (stream_->has_pending()) receive();
}

void Connection::on_ready(std::uint32_t events) {
  const bool broken = (events & (EPOLLERR | EPOLLHUP)) != 0;
  switch (state_) {
    case State::introduction:
      return introduce(events);
    case State::handshake:
      return shake_hands();
    case State::reading:
      if ((events & EPOLLOUT) != 0 && !output_.empty()) flush();
      if (state_ == State::reading && (events != EPOLLOUT || read_wants_write_)) receive();
      return;
    case State::working:
      if (broken) return gone();
      return overhear();
    case State::writing:
      if (broken) return gone();
      flush();
      if (state_ == State::writing && (events & EPOLLIN) != 0) overhear();
      return;
    case State::lingering:
      return discard();
    case State::closed:
      return;
  }
}

void Connection::on_timer() {
  switch (state_) {
    case State::introduction:
      return close();
    case State::handshake:
      shared_.event(Event::Level::debug, "tls-handshake-failed", "A TLS handshake failed.", {{"reason", "timeout"}});
      return close();
    case State::reading:
      if (!input_.empty() && !began_) return;  // a pipelined request that is about to be looked at
      if (!began_) return end_quietly();
      return refuse(Errc::request_timeout);
    case State::working:
      return;  // armed for what came before; the handler has its own deadline
    case State::writing: {
      // Not a byte of the reply went out for so long. Without a reset the kernel would keep its part of it for minutes.
      const struct linger reset = {1, 0};
      static_cast<void>(::setsockopt(stream_->fd(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset));
      return gone();
    }
    case State::lingering:
      return close();
    case State::closed:
      return;
  }
}

std::uint32_t Connection::interest() const noexcept {
  // A half-closed socket is readable for ever, and so is one whose bytes we leave there.
  const std::uint32_t overhearing = !half_closed_ && input_.size() < overheard_most ? std::uint32_t{EPOLLIN} : 0;
  switch (state_) {
    case State::introduction:
      return EPOLLIN | EPOLLRDHUP;
    case State::handshake:
      return handshake_writes_ ? EPOLLOUT : EPOLLIN;
    case State::reading:
      return (read_wants_write_ ? 0U : EPOLLIN) | (read_wants_write_ || !output_.empty() ? EPOLLOUT : 0U);
    case State::working:
      return overhearing;
    case State::writing:
      return write_wants_read_ ? EPOLLIN : overhearing | EPOLLOUT;
    case State::lingering:
      return EPOLLIN;
    case State::closed:
      break;
  }
  return 0;
}

void Connection::set_interest() {
  const auto wanted = interest();
  if (wanted == watched_ || state_ == State::closed) return;
  worker_.reactor().change(stream_ ? stream_->fd() : raw_fd_, wanted);
  watched_ = wanted;
}

}  // namespace atgateway::listen
