// DnsResponder: a nameserver on loopback that says what a test tells it to, over UDP and TCP on one port.
//
//   DnsResponder server([](const DnsAsked& asked) { return std::vector<DnsText>{reply_to(asked.query, 0x8183)}; });
//   … ask 127.0.0.1:server.port() …
//   BOOST_TEST(server.asked().size() == 1U);
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace atgateway::test_support {

using DnsText = std::vector<std::uint8_t>;

struct DnsAsked {
  DnsText query;
  bool tcp = false;
  std::size_t number = 0;  ///< from 0, over both
  [[nodiscard]] bool edns() const { return query.at(11) != 0; }
};

class DnsResponder {
 public:
  /// Each message of the result is sent; over TCP as it is, so that a test may send a wrong length (see `framed`).
  using Handler = std::function<std::vector<DnsText>(const DnsAsked&)>;

  explicit DnsResponder(Handler handler, bool with_tcp = true) : handler_(std::move(handler)) {
    for (int tries = 0; tries < 50 && udp_ < 0; ++tries) bind_both(with_tcp);
    stop_ = ::eventfd(0, EFD_CLOEXEC);
    if (udp_ < 0 || stop_ < 0) throw std::runtime_error("no port for a nameserver");
    thread_ = std::thread([this] { serve(); });
  }
  ~DnsResponder() {
    const std::uint64_t one = 1;
    if (::write(stop_, &one, sizeof one) < 0) std::abort();
    thread_.join();
    for (const int fd : {udp_, tcp_, stop_}) {
      if (fd >= 0) ::close(fd);
    }
  }
  DnsResponder(const DnsResponder&) = delete;
  DnsResponder& operator=(const DnsResponder&) = delete;

  [[nodiscard]] std::uint16_t port() const noexcept { return port_; }
  [[nodiscard]] std::vector<DnsAsked> asked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }

 private:
  void bind_both(bool with_tcp) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const any = reinterpret_cast<sockaddr*>(&address);
    const int udp = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (::bind(udp, any, size) != 0 || ::getsockname(udp, any, &size) != 0) throw std::runtime_error("no UDP port");
    if (with_tcp) {
      const int tcp = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
      if (::bind(tcp, any, size) != 0 || ::listen(tcp, 16) != 0) {  // somebody else has it for TCP
        ::close(tcp);
        ::close(udp);
        return;
      }
      tcp_ = tcp;
    }
    udp_ = udp;
    port_ = ntohs(address.sin_port);
  }

  void serve() {
    while (true) {
      std::array<pollfd, 3> fds{{{stop_, POLLIN, 0}, {udp_, POLLIN, 0}, {tcp_, POLLIN, 0}}};
      if (::poll(fds.data(), fds.size(), -1) < 0) continue;
      if (fds[0].revents != 0) return;
      if (fds[1].revents != 0) serve_udp();
      if (fds[2].revents != 0) serve_tcp();
    }
  }
  void serve_udp() {
    sockaddr_in from{};
    socklen_t size = sizeof from;
    DnsText query(65536);
    const ssize_t got = ::recvfrom(udp_, query.data(), query.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (got < 12) return;
    query.resize(static_cast<std::size_t>(got));
    for (const auto& each : handle(std::move(query), false)) {
      ::sendto(udp_, each.data(), each.size(), MSG_NOSIGNAL, reinterpret_cast<const sockaddr*>(&from), size);
    }
  }
  void serve_tcp() {
    const int fd = ::accept4(tcp_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd < 0) return;
    std::array<std::uint8_t, 2> length{};
    if (::recv(fd, length.data(), 2, MSG_WAITALL) == 2) {
      DnsText query(static_cast<std::size_t>(length[0] << 8 | length[1]));
      if (::recv(fd, query.data(), query.size(), MSG_WAITALL) == static_cast<ssize_t>(query.size())) {
        for (const auto& each : handle(std::move(query), true)) ::send(fd, each.data(), each.size(), MSG_NOSIGNAL);
      }
    }
    ::close(fd);
  }
  std::vector<DnsText> handle(DnsText query, bool tcp) {
    DnsAsked asked{std::move(query), tcp, 0};
    {
      const std::lock_guard lock(mutex_);
      asked.number = asked_.size();
      asked_.push_back(asked);
    }
    return handler_(asked);
  }

  Handler handler_;
  int udp_ = -1, tcp_ = -1, stop_ = -1;
  std::uint16_t port_ = 0;
  std::thread thread_;
  mutable std::mutex mutex_;
  std::vector<DnsAsked> asked_;
};

// --- messages --------------------------------------------------------------------------------------------------------

inline void put_16(DnsText& to, unsigned value) {
  to.push_back(static_cast<std::uint8_t>(value >> 8));
  to.push_back(static_cast<std::uint8_t>(value));
}
inline void put_32(DnsText& to, std::uint32_t value) {
  put_16(to, value >> 16);
  put_16(to, value & 0xFFFF);
}
/// "www.example.com" as labels; no escapes.
inline DnsText labels(std::string_view name) {
  DnsText out;
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    out.push_back(static_cast<std::uint8_t>(label.size()));
    out.insert(out.end(), label.begin(), label.end());
    name.remove_prefix(std::min(label.size() + 1, name.size()));
  }
  out.push_back(0);
  return out;
}
inline DnsText joined(DnsText a, const DnsText& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
inline const DnsText question_name{0xC0, 12};  ///< a pointer to the name that was asked for

inline DnsText record(const DnsText& name, unsigned type, std::uint32_t ttl, const DnsText& data, unsigned class_ = 1) {
  DnsText out = name;
  put_16(out, type);
  put_16(out, class_);
  put_32(out, ttl);
  put_16(out, static_cast<unsigned>(data.size()));
  return joined(std::move(out), data);
}
inline DnsText a_record(const DnsText& name, std::uint32_t ttl, DnsText address) {
  return record(name, 1, ttl, address);
}
inline DnsText opt_record(std::uint32_t ttl, const DnsText& options) { return record({0}, 41, ttl, options, 1232); }
inline DnsText extended_error(unsigned code, std::string_view text) {
  DnsText out;
  put_16(out, 15);
  put_16(out, static_cast<unsigned>(text.size() + 2));
  put_16(out, code);
  out.insert(out.end(), text.begin(), text.end());
  return out;
}

struct DnsSections {
  std::vector<DnsText> answers, authorities, additional;
};

/// An answer to that question: its id and question, these flags, these records.
inline DnsText reply_to(const DnsText& query, unsigned flags, const DnsSections& sections = {}) {
  std::size_t end = 12;
  while (query.at(end) != 0) end += query[end] + 1U;
  DnsText out(query.begin(), query.begin() + 2);
  put_16(out, flags);
  put_16(out, 1);
  for (const auto* section : {&sections.answers, &sections.authorities, &sections.additional}) {
    put_16(out, static_cast<unsigned>(section->size()));
  }
  out.insert(out.end(), query.begin() + 12, query.begin() + static_cast<std::ptrdiff_t>(end) + 5);
  for (const auto* section : {&sections.answers, &sections.authorities, &sections.additional}) {
    for (const auto& each : *section) out.insert(out.end(), each.begin(), each.end());
  }
  return out;
}
/// With its length in front, as over TCP.
inline DnsText framed(const DnsText& message) {
  DnsText out;
  put_16(out, static_cast<unsigned>(message.size()));
  return joined(std::move(out), message);
}

}  // namespace atgateway::test_support
