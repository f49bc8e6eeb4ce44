#include "probe/dns_over_tcp.hpp"

#include "probe/dial.hpp"
#include "probe/dns_exchange.hpp"
#include "probe/dns_trouble.hpp"

#include <arpa/nameser.h>
#include <sys/socket.h>

#include <cerrno>
#include <span>

namespace atgateway::probe {
namespace {

constexpr milliseconds patience{2000};

/// Moves all bytes through `step` (send or recv).  @return what went wrong, or nothing
template <class Step>
std::string move_all(int fd, short events, std::span<std::uint8_t> bytes, Waiting& waiting, Deadline until, Step step) {
  while (!bytes.empty()) {
    if (waiting.wait(fd, events, until) != Waiting::Ended::ready) {
      return waiting.over() ? "stopped while waiting" : "connected, then no answer within " + span_words(patience);
    }
    const ssize_t moved = step(fd, bytes);
    if (moved < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (moved < 0) return dns_trouble_of(errno);
    if (moved == 0) return "the connection was closed before the answer was whole";
    bytes = bytes.subspan(static_cast<std::size_t>(moved));
  }
  return {};
}

ssize_t send_some(int fd, std::span<std::uint8_t> bytes) {
  return ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}
ssize_t receive_some(int fd, std::span<std::uint8_t> into) { return ::recv(fd, into.data(), into.size(), 0); }

}  // namespace

DnsOverTcp ask_dns_over_tcp(const net::SocketAddress& server, const DnsQuestion& question, bool edns,
                            Waiting& waiting) {
  DnsOverTcp end;
  const TimePoint begun = Clock::now();
  const Deadline until(begun + patience);
  const std::uint16_t id = random_dns_id();
  auto bytes = write_dns_question(question, id, edns);
  const Dialled connection = dial(server, patience, waiting);
  if (!bytes || !connection.socket) {
    end.trouble = connection.end.trouble.empty() ? "stopped while connecting" : connection.end.trouble;
    return end;
  }
  const int fd = connection.socket.get();
  const auto size = static_cast<unsigned>(bytes->size());
  bytes->insert(bytes->begin(), {static_cast<std::uint8_t>(size >> 8), static_cast<std::uint8_t>(size & 0xFF)});
  end.trouble = move_all(fd, POLLOUT, *bytes, waiting, until, send_some);
  if (!end.trouble.empty()) return end;
  DnsBytes length(2);
  end.trouble = move_all(fd, POLLIN, length, waiting, until, receive_some);
  if (!end.trouble.empty()) return end;
  DnsBytes answer(ns_get16(length.data()));
  end.trouble = move_all(fd, POLLIN, answer, waiting, until, receive_some);
  if (!end.trouble.empty()) return end;
  end.took_us = microseconds_since(begun);
  const auto head = read_dns_head(answer);
  if (!head || head->id != id || !why_not_an_answer(*head, question).empty()) {
    end.trouble = "a message came that does not answer the question";
    return end;
  }
  end.message = read_dns_message(answer);
  if (!end.message) end.trouble = "an answer came that cannot be read";
  return end;
}

}  // namespace atgateway::probe
