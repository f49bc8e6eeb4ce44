#include "listen/introduction.hpp"

#include "unit/listen/proxy_bytes.hpp"

#include <boost/test/unit_test.hpp>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace atgateway;
using listen::Introduction;
using listen::ProxyTerms;
using listen::test::proxy_v2;
using Step = Introduction::Step;
using Without = ProxyTerms::Without;

namespace {

// Two ends of a TCP connection: looking at bytes and waiting for a number of them are TCP's own business.
struct Pair {
  Pair() {
    const int listening = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(listening, reinterpret_cast<sockaddr*>(&address), size);
    ::listen(listening, 1);
    ::getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size);
    peer = ::socket(AF_INET, SOCK_STREAM, 0);
    ::connect(peer, reinterpret_cast<sockaddr*>(&address), size);
    ours = ::accept4(listening, nullptr, nullptr, SOCK_NONBLOCK);
    ::close(listening);
  }
  ~Pair() {
    ::close(peer);
    ::close(ours);
  }
  void send(std::string_view bytes) const {
    ::send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    sent += bytes.size();
    while (seen() < sent) ::poll(nullptr, 0, 1);
  }
  [[nodiscard]] std::size_t seen() const {
    char bytes[4096];
    const auto count = ::recv(ours, bytes, sizeof bytes, MSG_PEEK);
    return count < 0 ? 0 : static_cast<std::size_t>(count);
  }
  [[nodiscard]] bool readable() const {
    pollfd poll = {ours, POLLIN, 0};
    return ::poll(&poll, 1, 20) == 1;
  }
  [[nodiscard]] std::string rest() const {
    char bytes[4096];
    const auto count = ::recv(ours, bytes, sizeof bytes, 0);
    return {bytes, count < 0 ? 0 : static_cast<std::size_t>(count)};
  }
  int peer = -1, ours = -1;
  mutable std::size_t sent = 0;
};

listen::ProxyGate gate(std::vector<std::uint32_t> links = {}) {
  ProxyProtocolConfig config;
  config.allowed_link_ids = std::move(links);
  return *listen::ProxyGate::make(config);
}

constexpr ProxyTerms trusted{.looks = true, .believes = true, .without = Without::close};
constexpr ProxyTerms stranger{.looks = true, .believes = false, .without = Without::welcome};

}  // namespace

BOOST_AUTO_TEST_SUITE(introduction)

BOOST_AUTO_TEST_CASE(takes_the_header_and_not_a_byte_more) {
  const Pair pair;
  pair.send(proxy_v2("203.0.113.7", 5000, 4711) + "GET /");
  const auto got = listen::read_introduction(pair.ours, trusted, gate());
  BOOST_TEST((got.step == Step::welcome));
  BOOST_TEST(got.source == "203.0.113.7:5000");
  BOOST_TEST(got.link_id.value() == 4711U);
  BOOST_TEST(pair.rest() == "GET /");
}

BOOST_AUTO_TEST_CASE(byte_by_byte_without_waking_in_vain) {
  const Pair pair;
  const std::string header = proxy_v2("203.0.113.7", 5000, 4711);
  for (std::size_t i = 0; i + 1 < header.size(); ++i) {
    pair.send(header.substr(i, 1));
    BOOST_TEST((listen::read_introduction(pair.ours, trusted, gate()).step == Step::wait));
    if (i % 10 == 0) BOOST_TEST(!pair.readable());
  }
  pair.send(header.substr(header.size() - 1));
  BOOST_TEST(pair.readable());
  BOOST_TEST((listen::read_introduction(pair.ours, trusted, gate()).step == Step::welcome));
  pair.sent = 0;
  pair.send("x");
  BOOST_TEST(pair.readable());  // a single byte wakes again
}

BOOST_AUTO_TEST_CASE(without_a_header) {
  const std::pair<Without, Step> table[] = {
      {Without::welcome, Step::welcome}, {Without::health_only, Step::health_only}, {Without::close, Step::close}};
  for (const auto& [without, step] : table) {
    const Pair pair;
    pair.send("GET / HTTP/1.1\r\n");
    BOOST_TEST(
        (listen::read_introduction(pair.ours, {.looks = true, .believes = true, .without = without}, gate()).step ==
         step));
    BOOST_TEST(pair.rest() == "GET / HTTP/1.1\r\n");
  }
}

BOOST_AUTO_TEST_CASE(an_empty_line_may_still_become_either) {
  const Pair pair;
  pair.send("\r\n");
  BOOST_TEST((listen::read_introduction(pair.ours, stranger, gate()).step == Step::wait));
  pair.send("GET");
  BOOST_TEST((listen::read_introduction(pair.ours, stranger, gate()).step == Step::welcome));
}

BOOST_AUTO_TEST_CASE(closed) {
  const std::string good = proxy_v2("203.0.113.7", 5000, 4711);
  std::string malformed = good;
  malformed[12] = '\x33';
  const std::tuple<ProxyTerms, std::string, std::vector<std::uint32_t>> table[] = {
      {stranger, good, {}},                                 // not believed
      {trusted, malformed, {}},                             //
      {trusted, "PROXY TCP4 1.2.3.4 1.2.3.4 1 2\r\n", {}},  // version 1
      {trusted, good, {4712}},                              // another link
      {trusted, proxy_v2("203.0.113.7", 5000, std::nullopt), {4712}}};
  for (const auto& [terms, bytes, links] : table) {
    const Pair pair;
    pair.send(bytes);
    BOOST_TEST((listen::read_introduction(pair.ours, terms, gate(links)).step == Step::close));
  }
  const Pair pair;
  ::shutdown(pair.peer, SHUT_WR);
  BOOST_TEST(pair.readable());
  BOOST_TEST((listen::read_introduction(pair.ours, trusted, gate()).step == Step::close));
}

BOOST_AUTO_TEST_CASE(a_proxy_that_speaks_for_itself) {
  const Pair pair, checked;
  pair.send(listen::test::proxy_v2_local());
  BOOST_TEST((listen::read_introduction(pair.ours, trusted, gate()).step == Step::welcome));
  checked.send(listen::test::proxy_v2_local());
  BOOST_TEST((listen::read_introduction(checked.ours, trusted, gate({1})).step == Step::health_only));
}

BOOST_AUTO_TEST_CASE(nobody_looks_where_none_is_expected) {
  const Pair pair;
  BOOST_TEST((listen::read_introduction(pair.ours, ProxyTerms{}, gate()).step == Step::welcome));
}

BOOST_AUTO_TEST_SUITE_END()
