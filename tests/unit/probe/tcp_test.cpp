// Connections to sockets that listen, refuse, drop and reject.
#include "probe/tcp.hpp"

#include "support/network_namespace.hpp"
#include "support/raw_server.hpp"

#include <sys/socket.h>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>
#include <vector>

using namespace atgateway;
using namespace atgateway::probe;
using namespace atgateway::test_support;
using namespace std::chrono_literals;
using Outcome = TcpAttempt::Outcome;

namespace {

constexpr milliseconds patience{250};

net::SocketAddress at(const std::string& ip, std::uint16_t port) { return *net::SocketAddress::parse_ip(ip, port); }

/// A port on which nobody listens, held so that nobody can.
class ClosedPort {
 public:
  explicit ClosedPort(const std::string& ip = "127.0.0.1") {
    auto address = at(ip, 0);
    fd_ = ::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
    BOOST_REQUIRE(::bind(fd_, address.data(), address.size()) == 0);
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    BOOST_REQUIRE(::getsockname(fd_, reinterpret_cast<sockaddr*>(&bound), &size) == 0);
    port_ = net::SocketAddress::from(reinterpret_cast<sockaddr*>(&bound)).port();
  }
  ~ClosedPort() { ::close(fd_); }
  ClosedPort(const ClosedPort&) = delete;
  ClosedPort& operator=(const ClosedPort&) = delete;
  [[nodiscard]] std::uint16_t port() const { return port_; }

 private:
  int fd_ = -1;
  std::uint16_t port_ = 0;
};

TcpAttempt try_one(const net::SocketAddress& address, unsigned samples = 1) {
  const auto all = try_addresses({address}, samples, patience, {});
  BOOST_REQUIRE(all.attempts.size() == 1U);
  return all.attempts[0];
}

std::string evidence(const TcpAttempts& attempts) {
  std::string out;
  json::Writer writer(out);
  write(writer, attempts);
  return out;
}

void reject(const std::string& match, const std::string& verdict) {
  run_command("nft flush ruleset");
  run_command("nft 'add table inet t; add chain inet t c { type filter hook input priority 0; }; add rule inet t c " +
              match + " " + verdict + "'");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tcp)

BOOST_AUTO_TEST_CASE(connects) {
  RawServer server({answer(200, "{}")});
  const auto all = try_addresses({at("127.0.0.1", server.port())}, 3, patience, {});
  BOOST_REQUIRE(all.attempts.size() == 1U);
  const auto& attempt = all.attempts[0];
  BOOST_TEST(to_text(attempt.outcome) == "connected");
  BOOST_TEST(attempt.times_us.size() == 3U);
  for (const auto time : attempt.times_us) BOOST_TEST((time > 0 && time < 250'000));
  BOOST_TEST((attempt.rtt_us.has_value() && *attempt.rtt_us > 0));
  BOOST_TEST(attempt.trouble == "");
  BOOST_TEST(attempt.failures == 0U);
  BOOST_TEST(all.not_tried == 0U);
  BOOST_TEST(all.duration_us >= attempt.times_us[0]);
  BOOST_TEST(server.wait_until([&] { return server.connections() == 3 && server.open() == 0; }));
  BOOST_TEST(server.requests() == 0U);  // closed without a byte
  const auto text = evidence(all);
  BOOST_TEST(text.find("\"outcome\":\"connected\"") != std::string::npos, text);
  BOOST_TEST(text.find("\"address\":\"127.0.0.1:") != std::string::npos, text);
  BOOST_TEST(text.find("\"median_us\"") != std::string::npos, text);
  BOOST_TEST(text.find("not_tried") == std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(refused) {
  const ClosedPort closed;
  const auto attempt = try_one(at("127.0.0.1", closed.port()), 5);
  BOOST_TEST(to_text(attempt.outcome) == "refused");
  BOOST_TEST(attempt.trouble == "Connection refused");
  BOOST_TEST(attempt.times_us.empty());
  BOOST_TEST(!attempt.rtt_us.has_value());
}

BOOST_AUTO_TEST_CASE(reset_at_once) {
  RawServer::Options options;
  options.on_accept = [](RawServer::Peer& peer) { peer.reset(); };
  RawServer server({answer(200, "{}")}, options);
  const auto attempt = try_one(at("127.0.0.1", server.port()));
  BOOST_TEST(to_text(attempt.outcome) == "reset");
  BOOST_TEST(attempt.trouble.find(" us after it was made") != std::string::npos, attempt.trouble);
}

BOOST_AUTO_TEST_CASE(a_server_that_ends_in_good_order_has_connected) {
  RawServer::Options options;
  options.on_accept = [](RawServer::Peer& peer) { peer.close(); };
  RawServer server({answer(200, "{}")}, options);
  BOOST_TEST(to_text(try_one(at("127.0.0.1", server.port())).outcome) == "connected");
}

BOOST_AUTO_TEST_CASE(silence) {
  // A queue of length 0 that is full: the kernel drops further SYNs.
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  auto address = at("127.0.0.1", 0);
  BOOST_REQUIRE(::bind(listener, address.data(), address.size()) == 0);
  BOOST_REQUIRE(::listen(listener, 0) == 0);
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&bound), &size);
  address = net::SocketAddress::from(reinterpret_cast<sockaddr*>(&bound));
  const int first = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  BOOST_REQUIRE(::connect(first, address.data(), address.size()) == 0);
  const auto begun = Clock::now();
  const auto attempt = try_one(address, 3);
  BOOST_TEST(to_text(attempt.outcome) == "timed-out");
  BOOST_TEST(attempt.trouble == "no answer within 250 ms");
  BOOST_TEST((Clock::now() - begun >= patience && Clock::now() - begun < 2 * patience));
  // The deadline and a stop request end it sooner, and then nothing is said about the address.
  Scope scope{Deadline::after(30ms), {}};
  auto cut = try_addresses({address}, 1, patience, scope);
  BOOST_TEST(to_text(cut.attempts[0].outcome) == "cut");
  BOOST_TEST(cut.duration_us < 200'000);
  std::stop_source stop;
  stop.request_stop();
  cut = try_addresses({address}, 1, patience, {Deadline::never(), stop.get_token()});
  BOOST_TEST(to_text(cut.attempts[0].outcome) == "cut");
  ::close(first);
  ::close(listener);
}

BOOST_AUTO_TEST_CASE(each_on_its_own_and_all_at_once) {
  RawServer server({answer(200, "{}")});
  const ClosedPort closed;
  const auto all = try_addresses({at("127.0.0.1", closed.port()), at("127.0.0.1", server.port())}, 1, patience, {});
  BOOST_TEST(to_text(all.attempts[0].outcome) == "refused");
  BOOST_TEST(to_text(all.attempts[1].outcome) == "connected");
}

BOOST_AUTO_TEST_CASE(no_more_than_64_of_1000) {
  const ClosedPort closed("127.0.0.1");
  std::vector<net::SocketAddress> many(1000, at("127.0.0.1", closed.port()));
  const auto all = try_addresses(many, 1, patience, {});
  BOOST_TEST(all.attempts.size() == 64U);
  BOOST_TEST(all.not_tried == 936U);
  for (const auto& attempt : all.attempts) BOOST_TEST(to_text(attempt.outcome) == "refused");
  BOOST_TEST(evidence(all).find("\"not_tried\":936") != std::string::npos);
  BOOST_TEST(try_addresses({}, 1, patience, {}).attempts.empty());
}

BOOST_AUTO_TEST_CASE(in_a_network_that_drops, *boost::unit_test::precondition(own_network)) {
  in_own_network([] {
    const ClosedPort closed;
    reject("tcp dport " + std::to_string(closed.port()), "drop");
    const auto attempt = try_one(at("127.0.0.1", closed.port()));
    BOOST_TEST(to_text(attempt.outcome) == "timed-out");
    BOOST_TEST(attempt.trouble == "no answer within 250 ms");
    const auto all = try_addresses(std::vector(64, at("127.0.0.1", closed.port())), 3, patience, {});
    BOOST_TEST(all.duration_us < 2 * 250'000);  // side by side
  });
}

BOOST_AUTO_TEST_CASE(in_a_network_that_rejects, *boost::unit_test::precondition(own_network)) {
  in_own_network([] {
    RawServer server({answer(200, "{}")});
    RawServer::Options six;
    six.address = "::1";
    RawServer server6({answer(200, "{}")}, six);
    const struct {
      const char* verdict;
      const char* trouble;
      bool v6;
    } table[] = {
        {"reject with icmp type net-unreachable", "ICMP: network unreachable, says 127.0.0.1", false},
        {"reject with icmp type host-unreachable", "ICMP: host unreachable, says 127.0.0.1", false},
        {"reject with icmp type prot-unreachable", "ICMP: protocol unreachable, says 127.0.0.1", false},
        {"reject with icmp type port-unreachable", "ICMP: port unreachable, says 127.0.0.1", false},
        {"reject with icmp type net-prohibited", "ICMP: network administratively prohibited, says 127.0.0.1", false},
        {"reject with icmp type host-prohibited", "ICMP: host administratively prohibited, says 127.0.0.1", false},
        {"reject with icmp type admin-prohibited", "ICMP: administratively prohibited, says 127.0.0.1", false},
        {"reject with icmpv6 type no-route", "ICMPv6: no route, says ::1", true},
        {"reject with icmpv6 type admin-prohibited", "ICMPv6: administratively prohibited, says ::1", true},
        {"reject with icmpv6 type addr-unreachable", "ICMPv6: address unreachable, says ::1", true},
        {"reject with icmpv6 type port-unreachable", "ICMPv6: port unreachable, says ::1", true},
    };
    for (const auto& [verdict, trouble, v6] : table) {
      const auto port = v6 ? server6.port() : server.port();
      reject("tcp dport " + std::to_string(port), verdict);
      const auto attempt = try_one(at(v6 ? "::1" : "127.0.0.1", port));
      BOOST_TEST(to_text(attempt.outcome) == "unreachable", verdict);
      BOOST_TEST(attempt.trouble == trouble, verdict << ": " << attempt.trouble);
    }
    // A reset from a firewall looks like one from the machine.
    reject("tcp dport " + std::to_string(server.port()), "reject with tcp reset");
    BOOST_TEST(to_text(try_one(at("127.0.0.1", server.port())).outcome) == "refused");
  });
}

BOOST_AUTO_TEST_CASE(in_a_network_without_routes, *boost::unit_test::precondition(own_network)) {
  in_own_network([] {
    auto attempt = try_one(at("192.0.2.1", 443));
    BOOST_TEST(to_text(attempt.outcome) == "unreachable");
    BOOST_TEST(attempt.trouble == "Network is unreachable");
    attempt = try_one(at("2001:db8::1", 443));
    BOOST_TEST(to_text(attempt.outcome) == "unreachable");
    run_command("ip route add unreachable 192.0.2.0/24");
    attempt = try_one(at("192.0.2.1", 443));
    BOOST_TEST(to_text(attempt.outcome) == "unreachable");
    BOOST_TEST(attempt.trouble == "No route to host");
    run_command("ip route add prohibit 198.51.100.0/24");
    attempt = try_one(at("198.51.100.1", 443));
    BOOST_TEST(to_text(attempt.outcome) == "forbidden");
    BOOST_TEST(attempt.trouble == "Permission denied");
  });
}

BOOST_AUTO_TEST_CASE(some_samples_fail, *boost::unit_test::precondition(own_network)) {
  in_own_network([] {
    RawServer server({answer(200, "{}")});
    // The first connection of ten goes through, the others hear that nobody listens.
    run_command("nft flush ruleset");
    run_command(
        "nft 'add table inet t; add chain inet t c { type filter hook input priority 0; }; add rule inet t c tcp "
        "dport " +
        std::to_string(server.port()) + " tcp flags & (syn|ack) == syn numgen inc mod 10 != 0 reject with tcp reset'");
    const auto attempt = try_one(at("127.0.0.1", server.port()), 10);
    BOOST_TEST(to_text(attempt.outcome) == "connected");
    BOOST_TEST(attempt.times_us.size() == 1U);
    BOOST_TEST(attempt.failures == 3U);
    BOOST_TEST(attempt.trouble == "Connection refused");
  });
}

BOOST_AUTO_TEST_SUITE_END()
