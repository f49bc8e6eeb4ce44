#include "base/digest.hpp"
#include "support.hpp"
#include "wire/inflater.hpp"

#include <vector>

using namespace dialect_tests;
using dialect::Situation;

namespace {

const dialect::Dialect& snowflake() { return dialect::snowflake_dialect(); }

flow::Batch asked(std::string_view on_error, std::string_view coding = "") {
  return decoded(snowflake(), {.body = R"({"data":[[0,null,null,"a"],[1,null,null,"b"]]})",
                               .headers = headers({{"sf-custom-on-error", on_error}, {"accept-encoding", coding}})});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(snowflake_encode)

BOOST_AUTO_TEST_CASE(data_with_numbers_in_order) {
  const std::vector<RowResult> rows = {good(R"({"v":1.10})"), of(RowResult::Status::null)};
  const auto reply = snowflake().encode(asked("fail"), rows, summary);
  BOOST_TEST(reply.status == 200);
  BOOST_TEST(reply.body == R"({"data":[[0,{"v":1.10}],[1,null]]})");
}

BOOST_AUTO_TEST_CASE(a_checksum_or_a_coding_but_not_both) {
  const std::string big = "\"" + std::string(5000, 'x') + "\"";
  const std::vector<RowResult> rows = {good(big), good("1")};
  for (const std::string_view coding : {"", "gzip", "deflate"}) {
    const auto batch = asked("fail", coding);
    auto reply = snowflake().encode(batch, rows, summary);
    const auto plain = reply.body;
    snowflake().dress(reply, batch);
    if (coding.empty()) {
      BOOST_TEST(reply.body == plain);
      BOOST_TEST(*reply.headers.find("content-md5") == base::md5_base64(plain));
      BOOST_TEST(!reply.headers.find("content-encoding"));
      continue;
    }
    BOOST_TEST(!reply.headers.find("content-md5"));
    BOOST_TEST(*reply.headers.find("content-encoding") == coding);
    BOOST_TEST(*reply.headers.find("vary") == "Accept-Encoding");
    BOOST_TEST(reply.body.size() < 500u);
    const auto packing = coding == "gzip" ? wire::Packing::gzip : wire::Packing::deflate;
    BOOST_TEST(*wire::inflate_bytes(packing, reply.body, 1 << 20) == plain);
  }
}

BOOST_AUTO_TEST_CASE(short_replies_are_not_packed_and_refusals_not_dressed) {
  const auto batch = asked("fail", "gzip");
  auto reply = snowflake().encode(batch, std::vector{good("1")}, summary);
  snowflake().dress(reply, batch);
  BOOST_TEST(!reply.headers.find("content-encoding"));
  BOOST_TEST(reply.headers.find("content-md5").has_value());
  auto refused = snowflake().refuse(Errc::row_failed, {.request_id = "r"});
  snowflake().dress(refused, batch);
  BOOST_TEST(!refused.headers.find("content-md5"));
}

BOOST_AUTO_TEST_CASE(a_reply_over_the_cap_is_cut_or_refused) {
  const std::string big(6000000, '1');
  const std::vector<RowResult> rows = {good(big), good(big)};
  const auto cut = snowflake().encode(asked("value"), rows, summary);
  BOOST_TEST(cut.body.size() < 10000000u);
  BOOST_TEST(has(std::string_view(cut.body).substr(big.size()), R"([1,{"error":{"code":"reply-full")"));
  BOOST_TEST(has(std::string_view(cut.body).substr(big.size()), R"("retryable":false,"billed":"yes")"));
  BOOST_TEST(snowflake().encode(asked("fail"), rows, summary).status == 422);
}

BOOST_AUTO_TEST_CASE(statuses_that_snowflake_repeats_are_used_only_while_nothing_is_billed) {
  const std::tuple<Errc, bool, int, int> cases[] = {
      {Errc::bad_field, false, 400, 400},  {Errc::request_key_reused, false, 409, 409},
      {Errc::overloaded, false, 429, 422}, {Errc::draining, false, 503, 422},
      {Errc::internal, false, 500, 422},   {Errc::row_failed, false, 422, 422},
      {Errc::row_failed, true, 503, 422},  {Errc::http_version_unsupported, false, 505, 422},
  };
  for (const auto& [code, retryable, status, billed_status] : cases) {
    BOOST_TEST_CONTEXT(describe(code).slug) {
      Situation situation{.request_id = "r", .envelope_read = true, .retryable = retryable};
      BOOST_TEST(snowflake().refuse(code, situation).status == status);
      situation.metered = 5;
      const auto after = snowflake().refuse(code, situation);
      BOOST_TEST(after.status == billed_status);
      BOOST_TEST(*after.headers.find("atgateway-metered") == "5");
      BOOST_TEST(has(after.body, R"("retryable":false)"));
    }
  }
}

BOOST_AUTO_TEST_CASE(one_short_line) {
  const auto reply =
      snowflake().refuse(Error(Errc::bad_field, "Seen\nit.", "/data/0").with_hint("do this"), {.request_id = "r-1"});
  BOOST_TEST(reply.body == R"x({"error":{"code":"bad-field","message":"Seen\nit; do this (at /data/0)",)x"
                           R"x("retryable":false,"request_id":"r-1"}})x");
  const auto long_one = snowflake().refuse(Error(Errc::bad_field, std::string(5000, 'x')), {.request_id = "r-1"});
  BOOST_TEST(long_one.body.size() < 600u);
}

BOOST_AUTO_TEST_SUITE_END()
