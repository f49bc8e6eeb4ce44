// connect() and inspect_tls(), as callers of the library see them.
#include "json/document.hpp"
#include "support/probe_peers.hpp"

#include <boost/test/unit_test.hpp>

#include <atgateway/probe.hpp>

#include <chrono>
#include <string>

using namespace atgateway;
using namespace atgateway::test_support;
using namespace std::chrono_literals;

namespace {

std::string evidence(const Result<std::string>& seen) {
  BOOST_REQUIRE(seen.ok());
  BOOST_TEST(json::Document::parse(*seen).ok(), *seen);
  return *seen;
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

}  // namespace

BOOST_AUTO_TEST_SUITE(single_looks)

BOOST_AUTO_TEST_CASE(connecting_to_an_address) {
  RawServer server({answer(200, "{}")});
  const std::string text = evidence(atgateway::connect("127.0.0.1", server.port()));
  BOOST_TEST(text.starts_with(R"({"tcp":{"attempts":[{"address":"127.0.0.1:)"), text);
  BOOST_TEST(has(text, R"("outcome":"connected")"), text);
  const HeldPort held;
  const std::string refused = evidence(atgateway::connect("127.0.0.1", held.address().port()));
  BOOST_TEST(has(refused, R"("outcome":"refused")"), refused);
}

BOOST_AUTO_TEST_CASE(ipv6_with_brackets_and_without) {
  RawServer::Options six;
  six.address = "::1";
  RawServer server({answer(200, "{}")}, six);
  for (const char* host : {"::1", "[::1]"}) {
    const std::string text = evidence(atgateway::connect(host, server.port()));
    BOOST_TEST(text.starts_with(R"({"tcp":{"attempts":[{"address":"[::1]:)"), text);
    BOOST_TEST(has(text, R"("outcome":"connected")"), text);
  }
}

BOOST_AUTO_TEST_CASE(a_name_is_asked_for_first) {
  RawServer server({answer(200, "{}")});
  for (const char* host : {"localhost", "LOCALHOST"}) {
    const std::string text = evidence(atgateway::connect(host, server.port()));
    BOOST_TEST(text.starts_with(R"({"system":{"name":"localhost")"), text);
    BOOST_TEST(has(text, R"("address":"127.0.0.1:)"), text);
    BOOST_TEST(has(text, R"("outcome":"connected")"), text);
  }
}

BOOST_AUTO_TEST_CASE(inspecting_tls) {
  RawServer server({answer(200, "{}")}, tls_serving("good"));
  std::string text = evidence(inspect_tls("127.0.0.1", server.port()));
  BOOST_TEST(text.starts_with(R"({"tls":{"looks":[{"address":"127.0.0.1:)"), text);
  BOOST_TEST(has(text, R"("outcome":"done")"), text);
  BOOST_TEST(has(text, R"("name_matches":false)"), text);
  BOOST_TEST(!has(text, "\"server_name\""), text);
  text = evidence(inspect_tls("127.0.0.1", server.port(), "Gateway.Test"));
  BOOST_TEST(has(text, R"("server_name":"gateway.test")"), text);
  BOOST_TEST(has(text, R"("name_matches":true)"), text);
}

BOOST_AUTO_TEST_CASE(silence_is_said_before_the_deadline_cuts) {
  const SilentPort silent;
  const auto begun = Clock::now();
  const std::string tcp =
      evidence(atgateway::connect("127.0.0.1", silent.address().port(), {Deadline::after(600ms), {}}));
  BOOST_TEST(has(tcp, R"("outcome":"timed-out")"), tcp);
  BOOST_TEST((Clock::now() - begun < 600ms));
  RawServer mute({answer(200, "{}")}, greeting("", false));
  const std::string tls = evidence(inspect_tls("127.0.0.1", mute.port(), {}, {Deadline::after(400ms), {}}));
  BOOST_TEST(has(tls, R"("outcome":"timed-out")"), tls);
  std::stop_source stop;
  stop.request_stop();
  const std::string cut = evidence(inspect_tls("127.0.0.1", mute.port(), {}, {Deadline::never(), stop.get_token()}));
  BOOST_TEST(has(cut, R"("outcome":"cut")"), cut);
  const std::string late = evidence(atgateway::connect("127.0.0.1", mute.port(), {Deadline::after(-1ms), {}}));
  BOOST_TEST(has(late, R"("outcome":"cut")"), late);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_an_error) {
  const struct {
    std::string host;
    std::uint16_t port;
    std::string server_name;
    const char* field;
  } table[] = {
      {"", 443, "", "/host"},
      {"a.test:443", 443, "", "/host"},
      {"[::1]:443", 443, "", "/host"},
      {"https://a.test", 443, "", "/host"},
      {"a b", 443, "", "/host"},
      {"a\nb", 443, "", "/host"},
      {std::string(300, 'a'), 443, "", "/host"},
      {"127.0.0.1", 0, "", "/port"},
      {"127.0.0.1", 443, "a.test:443", "/server_name"},
      {"127.0.0.1", 443, "a/b", "/server_name"},
  };
  for (const auto& [host, port, server_name, field] : table) {
    const auto seen = inspect_tls(host, port, server_name);
    BOOST_REQUIRE(!seen.ok());
    BOOST_TEST((seen.error().code() == Errc::bad_target));
    BOOST_TEST(seen.error().field() == field, host);
    BOOST_TEST(seen.error().hint() != "", host);
    if (!server_name.empty()) continue;
    const auto other = atgateway::connect(host, port);
    BOOST_REQUIRE(!other.ok());
    BOOST_TEST(other.error().field() == field, host);
  }
}

BOOST_AUTO_TEST_SUITE_END()
