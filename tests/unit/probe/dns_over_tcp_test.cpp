#include "probe/dns_over_tcp.hpp"

#include "support/dns_responder.hpp"
#include "support/dns_servers.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace atgateway;
using namespace atgateway::probe;
using namespace atgateway::test_support;
using Messages = std::vector<DnsText>;

namespace {

const DnsQuestion question{"a.example", 1};
DnsText good(const DnsText& query) {
  return reply_to(query, 0x8180, {{a_record(question_name, 60, {10, 1, 2, 3})}, {}, {}});
}
DnsOverTcp ask(std::uint16_t port, milliseconds span = milliseconds(5000)) {
  Waiting waiting{Scope{Deadline::after(span), {}}};
  return ask_dns_over_tcp(*net::SocketAddress::parse_ip("127.0.0.1", port), question, true, waiting);
}
DnsOverTcp told(DnsResponder::Handler handler) {
  const DnsResponder server(std::move(handler));
  return ask(server.port());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dns_over_tcp)

BOOST_AUTO_TEST_CASE(an_answer_in_one_piece_or_many) {
  const DnsOverTcp one = told([](const DnsAsked& asked) { return Messages{framed(good(asked.query))}; });
  BOOST_REQUIRE(one.message);
  BOOST_TEST(one.message->addresses.at(0) == "10.1.2.3");
  BOOST_TEST(one.took_us > 0);
  const DnsOverTcp many = told([](const DnsAsked& asked) {
    Messages bytes;
    for (const auto each : framed(good(asked.query))) bytes.push_back({each});
    return bytes;
  });
  BOOST_TEST(many.message.has_value());
}

BOOST_AUTO_TEST_CASE(what_is_not_an_answer_says_why) {
  const auto trouble = [](DnsResponder::Handler handler) {
    const DnsOverTcp end = told(std::move(handler));
    BOOST_TEST(!end.message.has_value());
    return end.trouble;
  };
  BOOST_TEST(trouble([](const DnsAsked&) { return Messages{}; }) ==
             "the connection was closed before the answer was whole");
  BOOST_TEST(trouble([](const DnsAsked&) { return Messages{{0}}; }) ==
             "the connection was closed before the answer was whole");
  BOOST_TEST(trouble([](const DnsAsked&) {
               return Messages{{0xFF, 0xFF, 1, 2, 3}};
             }) == "the connection was closed before the answer was whole");
  BOOST_TEST(trouble([](const DnsAsked&) {
               return Messages{{0, 0}};
             }) == "a message came that does not answer the question");
  BOOST_TEST(trouble([](const DnsAsked& asked) {
               DnsText other = good(asked.query);
               other[0] = static_cast<std::uint8_t>(other[0] ^ 0xFF);
               return Messages{framed(other)};
             }) == "a message came that does not answer the question");
  BOOST_TEST(trouble([](const DnsAsked& asked) {
               DnsText cut = good(asked.query);
               cut.pop_back();
               return Messages{framed(cut)};
             }) == "an answer came that cannot be read");
}

BOOST_AUTO_TEST_CASE(nobody_there_and_no_time) {
  const DnsOverTcp refused = ask(free_dns_port());
  BOOST_TEST(!refused.message.has_value());
  BOOST_TEST(!refused.trouble.empty());
  const DnsResponder server([](const DnsAsked&) { return Messages{}; });
  const DnsOverTcp late = ask(server.port(), milliseconds(0));
  BOOST_TEST(!late.message.has_value());
  BOOST_TEST(!late.trouble.empty());
}

BOOST_AUTO_TEST_SUITE_END()
