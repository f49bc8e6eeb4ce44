// RawServer: a scriptable HTTP/1.1 server on loopback that can misbehave in every way a socket allows.
//
//   RawServer server({answer(200, "{}"), close_without_answer()});   // first request, then every later one
//   … connect to 127.0.0.1:server.port() …
//   BOOST_TEST(server.requests() == 2U);
//
// Each connection has a thread of its own, so an act may block; the destructor ends them all. Other bytes than HTTP
// (TLS) go through a Channel that the test supplies: see raw_tls.hpp.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace atgateway::test_support {

/// One request as it stood on the wire.
struct SeenRequest {
  std::string head;  ///< request line and fields, with the empty line
  std::string body;
  std::size_t connection = 0;  ///< which connection, from 0, in order of accepting
  std::size_t turn = 0;        ///< which request of that connection, from 0

  [[nodiscard]] std::string line() const { return head.substr(0, head.find("\r\n")); }
  /// The first value of a field, or nothing.
  [[nodiscard]] std::optional<std::string> field(std::string_view name) const {
    for (std::size_t at = head.find("\r\n") + 2; at < head.size();) {
      const std::size_t end = head.find("\r\n", at);
      const std::string_view row(head.data() + at, end - at);
      const std::size_t colon = row.find(':');
      if (colon == name.size() &&
          std::equal(name.begin(), name.end(), row.begin(),
                     [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); })) {
        std::string_view value = row.substr(colon + 1);
        while (!value.empty() && value.front() == ' ') value.remove_prefix(1);
        return std::string(value);
      }
      at = end + 2;
    }
    return std::nullopt;
  }
};

/// How bytes move once a connection is accepted. The plain one is a socket; blocking.
class Channel {
 public:
  Channel() = default;
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;
  virtual ~Channel() = default;
  virtual bool write(std::string_view bytes) = 0;       ///< all of it, or false
  virtual long read(char* into, std::size_t size) = 0;  ///< 0 = ended, < 0 = failed
  virtual void say_no_goodbye() {}                      ///< the connection is about to be reset
};

/// Makes a channel over an accepted socket (which stays the server's), or null to drop the connection.
using ChannelMaker = std::function<std::unique_ptr<Channel>(int fd)>;

class RawServer {
 public:
  /// What an act may do with the connection that the request came on.
  class Peer {
   public:
    bool send(std::string_view bytes) { return channel_ && channel_->write(bytes); }
    /// FIN, in the middle of whatever it is.
    void close() { ended_ = true; }
    /// RST instead of FIN.
    void reset() {
      if (channel_) channel_->say_no_goodbye();
      const linger now{1, 0};
      ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
      ended_ = true;
    }
    /// Until the other side closes, resets or sends something, or the server ends.
    void wait_for_peer() { server_.wait_readable(fd_, std::chrono::hours(1)); }
    /// Like a sleep that ends with the server. @return false when it has ended
    bool pause(std::chrono::milliseconds span) { return server_.pause(span); }
    [[nodiscard]] int fd() const noexcept { return fd_; }

   private:
    friend class RawServer;
    Peer(RawServer& server, int fd, std::unique_ptr<Channel> channel)
        : server_(server), fd_(fd), channel_(std::move(channel)) {}
    RawServer& server_;
    int fd_;
    std::unique_ptr<Channel> channel_;
    bool ended_ = false;
  };
  using Act = std::function<void(Peer&, const SeenRequest&)>;

  struct Options {
    ChannelMaker channel;  ///< empty = plain
    const char* address = "127.0.0.1";
    /// Before the first request of a connection is read; may send, close, reset or stall.
    std::function<void(Peer&)> on_accept;
  };

  /// `script[n]` answers the n-th request (over all connections); the last one answers all later ones.
  explicit RawServer(std::vector<Act> script) : RawServer(std::move(script), Options()) {}
  RawServer(std::vector<Act> script, Options options) : script_(std::move(script)), options_(std::move(options)) {
    const bool six = std::string_view(options_.address).find(':') != std::string_view::npos;
    listener_ = ::socket(six ? AF_INET6 : AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    stop_event_ = ::eventfd(0, EFD_CLOEXEC);
    sockaddr_storage address{};
    socklen_t size = 0;
    if (six) {
      auto& in6 = reinterpret_cast<sockaddr_in6&>(address);
      in6.sin6_family = AF_INET6;
      ::inet_pton(AF_INET6, options_.address, &in6.sin6_addr);
      size = sizeof(sockaddr_in6);
    } else {
      auto& in = reinterpret_cast<sockaddr_in&>(address);
      in.sin_family = AF_INET;
      ::inet_pton(AF_INET, options_.address, &in.sin_addr);
      size = sizeof(sockaddr_in);
    }
    if (listener_ < 0 || stop_event_ < 0 || ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(listener_, 512) != 0 || ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
      throw std::runtime_error("RawServer cannot listen");
    }
    port_ = ntohs(six ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                      : reinterpret_cast<sockaddr_in&>(address).sin_port);
    accepting_ = std::thread([this] { accept_all(); });
  }
  ~RawServer() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
    const std::uint64_t one = 1;
    if (::write(stop_event_, &one, sizeof one) < 0) std::abort();
    accepting_.join();
    {
      const std::lock_guard lock(mutex_);
      for (const int fd : open_) ::shutdown(fd, SHUT_RDWR);
    }
    for (auto& thread : serving_) thread.join();
    ::close(listener_);
    ::close(stop_event_);
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  /// Requests whose head and body have arrived in full.
  [[nodiscard]] std::size_t requests() const {
    const std::lock_guard lock(mutex_);
    return seen_.size();
  }
  [[nodiscard]] std::vector<SeenRequest> seen() const {
    const std::lock_guard lock(mutex_);
    return seen_;
  }
  [[nodiscard]] std::size_t connections() const {
    const std::lock_guard lock(mutex_);
    return accepted_;
  }
  /// Connections that are open now.
  [[nodiscard]] std::size_t open() const {
    const std::lock_guard lock(mutex_);
    return open_.size();
  }
  /// Waits for a condition on the counters above. @return whether it came true in time
  template <class Condition>
  bool wait_until(Condition condition, std::chrono::milliseconds span = std::chrono::seconds(10)) {
    const auto end = std::chrono::steady_clock::now() + span;
    while (!condition()) {
      if (std::chrono::steady_clock::now() >= end) return false;
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, std::chrono::milliseconds(5));
    }
    return true;
  }

 private:
  bool pause(std::chrono::milliseconds span) {
    std::unique_lock lock(mutex_);
    return !changed_.wait_until(lock, std::chrono::steady_clock::now() + span, [this] { return stopping_; });
  }
  bool wait_readable(int fd, std::chrono::milliseconds span) {
    pollfd both[2] = {{fd, POLLIN, 0}, {stop_event_, POLLIN, 0}};
    return ::poll(both, 2, static_cast<int>(span.count())) > 0 && both[0].revents != 0;
  }

  void accept_all() {
    while (wait_readable(listener_, std::chrono::hours(1))) {
      const int fd = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
      if (fd < 0) continue;
      const int on = 1;
      ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      const std::lock_guard lock(mutex_);
      open_.push_back(fd);
      serving_.emplace_back([this, fd, number = accepted_++] { serve(fd, number); });
      changed_.notify_all();
    }
  }

  void serve(int fd, std::size_t number) {
    sigset_t broken_pipe;
    sigemptyset(&broken_pipe);
    sigaddset(&broken_pipe, SIGPIPE);
    ::pthread_sigmask(SIG_BLOCK, &broken_pipe, nullptr);
    try {
      Peer peer(*this, fd, options_.channel ? options_.channel(fd) : std::make_unique<PlainChannel>(fd));
      if (options_.on_accept && peer.channel_) options_.on_accept(peer);
      std::string pending;
      for (std::size_t turn = 0; !peer.ended_ && peer.channel_; ++turn) {
        auto request = read_request(*peer.channel_, pending);
        if (!request) break;
        request->connection = number;
        request->turn = turn;
        act_for (*request)(peer, *request);
      }
    } catch (const std::exception&) {  // a test's act failed: its connection ends, the test sees that
    }
    const std::lock_guard lock(mutex_);
    std::erase(open_, fd);
    ::close(fd);
    changed_.notify_all();
  }

  Act act_for(const SeenRequest& request) {
    const std::lock_guard lock(mutex_);
    seen_.push_back(request);
    changed_.notify_all();
    return script_[std::min(seen_.size(), script_.size()) - 1];
  }

  static std::optional<SeenRequest> read_request(Channel& channel, std::string& pending) {
    SeenRequest request;
    std::size_t end = 0;
    while ((end = pending.find("\r\n\r\n")) == std::string::npos) {
      if (!read_more(channel, pending)) return std::nullopt;
    }
    request.head = pending.substr(0, end + 4);
    pending.erase(0, end + 4);
    const auto length = request.field("content-length");
    const std::size_t size = length ? std::strtoul(length->c_str(), nullptr, 10) : 0;
    while (pending.size() < size) {
      if (!read_more(channel, pending)) return std::nullopt;
    }
    request.body = pending.substr(0, size);
    pending.erase(0, size);
    return request;
  }
  static bool read_more(Channel& channel, std::string& pending) {
    char bytes[16384];
    const long got = channel.read(bytes, sizeof bytes);
    if (got <= 0) return false;
    pending.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  class PlainChannel : public Channel {
   public:
    explicit PlainChannel(int fd) : fd_(fd) {}
    bool write(std::string_view bytes) override {
      while (!bytes.empty()) {
        const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        bytes.remove_prefix(static_cast<std::size_t>(sent));
      }
      return true;
    }
    long read(char* into, std::size_t size) override { return ::recv(fd_, into, size, 0); }

   private:
    int fd_;
  };

  std::vector<Act> script_;
  Options options_;
  int listener_ = -1;
  int stop_event_ = -1;
  std::uint16_t port_ = 0;
  std::thread accepting_;
  std::list<std::thread> serving_;  // touched by the accepting thread, then by the destructor
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  bool stopping_ = false;
  std::vector<int> open_;
  std::vector<SeenRequest> seen_;
  std::size_t accepted_ = 0;
};

// --- acts ------------------------------------------------------------------------------------------------------------

/// A whole reply; `fields` are lines with their line ends.
inline std::string reply_text(int status, std::string_view body, std::string_view fields = {}) {
  return "HTTP/1.1 " + std::to_string(status) +
         " Said\r\nContent-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(fields) + "\r\n" + std::string(body);
}
/// These bytes, whatever they are; the connection stays open.
inline RawServer::Act say(std::string bytes) {
  return [bytes = std::move(bytes)](RawServer::Peer& peer, const SeenRequest&) { peer.send(bytes); };
}
/// These bytes, then FIN.
inline RawServer::Act say_and_close(std::string bytes) {
  return [bytes = std::move(bytes)](RawServer::Peer& peer, const SeenRequest&) {
    peer.send(bytes);
    peer.close();
  };
}
inline RawServer::Act answer(int status, std::string_view body, std::string_view fields = {}) {
  return say(reply_text(status, body, fields));
}
/// One byte, a pause, the next byte …
inline RawServer::Act answer_slowly(int status, std::string_view body, std::chrono::milliseconds gap) {
  return [text = reply_text(status, body), gap](RawServer::Peer& peer, const SeenRequest&) {
    for (const char c : text) {
      if (!peer.pause(gap) || !peer.send({&c, 1})) return peer.close();
    }
  };
}
inline RawServer::Act answer_after(std::chrono::milliseconds span, int status, std::string_view body) {
  return [text = reply_text(status, body), span](RawServer::Peer& peer, const SeenRequest&) {
    if (peer.pause(span)) peer.send(text);
  };
}
/// The request was read in full; FIN.
inline RawServer::Act close_without_answer() { return say_and_close({}); }
/// The request was read in full; these bytes (perhaps none), then RST.
inline RawServer::Act reset(std::string bytes = {}) {
  return [bytes = std::move(bytes)](RawServer::Peer& peer, const SeenRequest&) {
    if (!bytes.empty()) {
      peer.send(bytes);
      peer.pause(std::chrono::milliseconds(50));  // a reset overtakes bytes that were not read yet
    }
    peer.reset();
  };
}
/// Content-Length promises more than comes; FIN.
inline RawServer::Act truncated_body() {
  return say_and_close("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"only\":");
}
inline RawServer::Act garbage() { return say_and_close("\x16\x03\x01 no HTTP at all\n\n"); }
inline RawServer::Act never_answer() {
  return [](RawServer::Peer& peer, const SeenRequest&) {
    peer.wait_for_peer();
    peer.close();
  };
}
/// `100 Continue` for ever.
inline RawServer::Act interim_flood() {
  return [](RawServer::Peer& peer, const SeenRequest&) {
    while (peer.send("HTTP/1.1 100 Continue\r\nX-Filler: again\r\n\r\n")) {
    }
    peer.close();
  };
}
inline RawServer::Act two_lengths() {
  return say("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\n{}{}");
}
inline RawServer::Act huge_header(std::size_t bytes) {
  return say("HTTP/1.1 200 OK\r\nX-Filler: " + std::string(bytes, 'x') + "\r\nContent-Length: 2\r\n\r\n{}");
}
/// Chunks for ever.
inline RawServer::Act infinite_body() {
  return [](RawServer::Peer& peer, const SeenRequest&) {
    const std::string chunk = "1000\r\n" + std::string(0x1000, 'x') + "\r\n";
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (peer.send(chunk)) {
    }
    peer.close();
  };
}

}  // namespace atgateway::test_support
