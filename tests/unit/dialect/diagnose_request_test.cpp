#include "dialect/diagnose_request.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

namespace {

Result<flow::Credentials> decode(std::string text) {
  const auto document = json::Document::parse(std::move(text));
  BOOST_REQUIRE(document.ok());
  return dialect::decode_diagnose(document->root());
}

}  // namespace

BOOST_AUTO_TEST_SUITE(diagnose_request)

BOOST_AUTO_TEST_CASE(everything_may_be_left_out) {
  for (const auto* text : {"{}", R"({"api_base_url": null, "api_access_token": ""})", R"({"protocol": 1, "errors": "body"})"}) {
    const auto decoded = decode(text);
    BOOST_REQUIRE(decoded.ok());
    BOOST_TEST(!decoded->api_base_url.has_value());
    BOOST_TEST(!decoded->token);
  }
}

BOOST_AUTO_TEST_CASE(credentials_are_taken) {
  const auto decoded = decode(R"({"api_base_url": "https://carto.example.org", "api_access_token": "abc"})");
  BOOST_REQUIRE(decoded.ok());
  BOOST_TEST(decoded->api_base_url.value() == "https://carto.example.org");
  BOOST_TEST(decoded->token->equals("abc"));
}

BOOST_AUTO_TEST_CASE(mistakes_name_their_field) {
  const std::tuple<const char*, Errc, const char*> cases[] = {
      {R"({"protocol": 2})", Errc::bad_field, "/protocol"},
      {R"({"errors": "loud"})", Errc::bad_field, "/errors"},
      {R"({"api_base_url": 1})", Errc::bad_field, "/api_base_url"},
      {R"({"api_access_token": {}})", Errc::bad_field, "/api_access_token"},
      {R"({"api_access_token": "a b"})", Errc::token_malformed, "/api_access_token"},
      {R"({"token": "x"})", Errc::unknown_field, "/token"},
      {R"([])", Errc::bad_field, ""},
  };
  for (const auto& [text, code, field] : cases) {
    const auto decoded = decode(text);
    BOOST_REQUIRE(!decoded.ok());
    BOOST_TEST((decoded.error().code() == code), text);
    BOOST_TEST(decoded.error().field() == field, text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
