#include "config/assign.hpp"

#include "loading.hpp"

#include <boost/test/data/test_case.hpp>

using namespace atgateway;
using namespace atgateway::config_test;
namespace data = boost::unit_test::data;

BOOST_AUTO_TEST_SUITE(assign)

namespace {
struct Row {
  const char* member;  // in the file
  const char* field;
  const char* in_detail;
  const char* in_hint;
};
std::ostream& operator<<(std::ostream& out, const Row& row) { return out << row.member; }
const Row wrong[] = {
    {R"("workers": "4")", "/workers", "a whole number from 0 to 1024", "without quotes"},
    {R"("workers": 1.5)", "/workers", "a whole number", "digits only"},
    {R"("workers": 1e2)", "/workers", "a whole number", "digits only"},
    {R"("workers": -1)", "/workers", "from 0 to 1024", "smallest value is 0"},
    {R"("workers": 1025)", "/workers", "from 0 to 1024", "largest value is 1024"},
    {R"("workers": 99999999999999999999999999)", "/workers", "from 0 to 1024", "largest"},
    {R"("workers": -99999999999999999999999999)", "/workers", "from 0 to 1024", "smallest"},
    {R"("workers": null)", "/workers", "a whole number", "Leave the key out"},
    {R"("workers": true)", "/workers", "a whole number", "a boolean"},
    {R"("limits": {"rows": 0})", "/limits/rows", "limits.rows must be a whole number from 1", "smallest value is 1"},
    {R"("retry": {"resend_metered": "true"})", "/retry/resend_metered", "true or false", "without quotes"},
    {R"("retry": {"resend_metered": 1})", "/retry/resend_metered", "true or false", "a number"},
    {R"("log": {"level": "warning"})", "/log/level", R"("debug", "info", "warn", "error")", "Did you mean \"warn\"?"},
    {R"("log": {"level": "INFO"})", "/log/level", "one of", "Did you mean \"info\"?"},
    {R"("log": {"level": "something else"})", "/log/level", "one of", "Choose one"},
    {R"("log": {"level": 3})", "/log/level", "one of", "in quotes"},
    {R"("log": {"format": null})", "/log/format", "one of", "Leave the key out"},
    {R"("admin": 9901)", "/admin", "a string", "in quotes"},
    {R"("admin": "")", "/admin", "not empty", "Leave the key out"},
    {R"("admin": "localhost:9901")", "/admin", "IP:PORT", "127.0.0.1:9901"},
    {R"("admin": "127.0.0.1:9901\u0000")", "/admin", "control characters", "Check"},
    {R"("proxy_protocol": {"trusted": "10.0.0.0/8"})", "/proxy_protocol/trusted", "an array of strings", "brackets"},
    {R"("proxy_protocol": {"trusted": ["10.0.0.0/8", 3]})", "/proxy_protocol/trusted/1", "a string", "in quotes"},
    {R"("proxy_protocol": {"trusted": ["10.0.0.0/40"]})", "/proxy_protocol/trusted/0", "address range", "0 to 32"},
    {R"("proxy_protocol": {"trusted": [["x"]]})", "/proxy_protocol/trusted/0", "a string", "an array"},
    {R"("proxy_protocol": {"allowed_link_ids": [1, 4294967296]})", "/proxy_protocol/allowed_link_ids/1", "4294967295",
     "largest"},
    {R"("proxy_protocol": {"allowed_link_ids": ["1"]})", "/proxy_protocol/allowed_link_ids/0", "whole number",
     "without quotes"},
    {R"("credentials": {"inbound_key_files": ["a", "b", "c"]})", "/credentials/inbound_key_files", "at most 2",
     "3 items"},
};
}  // namespace

BOOST_DATA_TEST_CASE(refused_with_pointer_reason_and_fix, data::make(wrong), row) {
  const auto refusal = refused(with(row.member));
  BOOST_TEST(refusal.field == row.field);
  BOOST_TEST(has(refusal.detail, row.in_detail), refusal.detail);
  BOOST_TEST(has(refusal.detail, "file gateway.json, line 1, column"), refusal.detail);
  BOOST_TEST(has(refusal.hint, row.in_hint), refusal.hint);
}

BOOST_AUTO_TEST_CASE(version_is_a_closed_list_too) {
  const auto refusal = refused(R"({"tls": {"mode": "off", "min_version": "1.1"}})");
  BOOST_TEST(refusal.field == "/tls/min_version");
  BOOST_TEST(has(refusal.detail, R"("1.2", "1.3")"), refusal.detail);
}

// What somebody pasted into the wrong place does not come back in a message.
BOOST_AUTO_TEST_CASE(no_value_is_repeated) {
  for (const char* member :
       {R"("admin": "eyJhbGciOi")", R"("log": {"level": "eyJhbGciOi"})", R"("workers": "eyJhbGciOi")",
        R"("proxy_protocol": {"trusted": ["eyJhbGciOi"]})", R"("credentials": {"authorization": "eyJhbGciOi"})"}) {
    const auto refusal = refused(with(member));
    BOOST_TEST(!has(refusal.detail + refusal.hint + refusal.field, "eyJ"), refusal.detail + refusal.hint);
  }
}

BOOST_AUTO_TEST_CASE(both_ends_of_a_range_are_inside) {
  BOOST_TEST(loaded(with(R"("workers": 1024)")).config.workers == 1024U);
  BOOST_TEST(loaded(with(R"("workers": 0)")).config.workers == 0U);
  BOOST_TEST(loaded(with(R"("workers": -0)")).config.workers == 0U);
  BOOST_TEST(loaded(with(R"("limits": {"rows": 1})")).config.limits.rows == 1U);
  BOOST_TEST(loaded(with(R"("idempotency": {"bytes": 1099511627776})")).config.idempotency.bytes == 1099511627776U);
}

BOOST_AUTO_TEST_CASE(json_on_one_line) {
  using namespace atgateway::config;
  Given list{.kind = Given::Kind::list};
  BOOST_TEST(as_json(list) == "[]");
  list.items.push_back({.kind = Given::Kind::text, .text = "a\"b"});
  list.items.push_back({.kind = Given::Kind::number, .text = "7"});
  BOOST_TEST(as_json(list) == R"(["a\"b", 7])");
  BOOST_TEST(as_json(Given{}) == "null");
}

BOOST_AUTO_TEST_SUITE_END()
