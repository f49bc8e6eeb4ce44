#include "upstream/curl_multi.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <new>
#include <utility>

namespace atgateway::upstream {
namespace {

// Connections kept open between transfers, over all endpoints; the gateway's limits decide how many are ever in use.
constexpr long kept_connections = 1024;

std::uint32_t epoll_events(int what) noexcept {
  switch (what) {
    case CURL_POLL_IN:
      return EPOLLIN;
    case CURL_POLL_OUT:
      return EPOLLOUT;
    case CURL_POLL_INOUT:
      return EPOLLIN | EPOLLOUT;
    default:
      return 0;
  }
}

int curl_events(std::uint32_t events) noexcept {
  int out = 0;
  if ((events & (EPOLLIN | EPOLLHUP | EPOLLRDHUP)) != 0) out |= CURL_CSELECT_IN;
  if ((events & EPOLLOUT) != 0) out |= CURL_CSELECT_OUT;
  if ((events & EPOLLERR) != 0) out |= CURL_CSELECT_ERR;
  return out;
}

}  // namespace

/// One descriptor of curl's. It stays registered between transfers of a kept connection, so that an exchange on a warm
/// connection costs no epoll_ctl at all; what is registered and what curl wants may therefore differ.
class CurlMulti::Socket final : public net::Watcher {
 public:
  Socket(CurlMulti& multi, int fd) : multi_(multi), fd_(fd) {}

  void want(std::uint32_t events) noexcept {
    wanted_ = events;
    if (events == 0) return;  // idle: see on_ready
    if (!registered_) {
      // Refused (no memory): curl must not be told, it would give up all transfers. This one ends by its timer.
      try {
        registered_ = multi_.reactor_.watch(fd_, events, *this).ok();
      } catch (...) {
        registered_ = false;
      }
      events_ = events;
    } else if (events != events_) {
      multi_.reactor_.change(fd_, events);
      events_ = events;
    }
  }
  void forget() noexcept {
    if (registered_) multi_.reactor_.unwatch(fd_);
    registered_ = false;
    wanted_ = 0;
  }
  void expect_silence(bool silence) noexcept { silence_expected_ = silence; }

  void on_ready(std::uint32_t events) override {
    if (wanted_ == 0) {
      if (silence_expected_) discard();
      return forget();  // the peer closed it, or we just did: curl finds that out before it uses it again
    }
    multi_.act(fd_, curl_events(events));
  }
  void on_exception(std::exception_ptr) noexcept override {}  // the transfer that was hit ends by its timer

 private:
  /// Leaves nothing to be read but the end.
  void discard() noexcept {
    ::shutdown(fd_, SHUT_RDWR);
    char bytes[4096];
    while (::recv(fd_, bytes, sizeof bytes, MSG_DONTWAIT) > 0) {
    }  // what the socket buffer holds, and no more comes
  }

  CurlMulti& multi_;
  int fd_;
  bool silence_expected_ = false;
  std::uint32_t wanted_ = 0, events_ = 0;
  bool registered_ = false;
};

CurlMulti::CurlMulti(net::Reactor& reactor, OnDone on_done)
    : reactor_(reactor),
      on_done_(std::move(on_done)),
      timer_(reactor, [this] { act(CURL_SOCKET_TIMEOUT, 0); }),
      self_(std::make_shared<CurlMulti*>(this)),
      multi_(curl_multi_init()) {
  if (!multi_) throw std::bad_alloc();
  curl_multi_setopt(multi_, CURLMOPT_SOCKETFUNCTION, &CurlMulti::on_socket);
  curl_multi_setopt(multi_, CURLMOPT_SOCKETDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_TIMERFUNCTION, &CurlMulti::on_timer);
  curl_multi_setopt(multi_, CURLMOPT_TIMERDATA, this);
  curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS, kept_connections);
  curl_multi_setopt(multi_, CURLMOPT_PIPELINING, CURLPIPE_MULTIPLEX);
}

CurlMulti::~CurlMulti() {
  *self_ = nullptr;
  curl_multi_cleanup(multi_);  // closes the kept connections, by way of close_socket
  for (auto& socket : sockets_) {
    if (socket) socket->forget();
  }
}

bool CurlMulti::add(CURL* easy) noexcept { return curl_multi_add_handle(multi_, easy) == CURLM_OK; }

void CurlMulti::remove(CURL* easy) noexcept { curl_multi_remove_handle(multi_, easy); }

CurlMulti::Socket& CurlMulti::socket_of(curl_socket_t fd) {
  const auto index = static_cast<std::size_t>(fd);
  if (index >= sockets_.size()) sockets_.resize(index + 1);
  if (!sockets_[index]) sockets_[index] = std::make_unique<Socket>(*this, fd);
  return *sockets_[index];
}

int CurlMulti::on_socket(CURL*, curl_socket_t fd, int what, void* self, void*) noexcept {
  try {
    static_cast<CurlMulti*>(self)->socket_of(fd).want(epoll_events(what));
  } catch (...) {  // no memory; as in Socket::want
  }
  return 0;
}

void CurlMulti::expect_silence(curl_socket_t fd) noexcept {
  try {
    socket_of(fd).expect_silence(true);
  } catch (...) {  // no memory; as in Socket::want
  }
}

int CurlMulti::close_socket(void* self, curl_socket_t fd) noexcept {
  auto& sockets = static_cast<CurlMulti*>(self)->sockets_;
  const auto index = static_cast<std::size_t>(fd);
  if (index < sockets.size() && sockets[index]) {
    sockets[index]->forget();
    sockets[index]->expect_silence(false);
  }
  return ::close(fd);
}

int CurlMulti::on_timer(CURLM*, long timeout_ms, void* self) noexcept {
  auto& multi = *static_cast<CurlMulti*>(self);
  try {
    if (timeout_ms < 0) {
      multi.timer_.cancel();
    } else if (timeout_ms == 0) {
      multi.kick_soon();
    } else {
      multi.timer_.arm(Clock::now() + milliseconds(timeout_ms));
    }
  } catch (...) {  // no memory; the transfers' own timers end them
  }
  return 0;
}

void CurlMulti::kick_soon() {
  if (kick_pending_) return;
  reactor_.defer([self = self_] {
    if (!*self) return;
    (*self)->kick_pending_ = false;
    (*self)->act(CURL_SOCKET_TIMEOUT, 0);
  });
  kick_pending_ = true;
}

void CurlMulti::act(curl_socket_t fd, int events) {
  int running = 0;
  curl_multi_socket_action(multi_, fd, events, &running);
  int left = 0;
  while (const CURLMsg* message = curl_multi_info_read(multi_, &left)) {
    if (message->msg != CURLMSG_DONE) continue;
    CURL* const easy = message->easy_handle;
    const CURLcode code = message->data.result;
    on_done_(easy, code);
  }
}

}  // namespace atgateway::upstream
