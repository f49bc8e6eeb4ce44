#include "probe/dns.hpp"

#include "support/dns_servers.hpp"
#include "support/network_namespace.hpp"

#include <boost/test/unit_test.hpp>

#include <sched.h>
#include <sys/mount.h>

#include <algorithm>
#include <string>
#include <thread>

using namespace atgateway;
using namespace atgateway::probe;

BOOST_AUTO_TEST_SUITE(system_answer)

BOOST_AUTO_TEST_CASE(a_literal_is_its_own_answer) {
  const SystemAnswer answer = ask_system("2001:DB8:0::1", 5, Scope{});
  BOOST_TEST(answer.literal);
  BOOST_TEST(answer.finished);
  BOOST_TEST(answer.addresses.at(0) == "2001:db8::1");
  BOOST_TEST(answer.times_us.empty());
}

BOOST_AUTO_TEST_CASE(localhost_is_found_as_often_as_asked) {
  const SystemAnswer answer = ask_system("localhost", 3, Scope{Deadline::after(milliseconds(10000)), {}});
  BOOST_TEST(answer.finished);
  BOOST_TEST(answer.failure.empty());
  BOOST_TEST(answer.from_hosts_file);
  BOOST_TEST(answer.address_count >= 1U);
  const auto& all = answer.addresses;
  BOOST_TEST((std::find(all.begin(), all.end(), "127.0.0.1") != all.end() ||
              std::find(all.begin(), all.end(), "::1") != all.end()));
  BOOST_TEST(answer.times_us.size() == 3U);
  BOOST_TEST(!answer.nameservers.empty());
}

BOOST_AUTO_TEST_CASE(what_cannot_be_a_name_has_the_systems_words) {
  const SystemAnswer answer = ask_system(std::string(300, 'a') + "\x1b", 1, Scope{});
  BOOST_TEST(answer.finished);
  BOOST_TEST(!answer.failure.empty());
  BOOST_TEST(answer.addresses.empty());
  BOOST_TEST(answer.name.find('\x1b') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(no_time_is_no_answer) {
  const SystemAnswer late = ask_system("localhost", 1, Scope{Deadline(Clock::now()), {}});
  BOOST_TEST((late.finished || (late.addresses.empty() && late.failure.empty())));
}

/// Lookups under /etc/hosts, resolv.conf and a network of the test's own; the thread has its own mounts.
BOOST_AUTO_TEST_CASE(hanging_lookups_are_left_behind, *boost::unit_test::precondition(test_support::own_network)) {
  test_support::in_own_network([] {
    BOOST_REQUIRE(::unshare(CLONE_FS | CLONE_NEWNS) == 0);
    BOOST_REQUIRE(::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0);
    test_support::run_command(
        "f=$(mktemp) && printf 'nameserver 127.0.0.1\\noptions timeout:1 attempts:1\\n' > $f && "
        "touch /etc/resolv.conf && mount --bind $f $(readlink -f /etc/resolv.conf) && rm $f");
    test_support::run_command(
        "nft 'add table inet t; add chain inet t in { type filter hook input priority 0; }; "
        "add rule inet t in udp dport 53 drop'");
    const auto begun = Clock::now();
    const SystemAnswer late = ask_system("a.example.com", 1, Scope{Deadline::after(milliseconds(100)), {}});
    BOOST_TEST(!late.finished);
    BOOST_TEST(late.times_us.empty());
    std::stop_source source;
    source.request_stop();
    BOOST_TEST(!ask_system("b.example.com", 1, Scope{Deadline::never(), source.get_token()}).finished);
    BOOST_TEST((Clock::now() - begun < milliseconds(900)));
    bool refused = false;
    for (int i = 0; i < 40 && !refused; ++i) {
      const SystemAnswer more = ask_system("c.example.com", 1, Scope{Deadline(Clock::now()), {}});
      refused = more.failure == "no lookup could be started: too many of them hang";
    }
    BOOST_TEST(refused);
    // They end by themselves, and make room.
    const auto end = Clock::now() + milliseconds(20000);
    bool room = false;
    while (!room && Clock::now() < end) {
      std::this_thread::sleep_for(milliseconds(100));
      room = ask_system("localhost", 1, Scope{Deadline::after(milliseconds(10000)), {}}).address_count > 0;
    }
    BOOST_TEST(room);
  });
}

BOOST_AUTO_TEST_SUITE_END()
