#include "listen/introduction.hpp"

#include "wire/proxy_v2.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

namespace atgateway::listen {
namespace {

using Step = Introduction::Step;

constexpr std::string_view signature("\r\n\r\n\0\r\nQUIT\n", 12);

void wake_from(int fd, int bytes) noexcept {
  static_cast<void>(::setsockopt(fd, SOL_SOCKET, SO_RCVLOWAT, &bytes, sizeof bytes));
}

Introduction only(Step step) {
  Introduction introduction;
  introduction.step = step;
  return introduction;
}

Step without_header(const ProxyTerms& terms) noexcept {
  switch (terms.without) {
    case ProxyTerms::Without::welcome:
      return Step::welcome;
    case ProxyTerms::Without::health_only:
      return Step::health_only;
    case ProxyTerms::Without::close:
      break;
  }
  return Step::close;
}

Introduction with_header(wire::ProxyV2Header header, const ProxyGate& gate) {
  Introduction introduction;
  introduction.source = std::move(header.source);
  introduction.link_id = header.link_id;
  if (gate.admits(header.link_id)) {
    introduction.step = Step::welcome;
  } else {
    // A proxy that speaks for itself has no link; it probes.
    introduction.step = header.command == wire::ProxyV2Header::Command::local ? Step::health_only : Step::close;
  }
  return introduction;
}

}  // namespace

Introduction read_introduction(int fd, const ProxyTerms& terms, const ProxyGate& gate) {
  if (!terms.looks) return only(Step::welcome);
  std::array<char, wire::proxy_v2_most_bytes> seen;
  const ssize_t count = ::recv(fd, seen.data(), seen.size(), MSG_PEEK | MSG_DONTWAIT);
  if (count < 0) return only(errno == EAGAIN || errno == EINTR ? Step::wait : Step::close);
  if (count == 0) return only(Step::close);
  const std::string_view bytes(seen.data(), static_cast<std::size_t>(count));
  auto read = wire::read_proxy_v2(bytes);
  switch (read.step) {
    case wire::ProxyV2Result::Step::need_more:
      wake_from(fd, static_cast<int>(count) + 1);
      return only(Step::wait);
    case wire::ProxyV2Result::Step::bad:
      if (bytes.starts_with(signature)) return only(Step::close);
      wake_from(fd, 1);
      return only(without_header(terms));
    case wire::ProxyV2Result::Step::header:
      break;
  }
  if (!terms.believes) return only(Step::close);
  wake_from(fd, 1);
  // The bytes are there, so this takes exactly the header.
  if (::recv(fd, seen.data(), read.header.consumed, MSG_DONTWAIT) != static_cast<ssize_t>(read.header.consumed)) {
    return only(Step::close);
  }
  return with_header(std::move(read.header), gate);
}

}  // namespace atgateway::listen
