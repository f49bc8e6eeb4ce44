#include "probe/dns_exchange.hpp"

#include "support/dns_responder.hpp"
#include "support/dns_servers.hpp"
#include "support/network_namespace.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <thread>
#include <vector>

using namespace atgateway;
using namespace atgateway::probe;
using namespace atgateway::test_support;
using Outcome = DnsReply::Outcome;
using Messages = std::vector<DnsText>;

namespace {

const DnsQuestion question{"a.example", 1};
const DnsText address = a_record(question_name, 60, {10, 1, 2, 3});

DnsExchange ask(std::uint16_t port, const Scope& scope = {}) {
  Waiting waiting(scope);
  return exchange_dns(*net::SocketAddress::parse_ip("127.0.0.1", port), question, waiting);
}
DnsText good(const DnsText& query, unsigned flags = 0x8180) { return reply_to(query, flags, {{address}, {}, {}}); }

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_exchange)

BOOST_AUTO_TEST_CASE(an_answer_counts) {
  const DnsResponder server([](const DnsAsked& asked) { return Messages{good(asked.query)}; });
  const DnsExchange exchange = ask(server.port());
  BOOST_TEST((exchange.outcome == Outcome::answered));
  BOOST_TEST(exchange.message.addresses.at(0) == "10.1.2.3");
  BOOST_TEST(exchange.tries == 1U);
  BOOST_TEST(exchange.ignored == 0U);
  BOOST_TEST(exchange.took_us > 0);
  BOOST_TEST(exchange.took_us < 900000);
  BOOST_TEST(server.asked().at(0).edns());
}

BOOST_AUTO_TEST_CASE(what_does_not_belong_to_the_question_is_passed_over) {
  const DnsResponder server([](const DnsAsked& asked) {
    DnsText another_id = good(asked.query);
    another_id[0] = static_cast<std::uint8_t>(another_id[0] ^ 0xFF);
    DnsText another_name = good(asked.query);
    another_name[13] = 'b';
    DnsText another_type = good(asked.query);
    another_type[12 + 11 + 1] = 28;
    DnsText another_class = good(asked.query);
    another_class[12 + 11 + 3] = 3;
    DnsText nameless = good(asked.query);
    nameless.resize(12);
    nameless[5] = nameless[7] = nameless[11] = 0;
    DnsText cut_off = good(asked.query);
    cut_off.pop_back();
    DnsText upper = good(asked.query);
    upper[13] = 'A';
    return Messages{{},
                    DnsText(5, 7),
                    DnsText(700, 0xFF),
                    another_id,
                    another_name,
                    another_type,
                    another_class,
                    nameless,
                    asked.query,
                    cut_off,
                    good(asked.query, 0xA180),
                    upper};
  });
  const DnsExchange exchange = ask(server.port());
  BOOST_TEST((exchange.outcome == Outcome::answered));
  BOOST_TEST(exchange.ignored == 11U);
  BOOST_TEST(exchange.tries == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_but_strangers_is_malformed) {
  const DnsResponder server([](const DnsAsked& asked) {
    DnsText another_id = good(asked.query);
    another_id[0] = static_cast<std::uint8_t>(another_id[0] ^ 0xFF);
    return Messages{another_id};
  });
  const DnsExchange exchange = ask(server.port());
  BOOST_TEST((exchange.outcome == Outcome::malformed));
  BOOST_TEST(exchange.trouble ==
             "no answer within 3 s (2 tries); 3 messages came that do not answer the question, the last: another id");
}

BOOST_AUTO_TEST_CASE(silence_is_waited_for_and_then_asked_without_edns) {
  const DnsResponder server([](const DnsAsked&) { return Messages{}; });
  const auto begun = Clock::now();
  const DnsExchange exchange = ask(server.port());
  BOOST_TEST((exchange.outcome == Outcome::timed_out));
  BOOST_TEST(exchange.trouble == "no answer within 3 s (2 tries)");
  BOOST_TEST(exchange.tries == 2U);
  BOOST_TEST((Clock::now() - begun >= milliseconds(2000)));
  const auto asked = server.asked();
  BOOST_REQUIRE(asked.size() == 3U);
  BOOST_TEST(asked[0].edns());
  BOOST_TEST(asked[1].edns());
  BOOST_TEST(!asked[2].edns());
  BOOST_TEST((asked[0].query[0] != asked[1].query[0] || asked[0].query[1] != asked[1].query[1]));  // an id per try
}

BOOST_AUTO_TEST_CASE(a_firewall_that_drops_edns_does_not_hide_the_server) {
  const DnsResponder server(
      [](const DnsAsked& asked) { return asked.edns() ? Messages{} : Messages{good(asked.query)}; });
  const DnsExchange exchange = ask(server.port());
  BOOST_TEST((exchange.outcome == Outcome::answered));
  BOOST_TEST(!exchange.message.edns);
  BOOST_TEST(exchange.tries == 2U);
  BOOST_TEST(exchange.took_us < 900000);  // of the try that was answered
}

BOOST_AUTO_TEST_CASE(a_late_answer_is_an_answer_to_its_own_try) {
  DnsText first;
  const DnsResponder server([&](const DnsAsked& asked) {
    if (asked.number == 0) first = asked.query;
    return asked.number == 1 ? Messages{good(first)} : Messages{};
  });
  const DnsExchange exchange = ask(server.port());
  BOOST_TEST((exchange.outcome == Outcome::answered));
  BOOST_TEST(exchange.took_us >= 1000000);
  BOOST_TEST(exchange.tries == 2U);
}

BOOST_AUTO_TEST_CASE(who_does_not_know_edns_is_asked_without) {
  for (const unsigned rcode : {1U, 4U}) {
    for (const bool with_question : {true, false}) {
      const DnsResponder server([&](const DnsAsked& asked) {
        if (!asked.edns()) return Messages{good(asked.query)};
        DnsText no = reply_to(asked.query, 0x8180 | rcode);
        if (!with_question) {
          no.resize(12);
          no[5] = 0;
        }
        return Messages{no};
      });
      const DnsExchange exchange = ask(server.port());
      BOOST_TEST((exchange.outcome == Outcome::answered));
      BOOST_TEST(exchange.message.rcode == 0U);
      BOOST_TEST(!exchange.message.edns);
      BOOST_TEST(exchange.tries == 1U);
      BOOST_TEST(server.asked().size() == 2U);
    }
  }
  const DnsResponder stubborn([](const DnsAsked& asked) { return Messages{reply_to(asked.query, 0x8184)}; });
  const DnsExchange exchange = ask(stubborn.port());
  BOOST_TEST((exchange.outcome == Outcome::answered));
  BOOST_TEST(dns_rcode_name(exchange.message.rcode) == "NOTIMP");
  BOOST_TEST(stubborn.asked().size() == 2U);
}

BOOST_AUTO_TEST_CASE(a_cut_answer_is_fetched_over_tcp) {
  const DnsResponder server([](const DnsAsked& asked) {
    return asked.tcp ? Messages{framed(good(asked.query))} : Messages{reply_to(asked.query, 0x8380)};
  });
  const DnsExchange exchange = ask(server.port());
  BOOST_TEST((exchange.outcome == Outcome::answered));
  BOOST_TEST(exchange.transport == "tcp");
  BOOST_TEST(!exchange.message.head.truncated);
  BOOST_TEST(exchange.message.address_count == 1U);
  BOOST_TEST(exchange.trouble.empty());
}

BOOST_AUTO_TEST_CASE(without_tcp_the_cut_answer_stands) {
  const DnsResponder server([](const DnsAsked& asked) { return Messages{good(asked.query, 0x8380)}; }, false);
  const DnsExchange exchange = ask(server.port());
  BOOST_TEST((exchange.outcome == Outcome::answered));
  BOOST_TEST(exchange.transport == "udp");
  BOOST_TEST(exchange.message.head.truncated);
  BOOST_TEST(exchange.message.address_count == 1U);
  BOOST_TEST(exchange.trouble.starts_with("the answer is cut, and over TCP: "));
}

BOOST_AUTO_TEST_CASE(nobody_there) {
  const DnsExchange exchange = ask(free_dns_port());
  BOOST_TEST((exchange.outcome == Outcome::refused));
  BOOST_TEST(exchange.trouble == "the port is closed (Connection refused)");
}

BOOST_AUTO_TEST_CASE(the_deadline_and_stop_end_it) {
  const DnsResponder server([](const DnsAsked&) { return Messages{}; });
  const auto begun = Clock::now();
  const DnsExchange late = ask(server.port(), Scope{Deadline::after(milliseconds(50)), {}});
  BOOST_TEST((late.outcome == Outcome::cut));
  BOOST_TEST(late.trouble.starts_with("no answer yet when it was cut off after "));
  std::stop_source source;
  std::thread stopper([&] {
    std::this_thread::sleep_for(milliseconds(50));
    source.request_stop();
  });
  BOOST_TEST((ask(server.port(), Scope{Deadline::never(), source.get_token()}).outcome == Outcome::cut));
  stopper.join();
  BOOST_TEST((Clock::now() - begun < milliseconds(900)));
}

BOOST_AUTO_TEST_CASE(an_endless_stream_of_nonsense_ends) {
  const DnsResponder server([](const DnsAsked&) { return Messages(20000, DnsText(100, 0)); });
  const auto begun = Clock::now();
  const DnsExchange exchange = ask(server.port(), Scope{Deadline::after(milliseconds(300)), {}});
  BOOST_TEST((exchange.outcome == Outcome::cut));
  BOOST_TEST(exchange.ignored > 0U);
  BOOST_TEST((Clock::now() - begun < milliseconds(5000)));
}

BOOST_AUTO_TEST_CASE(no_way_there, *boost::unit_test::precondition(own_network)) {
  in_own_network([] {
    Waiting waiting{Scope{}};
    for (const char* ip : {"192.0.2.1", "2001:db8::1"}) {
      const DnsExchange exchange = exchange_dns(*net::SocketAddress::parse_ip(ip, 53), question, waiting);
      BOOST_TEST((exchange.outcome == Outcome::unreachable));
      BOOST_TEST(exchange.trouble == "Network is unreachable");
    }
    run_command(
        "nft 'add table inet t; add chain inet t in { type filter hook input priority 0; }; "
        "add rule inet t in udp dport 53 reject with icmpx host-unreachable'");
    const DnsExchange rejected = exchange_dns(*net::SocketAddress::parse_ip("127.0.0.1", 53), question, waiting);
    BOOST_TEST((rejected.outcome == Outcome::unreachable));
    BOOST_TEST(rejected.trouble == "No route to host");
    run_command(
        "nft 'flush ruleset; add table inet t; add chain inet t out { type filter hook output priority 0; }; "
        "add rule inet t out udp dport 53 drop'");
    const DnsExchange forbidden = exchange_dns(*net::SocketAddress::parse_ip("127.0.0.1", 53), question, waiting);
    BOOST_TEST((forbidden.outcome == Outcome::unreachable));
    BOOST_TEST(forbidden.trouble.find("does not let the question out") != std::string::npos);
  });
}

BOOST_AUTO_TEST_SUITE_END()
