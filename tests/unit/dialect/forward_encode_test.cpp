#include "support.hpp"

#include <vector>

using namespace dialect_tests;

namespace {

const dialect::Dialect& forward() { return dialect::forward_dialect(); }

std::string encode(const RowResult& row, const dialect::Summary& beside = summary) {
  const flow::Batch batch{.document = parse("{}")};
  const auto reply = forward().encode(batch, std::span(&row, 1), beside);
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(*reply.headers.find("content-type") == "application/json");
  return reply.body;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(forward_encode)

BOOST_AUTO_TEST_CASE(status_and_answer) {
  auto row = good(R"({"a": 1.10})");
  row.upstream_status = 404;
  BOOST_TEST(encode(row) == R"({"status":404,"value":{"a": 1.10},"request_id":"r-1"})");
  row.is_text = true;
  row.raw = "a \"b\"";
  BOOST_TEST(encode(row) == R"({"status":404,"text":"a \"b\"","request_id":"r-1"})");
  row.is_text = false;
  row.raw = {};
  row.upstream_status = 204;
  BOOST_TEST(encode(row) == R"({"status":204,"text":"","request_id":"r-1"})");
  BOOST_TEST(encode(row, {.request_id = "r-1", .sandbox = true}) ==
             R"({"status":204,"text":"","request_id":"r-1","sandbox":true})");
}

BOOST_AUTO_TEST_CASE(no_answer) {
  BOOST_TEST(encode(bad(Error(Errc::upstream_connect_refused, "d").with_hint("h"))) ==
             R"({"status":null,"error":{"code":"upstream-connect-refused","message":"d; h","retryable":true,)"
             R"("billed":"no"},"request_id":"r-1"})");
  BOOST_TEST(has(encode(RowResult{}), R"("code":"internal")"));
  const flow::Batch batch{.document = parse("{}")};
  BOOST_TEST(has(forward().encode(batch, {}, summary).body, R"("code":"internal")"));
}

BOOST_AUTO_TEST_CASE(refusals_are_problems) {
  const auto reply =
      forward().refuse(Error(Errc::path_not_allowed).at("/path"), {.request_id = "r", .envelope_read = true});
  BOOST_TEST(reply.status == 403);
  BOOST_TEST(*reply.headers.find("content-type") == "application/problem+json");
}

BOOST_AUTO_TEST_SUITE_END()
