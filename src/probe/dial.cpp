#include "probe/dial.hpp"

#include <arpa/inet.h>
#include <linux/errqueue.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace atgateway::probe {
namespace {

using Outcome = TcpAttempt::Outcome;

/// What an ICMP "destination unreachable" says in its code.
struct Reason {
  int code;
  const char* words;
};
constexpr std::array reasons_4{
    Reason{ICMP_NET_UNREACH, "network unreachable"},
    Reason{ICMP_HOST_UNREACH, "host unreachable"},
    Reason{ICMP_PROT_UNREACH, "protocol unreachable"},
    Reason{ICMP_PORT_UNREACH, "port unreachable"},
    Reason{ICMP_FRAG_NEEDED, "fragmentation needed"},
    Reason{ICMP_NET_UNKNOWN, "network unknown"},
    Reason{ICMP_HOST_UNKNOWN, "host unknown"},
    Reason{ICMP_NET_ANO, "network administratively prohibited"},
    Reason{ICMP_HOST_ANO, "host administratively prohibited"},
    Reason{ICMP_PKT_FILTERED, "administratively prohibited"},
};
constexpr std::array reasons_6{
    Reason{ICMP6_DST_UNREACH_NOROUTE, "no route"},
    Reason{ICMP6_DST_UNREACH_ADMIN, "administratively prohibited"},
    Reason{ICMP6_DST_UNREACH_BEYONDSCOPE, "beyond the scope of the source address"},
    Reason{ICMP6_DST_UNREACH_ADDR, "address unreachable"},
    Reason{ICMP6_DST_UNREACH_NOPORT, "port unreachable"},
    Reason{5, "source address failed policy"},
    Reason{6, "route rejected"},
};

std::string icmp_words(const sock_extended_err& seen) {
  const bool six = seen.ee_origin == SO_EE_ORIGIN_ICMP6;
  const auto find = [&](const auto& reasons) -> std::string {
    for (const Reason& reason : reasons) {
      if (reason.code == seen.ee_code) return reason.words;
    }
    return "code " + std::to_string(seen.ee_code);
  };
  const bool unreachable = seen.ee_type == (six ? ICMP6_DST_UNREACH : ICMP_DEST_UNREACH);
  std::string words = six ? "ICMPv6: " : "ICMP: ";
  if (!unreachable) return words + "type " + std::to_string(seen.ee_type) + " code " + std::to_string(seen.ee_code);
  return words + (six ? find(reasons_6) : find(reasons_4));
}

/// The ICMP message that ended a connection, if one did, and who sent it: a firewall that rejects may look like a
/// machine on which nobody listens.
std::string icmp_message(int fd) {
  std::array<char, 512> control{};
  std::array<char, 1> data{};
  iovec into{data.data(), data.size()};
  msghdr message{};
  message.msg_iov = &into;
  message.msg_iovlen = 1;
  message.msg_control = control.data();
  message.msg_controllen = control.size();
  if (recvmsg(fd, &message, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return {};
  for (cmsghdr* part = CMSG_FIRSTHDR(&message); part != nullptr; part = CMSG_NXTHDR(&message, part)) {
    const bool four = part->cmsg_level == SOL_IP && part->cmsg_type == IP_RECVERR;
    const bool six = part->cmsg_level == SOL_IPV6 && part->cmsg_type == IPV6_RECVERR;
    if ((!four && !six) || part->cmsg_len < CMSG_LEN(sizeof(sock_extended_err))) continue;
    sock_extended_err seen{};
    std::memcpy(&seen, CMSG_DATA(part), sizeof seen);
    if (seen.ee_origin != SO_EE_ORIGIN_ICMP && seen.ee_origin != SO_EE_ORIGIN_ICMP6) continue;
    sockaddr_storage sender{};
    const std::size_t room = part->cmsg_len - CMSG_LEN(sizeof seen);
    std::memcpy(&sender, CMSG_DATA(part) + sizeof seen, std::min(room, sizeof sender));
    const auto address = net::SocketAddress::from(reinterpret_cast<const sockaddr*>(&sender));
    std::string words = icmp_words(seen);
    if (const std::string ip = address.ip(); !ip.empty()) words += ", says " + ip;
    return words;
  }
  return {};
}

Outcome outcome_of(int error) noexcept {
  switch (error) {
    case 0:
      return Outcome::connected;
    case ECONNREFUSED:
      return Outcome::refused;
    case ETIMEDOUT:
      return Outcome::timed_out;
    case ECONNRESET:
    case EPIPE:
      return Outcome::reset;
    case EHOSTUNREACH:
    case ENETUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case ENONET:
    case EADDRNOTAVAIL:  // no address of this family to send from
    case EAFNOSUPPORT:   // this machine does not speak the family at all
      return Outcome::unreachable;
    case EPERM:
    case EACCES:
      return Outcome::forbidden;
    default:
      return Outcome::failed;
  }
}

}  // namespace

Dialling begin_dialling(const net::SocketAddress& address) noexcept {
  Dialling dialling;
  dialling.begun = Clock::now();
  dialling.socket = Socket(socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!dialling.socket) {
    dialling.error = errno;
    return dialling;
  }
  const int on = 1;
  const bool six = address.family() == AF_INET6;
  setsockopt(dialling.socket.get(), six ? SOL_IPV6 : SOL_IP, six ? IPV6_RECVERR : IP_RECVERR, &on, sizeof on);
  setsockopt(dialling.socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(dialling.socket.get(), address.data(), address.size()) != 0 && errno != EINPROGRESS && errno != EINTR) {
    dialling.error = errno;
  }
  return dialling;
}

DialEnd end_dialling(const Dialling& dialling) {
  const int fd = dialling.socket.get();
  int error = dialling.error;
  if (error == 0) {
    socklen_t size = sizeof error;
    if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) != 0) error = errno;
  }
  DialEnd end{outcome_of(error), {}};
  if (error == 0) {
    // From here on an ICMP message is no more than a hint, as for everybody else's connections.
    const int off = 0;
    setsockopt(fd, SOL_IP, IP_RECVERR, &off, sizeof off);
    setsockopt(fd, SOL_IPV6, IPV6_RECVERR, &off, sizeof off);
    return end;
  }
  end.trouble = std::generic_category().message(error);
  if (fd < 0) return end;
  if (std::string said = icmp_message(fd); !said.empty()) {
    end.outcome = Outcome::unreachable;
    end.trouble = std::move(said);
  }
  return end;
}

std::string silence(milliseconds patience) {
  const auto count = patience.count();
  if (count % 1000 == 0) return "no answer within " + std::to_string(count / 1000) + " s";
  return "no answer within " + std::to_string(count) + " ms";
}

Dialled dial(const net::SocketAddress& address, milliseconds patience, Waiting& waiting) {
  Dialling dialling = begin_dialling(address);
  const auto ended = dialling.error != 0
                         ? Waiting::Ended::ready
                         : waiting.wait(dialling.socket.get(), POLLOUT, Deadline(dialling.begun + patience));
  // Decided in time, and looked at late: that counts.
  pollfd late{dialling.socket.get(), POLLOUT, 0};
  const bool decided = ended == Waiting::Ended::ready || (!waiting.over() && poll(&late, 1, 0) > 0);
  Dialled dialled;
  dialled.took_us = microseconds_since(dialling.begun);
  if (decided) {
    dialled.end = end_dialling(dialling);
  } else if (waiting.over()) {
    dialled.end.outcome = Outcome::cut;
  } else {
    dialled.end = {Outcome::timed_out, silence(patience)};
  }
  if (dialled.end.outcome == Outcome::connected) dialled.socket = std::move(dialling.socket);
  return dialled;
}

PeerEnd peer_end(int fd) noexcept {
  tcp_info info{};
  socklen_t size = sizeof info;
  if (getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size) != 0) return PeerEnd::none;
  switch (info.tcpi_state) {
    case TCP_CLOSE:
      return PeerEnd::reset;
    case TCP_CLOSE_WAIT:
    case TCP_LAST_ACK:
    case TCP_CLOSING:
      return PeerEnd::ended;
    default:
      return PeerEnd::none;
  }
}

std::int64_t microseconds_since(TimePoint begun) noexcept {
  return std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun).count();
}

}  // namespace atgateway::probe
