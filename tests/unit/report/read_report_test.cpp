#include "report/renderers.hpp"
#include "reports.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;

namespace {

/// The field and the words of the refusal.
std::pair<std::string, std::string> refused(std::string text) {
  const auto report = read_report(std::move(text));
  if (report) return {"accepted", ""};
  BOOST_TEST((report.error().code() == Errc::bad_report));
  return {std::string(report.error().field()), std::string(report.error().detail())};
}

std::string with_check(const std::string& check) { return R"({"schema_version":1,"checks":[)" + check + "]}"; }

}  // namespace

BOOST_AUTO_TEST_SUITE(read_report)

BOOST_AUTO_TEST_CASE(what_was_written_is_read) {
  for (const auto& [name, make] : reports::all) {
    const auto text = report::render_json(make());
    const auto read = atgateway::read_report(text);
    BOOST_TEST_REQUIRE(read.ok(), name);
    const auto again = report::render_json(*read);
    // Bytes that are not UTF-8 cannot stand in JSON; everything else comes back as it was.
    if (name != "hostile") BOOST_TEST(again == text, name);
    BOOST_TEST(report::render_json(*atgateway::read_report(again)) == again, name);
  }
}

BOOST_AUTO_TEST_CASE(little_is_required_and_the_table_knows_the_rest) {
  const auto read = atgateway::read_report(with_check(R"({"id":"dns.resolves","status":"fail","new":[{}]})"));
  BOOST_TEST_REQUIRE(read.ok());
  const auto& check = read->checks.at(0);
  BOOST_TEST(check.title == "The name resolves to an address");
  BOOST_TEST((check.layer == Layer::dns && check.owner == Owner::customer_dns));
  BOOST_TEST(check.evidence == "{}");
  BOOST_TEST(check.link == "docs/diagnostics.md#dns.resolves");
  BOOST_TEST(read->verdict.check == "dns.resolves");
}

BOOST_AUTO_TEST_CASE(the_verdict_is_derived_anew) {
  auto text = report::render_json(reports::dns_failure());
  const auto at = text.find(R"("verdict":{"status":"fail")");
  text.replace(at, 26, R"("verdict":{"status":"pass")");
  BOOST_TEST((atgateway::read_report(text)->verdict.status == Verdict::Status::fail));
}

BOOST_AUTO_TEST_CASE(what_passed_blocks_nothing) {
  const auto read = atgateway::read_report(with_check(
      R"({"id":"dns.resolves","status":"pass"},{"id":"tcp.connects","status":"skip","blocked_by":"dns.resolves"},)"
      R"({"id":"tls.handshake","status":"skip","blocked_by":"tcp.connects"},)"
      R"({"id":"tls.version","status":"skip","blocked_by":"deadline"})"));
  BOOST_TEST_REQUIRE(read.ok());
  BOOST_TEST((read->checks[1].reason == SkipReason::no_data));
  BOOST_TEST(read->checks[1].blocked_by == "");
  BOOST_TEST(read->checks[1].remediation.text.find("dns.resolves") != std::string::npos);
  BOOST_TEST(read->checks[2].blocked_by == "tcp.connects");
  BOOST_TEST(read->checks[3].blocked_by == "deadline");
}

BOOST_AUTO_TEST_CASE(checks_are_put_in_order) {
  const auto read = atgateway::read_report(
      with_check(R"({"id":"tcp.connects","status":"pass"},{"id":"dns.resolves","status":"pass"})"));
  BOOST_TEST(read->checks.at(0).id == "dns.resolves");
}

BOOST_AUTO_TEST_CASE(refusals_say_where) {
  const std::string good = R"("id":"dns.resolves","status":"pass")";
  const std::pair<std::string, std::string> table[] = {
      {"", ""},
      {"[]", ""},
      {"{}", "/schema_version"},
      {R"({"schema_version":1})", "/checks"},
      {R"({"schema_version":2,"checks":[]})", "/schema_version"},
      {R"({"schema_version":"1","checks":[]})", "/schema_version"},
      {R"({"schema_version":1.0,"checks":[]})", "/schema_version"},
      {R"({"schema_version":1,"schema_version":1,"checks":[]})", "/schema_version"},
      {R"({"schema_version":1,"checks":{}})", "/checks"},
      {R"({"schema_version":1,"checks":[],"tool":3})", "/tool"},
      {R"({"schema_version":1,"checks":[],"verdict":"pass"})", "/verdict"},
      {R"({"schema_version":1,"checks":[],"duration_us":-1})", "/duration_us"},
      {R"({"schema_version":1,"checks":[],"duration_us":99999999999999999999})", "/duration_us"},
      {R"({"schema_version":1,"checks":[],"profile":"moon"})", "/profile"},
      {R"({"schema_version":1,"checks":[],"vantage":[]})", "/vantage"},
      {R"({"schema_version":1,"checks":[],"vantage":{"resolvers":["a",1]}})", "/vantage/resolvers/1"},
      {R"({"schema_version":1,"checks":[],"vantage":{"environment":"sea"}})", "/vantage/environment"},
      {with_check("3"), "/checks/0"},
      {with_check("{}"), "/checks/0/id"},
      {with_check(R"({"id":"dns.resolves"})"), "/checks/0/status"},
      {with_check(R"({"id":"DNS resolves","status":"pass"})"), "/checks/0/id"},
      {with_check(R"({"id":"","status":"pass"})"), "/checks/0/id"},
      {with_check(R"({"id":"not.known","status":"pass"})"), "/checks/0/layer"},
      {with_check(R"({"id":"not.known","status":"pass","layer":"dns"})"), "/checks/0/owner"},
      {with_check(R"({"id":"dns.resolves","status":"green"})"), "/checks/0/status"},
      {with_check("{" + good + R"(,"evidence":[]})"), "/checks/0/evidence"},
      {with_check("{" + good + R"(,"evidence":"{}"})"), "/checks/0/evidence"},
      {with_check("{" + good + R"(,"observed":null})"), "/checks/0/observed"},
      {with_check("{" + good + R"(,"remediation":{"text":1}})"), "/checks/0/remediation/text"},
      {with_check("{" + good + R"(,"remediation":{"commands":"ls"}})"), "/checks/0/remediation/commands"},
      {with_check("{" + good + R"(,"remediation":{"commands":[[]]}})"), "/checks/0/remediation/commands/0"},
      {with_check("{" + good + R"(,"reason":"no-data"})"), "/checks/0"},
      {with_check("{" + good + R"(,"reason":"tired"})"), "/checks/0/reason"},
      {with_check(R"({"id":"dns.resolves","status":"skip"})"), "/checks/0"},
      {with_check(R"({"id":"dns.resolves","status":"skip","reason":"no-data","blocked_by":"x"})"), "/checks/0"},
      {with_check("{" + good + "},{" + good + "}"), "/checks/1/id"},
  };
  for (const auto& [text, field] : table) {
    const auto [where, what] = refused(text);
    BOOST_TEST(where == field, text << " → " << where << ": " << what);
    BOOST_TEST(what != "");
  }
}

BOOST_AUTO_TEST_CASE(sizes_have_a_bound) {
  std::string many = R"({"id":"a.b0","status":"pass","layer":"dns","owner":"caller"})";
  for (int i = 1; i <= 1000; ++i) {
    many += R"(,{"id":"a.b)" + std::to_string(i) + R"(","status":"pass","layer":"dns","owner":"caller"})";
  }
  BOOST_TEST(refused(with_check(many)).first == "/checks");
  BOOST_TEST(
      refused(with_check(R"({"id":"dns.resolves","status":"pass","observed":")" + std::string(65537, 'x') + "\"}"))
          .first == "/checks/0/observed");
  BOOST_TEST(refused(std::string((std::size_t{16} << 20) + 1, ' ')).second.find("16 MiB") != std::string::npos);
  BOOST_TEST(refused(with_check(std::string(100, '['))).second.find("not JSON") != std::string::npos);
}

BOOST_AUTO_TEST_SUITE_END()
