#include "wire/problem.hpp"
#include "json/document.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;

namespace {

json::Document parse(const Reply& reply) {
  auto document = json::Document::parse(reply.body);
  BOOST_REQUIRE(document.ok());
  return std::move(*document);
}

std::string text(const json::Document& document, std::string_view name) {
  const auto value = document.root().find(name);
  return value ? std::string(value->text()) : "(absent)";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(problem)

BOOST_AUTO_TEST_CASE(members) {
  const Reply reply =
      wire::problem_reply(Error(Errc::bad_field, "It holds a \"quote\".", "/rows/3").with_hint("Take it out."), "id-1");
  BOOST_TEST(reply.status == 400);
  BOOST_TEST(reply.headers.find("content-type").value() == "application/problem+json");
  BOOST_TEST(!reply.headers.find("retry-after").has_value());
  BOOST_TEST(reply.facts.code == "bad-field");
  const auto document = parse(reply);
  BOOST_TEST(text(document, "code") == "bad-field");
  BOOST_TEST(text(document, "status") == "400");
  BOOST_TEST(text(document, "detail") == "It holds a \"quote\".");
  BOOST_TEST(text(document, "hint") == "Take it out.");
  BOOST_TEST(text(document, "field") == "/rows/3");
  BOOST_TEST(text(document, "request_id") == "id-1");
}

BOOST_AUTO_TEST_CASE(every_code_makes_a_reply_that_can_be_sent) {
  for (const ErrorRow& row : error_table()) {
    const Reply reply = wire::problem_reply(row.code, "id-1");
    BOOST_TEST(reply.status == (row.status == 0 ? 500 : row.status), row.slug);
    BOOST_TEST(reply.facts.code == row.slug);
    const auto document = parse(reply);
    BOOST_TEST(text(document, "code") == row.slug);
    BOOST_TEST(text(document, "hint") == row.hint);
    BOOST_TEST(text(document, "detail") == row.sentence);
    BOOST_TEST(text(document, "field") == "(absent)");
    const bool later = row.code == Errc::overloaded || row.code == Errc::draining;
    BOOST_TEST((reply.headers.find("retry-after") == (later ? std::optional<std::string_view>("1") : std::nullopt)));
  }
}

BOOST_AUTO_TEST_SUITE_END()
