#include "classify/reply.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using classify::Form;
using classify::read_reply;

BOOST_AUTO_TEST_SUITE(reply)

BOOST_AUTO_TEST_CASE(forms_are_told_apart) {
  const struct {
    const char* text;
    Form form;
  } cases[] = {
      {R"({"gateway":"atgateway","version":"0.1.0","arrived_by":"in-vnet"})", Form::whoami},
      {R"({"protocol":1,"request_id":"4c1f","rows":1,"failed":0,"result":{"status":"ok"}})", Form::rows},
      {R"({"protocol":1,"dry_run":true,"rows":1,"failed":0,"calls":[]})", Form::dry_run},
      {R"({"protocol":1,"error":{"code":"unknown-field","detail":"d","request_id":"4c1f"}})", Form::refusal},
      {R"({"title":"t","status":401,"code":"token-missing","detail":"d","request_id":"4c1f"})", Form::refusal},
      {R"({"error":{"code":"row-failed","message":"m","request_id":"4c1f"}})", Form::refusal},
      {R"({"errorMessage":"overloaded: The gateway is working at its limit."})", Form::refusal},
      {R"({"success":false,"num_records":1,"results":[],"error_msg":"bad-field: x"})", Form::refusal},
      {R"({"status":null,"error":{"code":"upstream-timeout","message":"m"},"request_id":"4c1f"})", Form::refusal},
      {R"({"status":404,"value":{"error":"no such map"},"request_id":"4c1f"})", Form::forwarded},
      {R"({"protocols":["1"],"services":[]})", Form::page},
      {R"({"openapi":"3.1.0","info":{"x-atgateway-version":"0.1.0"}})", Form::page},
      {R"({"schema_version":1,"tool":"atgateway 0.1.0","verdict":{"status":"pass"},"checks":[]})", Form::report},
      {R"({"error":"Token not defined","status":401})", Form::carto_error},
      {R"(  {"error":"Token not defined","status":401}  )", Form::carto_error},
      {R"({"error":"Token not defined","status":200})", Form::other},
      {R"({"error":{"code":"bad-field","message":"of somebody else"}})", Form::other},
      {R"({"code":"bad-config","request_id":"the library's own codes are in no reply"})", Form::other},
      {R"({"code":"made-up","request_id":"4c1f"})", Form::other},
      {R"({"schema_version":1,"tool":"another 1.0","verdict":{"status":"pass"}})", Form::other},
      {R"({"protocol":1})", Form::other},
      {R"([{"protocol":1,"rows":1}])", Form::other},
      {R"({"protocol":1,"rows":1)", Form::other},
      {"", Form::other},
  };
  for (const auto& each : cases) {
    BOOST_TEST((read_reply(each.text, false).form == each.form), each.text);
  }
}

BOOST_AUTO_TEST_CASE(rows_name_the_code_that_most_of_them_have) {
  const auto reply = read_reply(R"({"protocol":1,"rows":4,"failed":3,"sandbox":true,"results":[
      {"status":"error","error":{"code":"bad-argument"}}, {"status":"ok"},
      {"status":"error","error":{"code":"upstream-error"}}, {"status":"error","error":{"code":"upstream-error"}}]})",
                                false);
  BOOST_TEST((reply.code == Errc::upstream_error));
  BOOST_TEST(reply.rows == 4U);
  BOOST_TEST(reply.failed == 3U);
  BOOST_TEST(reply.sandbox);
  BOOST_TEST(!reply.all_failed);
  BOOST_TEST(!reply.single);
}

BOOST_AUTO_TEST_CASE(all_failed_wins_over_what_rows_say) {
  const auto reply = read_reply(R"({"protocol":1,"rows":3,"failed":3,"all_failed":"upstream-forbidden","results":[
      {"status":"error","error":{"code":"missing-argument"}}, {"status":"error","error":{"code":"missing-argument"}},
      {"status":"error","error":{"code":"upstream-forbidden"}}]})",
                                false);
  BOOST_TEST((reply.code == Errc::upstream_forbidden));
  BOOST_TEST(reply.all_failed);
}

BOOST_AUTO_TEST_CASE(what_made_a_row_fail_the_request_is_read) {
  for (const auto* text : {R"({"title":"t","code":"row-failed","detail":"bad-argument: d","request_id":"4c1f"})",
                           R"({"error":{"code":"row-failed","message":"bad-argument: d","request_id":"4c1f"}})",
                           R"({"errorMessage":"row-failed: bad-argument: d"})"}) {
    const auto reply = read_reply(text, false);
    BOOST_TEST((reply.code == Errc::row_failed), text);
    BOOST_TEST((reply.because == Errc::bad_argument), text);
  }
}

BOOST_AUTO_TEST_CASE(a_long_reply_is_read_up_to_its_rows) {
  const std::string rows =
      R"({"protocol":1,"rows":9000,"failed":9000,"all_failed":"upstream-unauthorized","results":[{"id":"1","sta)";
  BOOST_TEST((read_reply(rows, true).code == Errc::upstream_unauthorized));
  BOOST_TEST((read_reply(rows, false).form == Form::other));
  const auto report = read_reply(
      R"({"schema_version":1,"tool":"atgateway 0.1.0","verdict":{"status":"fail","layer":"dns","owner":"customer-dns"},"checks":[{"id)",
      true);
  BOOST_TEST((report.form == Form::report));
  BOOST_TEST((report.layer == Layer::dns));
}

BOOST_AUTO_TEST_CASE(a_report_gives_its_verdict_and_the_check_behind_it) {
  const auto reply = read_reply(R"({"schema_version":1,"tool":"atgateway 0.1.0",
      "verdict":{"status":"fail","layer":"upstream","owner":"upstream","headline":"h","next_action":"n"},
      "checks":[{"id":"dns.resolves","status":"pass"},{"id":"upstream.reachable","status":"fail"}]})",
                                false);
  BOOST_TEST((reply.verdict == Verdict::Status::fail));
  BOOST_TEST((reply.owner == Owner::upstream));
  BOOST_REQUIRE(reply.check != nullptr);
  BOOST_TEST(reply.check->id == "upstream.reachable");
}

BOOST_AUTO_TEST_CASE(a_check_of_another_layer_is_not_taken_for_the_cause) {
  const auto reply = read_reply(R"({"schema_version":1,"tool":"atgateway 0.1.0",
      "verdict":{"status":"fail","layer":"privatelink","owner":"cloud-network"},
      "checks":[{"id":"tcp.connects","status":"fail"},{"id":"unheard.of","status":"fail"}]})",
                                false);
  BOOST_TEST((reply.layer == Layer::privatelink));
  BOOST_TEST((reply.check == nullptr));
}

BOOST_AUTO_TEST_SUITE_END()
