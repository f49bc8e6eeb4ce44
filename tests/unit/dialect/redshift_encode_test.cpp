#include "json/writer.hpp"
#include "support.hpp"

#include <vector>

using namespace dialect_tests;
using dialect::Situation;

namespace {

const dialect::Dialect& redshift() { return dialect::redshift_dialect(); }

flow::Batch asked(const std::string& on_error) {
  return decoded(redshift(),
                 {.body = R"({"arguments":[[null,null,"a"],[null,null,"b"]]})", .query = "on_error=" + on_error});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(redshift_encode)

BOOST_AUTO_TEST_CASE(results_are_strings_that_hold_json) {
  const std::vector<RowResult> rows = {good(R"({"v":"a\"b"})"), of(RowResult::Status::no_match)};
  const auto reply = redshift().encode(asked("fail"), rows, summary);
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(reply.body == R"({"success":true,"num_records":2,"results":["{\"v\":\"a\\\"b\"}",null]})");
}

BOOST_AUTO_TEST_CASE(the_cap_is_lambdas_which_counts_every_quote_twice) {
  const std::string quotes = "[" + std::string("\"a\",") + std::string(1500000, ' ') + "\"b\"]";
  std::string many = "[";
  for (int i = 0; i < 400000; ++i)
    many += i ? ",\"a\"" : "\"a\"";  // 1.6 MB; 4.8 MB and more when it is told twice over
  many += "]";
  for (const auto& answer : {quotes, many}) {
    const std::vector<RowResult> rows(5, good(answer));
    const auto reply = redshift().encode(asked("null"), rows, summary);
    std::string lambda;
    json::append_string(lambda, reply.body);
    BOOST_TEST(lambda.size() <= 6291456u);
    BOOST_TEST(lambda.size() > 3000000u);
    BOOST_TEST(parse(reply.body).root().find("results")->size() == 5u);
    BOOST_TEST(reply.body.ends_with(",null]}"));
  }
  const auto refused = redshift().encode(asked("fail"), std::vector<RowResult>(5, good(many)), summary);
  BOOST_TEST(refused.status == 200);
  BOOST_TEST(has(refused.body, R"({"success":false,"error_msg":"row-failed: reply-full: )"), refused.body);
}

BOOST_AUTO_TEST_CASE(failures_after_the_envelope_are_success_false) {
  const Situation late{.request_id = "r-1", .envelope_read = true, .rows = 3, .metered = 2};
  const auto reply =
      redshift().refuse(Error(Errc::row_failed, "bad-argument: Seen.", "/arguments/1").with_hint("do this"), late);
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(reply.body ==
             R"x({"success":false,"error_msg":"row-failed: bad-argument: Seen; do this (at /arguments/1, )x"
             R"x(request r-1)","num_records":3,"results":[]})x");
  BOOST_TEST(*reply.headers.find("atgateway-metered") == "2");
  BOOST_TEST(reply.facts.code == "row-failed");
  const auto early = redshift().refuse(Errc::bad_json, {.request_id = "r-1"});
  BOOST_TEST(early.status == 400);
  BOOST_TEST(has(early.body, R"("num_records":0,"results":[]})"));
  const auto busy = redshift().refuse(Errc::overloaded, {.request_id = "r-1"});
  BOOST_TEST(busy.status == 429);
  BOOST_TEST(*busy.headers.find("retry-after") == "1");
  BOOST_TEST(redshift().refuse(Errc::overloaded, {.request_id = "r-1", .envelope_read = true}).status == 200);
}

BOOST_AUTO_TEST_CASE(a_failed_row_that_came_too_late) {
  const std::vector<RowResult> rows = {good("1"), bad(Errc::upstream_error, Billed::unknown, 503)};
  const auto reply = redshift().encode(asked("fail"), rows, summary);
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(has(reply.body, R"("success":false)"));
  BOOST_TEST(has(reply.body, "/arguments/1"));
  const auto told = redshift().encode(asked("value"), rows, summary);
  BOOST_TEST(has(told.body, R"(,"{\"error\":{\"code\":\"upstream-error\",)"), told.body);
}

BOOST_AUTO_TEST_SUITE_END()
