// One connection at a time: made, refused, unanswered, cut, and ended by the other side.
#include "probe/dial.hpp"

#include "support/network_namespace.hpp"
#include "support/probe_peers.hpp"

#include <fcntl.h>
#include <netinet/tcp.h>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stop_token>
#include <string>
#include <thread>

using namespace atgateway;
using namespace atgateway::probe;
using namespace atgateway::test_support;
using namespace std::chrono_literals;

namespace {

constexpr milliseconds patience{250};

Dialled dial_once(const net::SocketAddress& address, milliseconds span = patience, const Scope& scope = {}) {
  Waiting waiting(scope);
  return dial(address, span, waiting);
}

int option(int fd, int level, int name) {
  int value = -1;
  socklen_t size = sizeof value;
  BOOST_REQUIRE(::getsockopt(fd, level, name, &value, &size) == 0);
  return value;
}

/// A server whose connections all begin with this.
RawServer::Options beginning(std::function<void(RawServer::Peer&)> act) {
  RawServer::Options options;
  options.on_accept = std::move(act);
  return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dial)

BOOST_AUTO_TEST_CASE(a_connection_and_how_its_socket_is) {
  RawServer server({answer(200, "{}")});
  const Dialled dialled = dial_once(local_peer(server.port()));
  BOOST_TEST(to_text(dialled.end.outcome) == "connected");
  BOOST_TEST(dialled.end.trouble == "");
  BOOST_TEST((dialled.took_us > 0 && dialled.took_us < 250'000));
  const int fd = dialled.socket.get();
  BOOST_REQUIRE(fd >= 0);
  BOOST_TEST((::fcntl(fd, F_GETFL) & O_NONBLOCK) != 0);
  BOOST_TEST((::fcntl(fd, F_GETFD) & FD_CLOEXEC) != 0);
  BOOST_TEST(option(fd, IPPROTO_TCP, TCP_NODELAY) == 1);
  BOOST_TEST(option(fd, SOL_IP, IP_RECVERR) == 0);  // ICMP counts for the connection's beginning only
  BOOST_TEST((peer_end(fd) == PeerEnd::none));
}

BOOST_AUTO_TEST_CASE(a_connection_over_ipv6) {
  RawServer::Options six;
  six.address = "::1";
  RawServer server({answer(200, "{}")}, six);
  const Dialled dialled = dial_once(peer_at("::1", server.port()));
  BOOST_REQUIRE(to_text(dialled.end.outcome) == "connected");
  BOOST_TEST(option(dialled.socket.get(), SOL_IPV6, IPV6_RECVERR) == 0);
}

BOOST_AUTO_TEST_CASE(nobody_listens) {
  const HeldPort held;
  const Dialled dialled = dial_once(held.address());
  BOOST_TEST(to_text(dialled.end.outcome) == "refused");
  BOOST_TEST(dialled.end.trouble == "Connection refused");
  BOOST_TEST(!dialled.socket);
}

BOOST_AUTO_TEST_CASE(an_address_of_no_family_cannot_be_reached) {
  const net::SocketAddress nothing;
  const Dialling dialling = begin_dialling(nothing);
  BOOST_TEST(dialling.error != 0);
  const DialEnd end = end_dialling(dialling);
  BOOST_TEST(to_text(end.outcome) != "connected");
  BOOST_TEST(end.trouble != "");
  BOOST_TEST(to_text(dial_once(nothing).end.outcome) == to_text(end.outcome));
}

BOOST_AUTO_TEST_CASE(nobody_answers) {
  const SilentPort silent;
  const auto begun = Clock::now();
  const Dialled dialled = dial_once(silent.address());
  BOOST_TEST(to_text(dialled.end.outcome) == "timed-out");
  BOOST_TEST(dialled.end.trouble == "no answer within 250 ms");
  BOOST_TEST(!dialled.socket);
  BOOST_TEST((Clock::now() - begun >= patience && Clock::now() - begun < 4 * patience));
  BOOST_TEST(dialled.took_us >= 250'000);
}

BOOST_AUTO_TEST_CASE(silence_in_words) {
  BOOST_TEST(silence(2000ms) == "no answer within 2 s");
  BOOST_TEST(silence(1500ms) == "no answer within 1500 ms");
  BOOST_TEST(silence(20ms) == "no answer within 20 ms");
}

BOOST_AUTO_TEST_CASE(what_was_decided_in_time_counts_however_late_it_is_looked_at) {
  RawServer server({answer(200, "{}")});
  BOOST_TEST(to_text(dial_once(local_peer(server.port()), 0ms).end.outcome) == "connected");
}

BOOST_AUTO_TEST_CASE(the_deadline_cuts_and_nothing_is_said_about_the_address) {
  const SilentPort silent;
  const auto begun = Clock::now();
  const Dialled dialled = dial_once(silent.address(), 10s, {Deadline::after(50ms), {}});
  BOOST_TEST(to_text(dialled.end.outcome) == "cut");
  BOOST_TEST(dialled.end.trouble == "");
  BOOST_TEST((Clock::now() - begun >= 50ms && Clock::now() - begun < 2s));
}

BOOST_AUTO_TEST_CASE(stop_ends_it_at_once) {
  const SilentPort silent;
  std::stop_source stop;
  std::jthread soon([&] {
    std::this_thread::sleep_for(30ms);
    stop.request_stop();
  });
  const auto begun = Clock::now();
  const Dialled dialled = dial_once(silent.address(), 10s, {Deadline::never(), stop.get_token()});
  BOOST_TEST(to_text(dialled.end.outcome) == "cut");
  BOOST_TEST((Clock::now() - begun < 2s));
}

BOOST_AUTO_TEST_CASE(how_the_other_side_ended) {
  {
    RawServer server({answer(200, "{}")}, beginning([](RawServer::Peer& peer) { peer.close(); }));
    const Dialled dialled = dial_once(local_peer(server.port()));
    BOOST_REQUIRE(dialled.socket);
    BOOST_TEST(server.wait_until([&] { return peer_end(dialled.socket.get()) != PeerEnd::none; }));
    BOOST_TEST((peer_end(dialled.socket.get()) == PeerEnd::ended));
  }
  {
    RawServer server({answer(200, "{}")}, beginning([](RawServer::Peer& peer) {
                       peer.wait_for_peer();
                       peer.reset();
                     }));
    const Dialled dialled = dial_once(local_peer(server.port()));
    BOOST_REQUIRE(dialled.socket);
    BOOST_TEST((peer_end(dialled.socket.get()) == PeerEnd::none));
    BOOST_TEST(::send(dialled.socket.get(), "x", 1, MSG_NOSIGNAL) == 1);
    BOOST_TEST(server.wait_until([&] { return peer_end(dialled.socket.get()) != PeerEnd::none; }));
    BOOST_TEST((peer_end(dialled.socket.get()) == PeerEnd::reset));
    char byte = 0;
    BOOST_TEST(::recv(dialled.socket.get(), &byte, 1, 0) == -1);
    BOOST_TEST((peer_end(dialled.socket.get()) == PeerEnd::reset));  // also after the error was read
  }
  BOOST_TEST((peer_end(-1) == PeerEnd::none));
}

BOOST_AUTO_TEST_CASE(a_firewall_that_rejects_is_told_from_a_machine_that_refuses,
                     *boost::unit_test::precondition(own_network)) {
  in_own_network([] {
    RawServer server({answer(200, "{}")});
    run_command(
        "nft 'add table inet t; add chain inet t c { type filter hook input priority 0; }; add rule inet t c "
        "tcp dport " +
        std::to_string(server.port()) + " reject with icmp type port-unreachable'");
    const Dialled dialled = dial_once(local_peer(server.port()));
    BOOST_TEST(to_text(dialled.end.outcome) == "unreachable");
    BOOST_TEST(dialled.end.trouble == "ICMP: port unreachable, says 127.0.0.1");
  });
}

BOOST_AUTO_TEST_SUITE_END()
