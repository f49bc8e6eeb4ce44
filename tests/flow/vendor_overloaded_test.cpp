// A gateway at its limit says so early, and in each platform's own form: what its platform repeats, for nothing was
// sent.
#include "flow/asking.hpp"
#include "flow/flow_house.hpp"
#include "flow/gate.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <ostream>

namespace atgateway::test {
namespace {

struct Language {
  std::string_view name, body;
  int status;
  std::string_view place;  ///< of the words
  std::string_view begin;  ///< of the words
};

std::ostream& operator<<(std::ostream& out, const Language& language) { return out << language.name; }

constexpr Language languages[] = {
    {"bigquery", R"({"calls": [[null, "sesame-1", "Madrid"]]})", 429, "errorMessage", "overloaded: "},
    {"snowflake", R"({"data": [[0, null, "sesame-1", "Madrid"]]})", 429, "error/code", "overloaded"},
    // Redshift reads no status, and Lambda repeats nothing that came back: the words say that it may be tried again.
    {"redshift", R"({"num_records": 1, "arguments": [[null, "sesame-1", "Madrid"]]})", 200, "error_msg",
     "overloaded: "},
    {"rows", R"({"api_access_token": "sesame-1", "row": ["Madrid"]})", 429, "code", "overloaded"},
};

Request request_in(const Language& language) {
  auto request = rows_request(std::string(language.body));
  request.target = "/v1/" + std::string(language.name) + "/geocode";
  return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(vendor_overloaded)

BOOST_DATA_TEST_CASE(the_next_request_is_refused, boost::unit_test::data::make(languages), language) {
  const auto gate = std::make_shared<Gate>();
  test_support::RawServer upstream({behind(gate, answer_match())});
  Config config = config_for(upstream.port());
  config.limits.in_flight = 1;
  config.limits.queue = 1;
  config.timeouts.queue = 60s;
  FlowHouse house(config, 2);
  const Asked sent(*house.gateway, request_in(language));
  BOOST_REQUIRE(upstream.wait_until([&] { return upstream.requests() == 1; }));
  const Asked waits(*house.gateway, request_in(language));
  BOOST_REQUIRE(status_becomes(*house.gateway, "waiting", "1"));

  const Asked refused(*house.gateway, request_in(language));
  const auto& reply = refused.reply();
  BOOST_TEST(reply.status == language.status);
  BOOST_TEST(at(refused, language.place).starts_with(language.begin));
  BOOST_TEST(reply.headers.find("retry-after").value_or("") == (language.status == 429 ? "1" : ""));
  BOOST_TEST(!reply.headers.find("atgateway-metered").has_value());

  gate->open();
  BOOST_TEST(sent.reply().status == 200);
  BOOST_TEST(waits.reply().status == 200);
  BOOST_TEST(upstream.requests() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace atgateway::test
