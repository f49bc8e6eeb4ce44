#include "gateway/router.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using gateway::Page;

BOOST_AUTO_TEST_SUITE(router)

namespace {

Request asking(std::string method, std::string target, std::string_view type = {}) {
  Request request;
  request.method = std::move(method);
  request.target = std::move(target);
  if (!type.empty()) request.headers.add("Content-Type", type);
  return request;
}

}  // namespace

BOOST_AUTO_TEST_CASE(finds_the_routes) {
  const std::pair<Request, Page> expected[] = {{asking("GET", "/"), Page::health},
                                               {asking("GET", "/healthz"), Page::health},
                                               {asking("GET", "/livez"), Page::health},
                                               {asking("GET", "/readyz?x"), Page::readiness},
                                               {asking("GET", "/v1/whoami"), Page::whoami},
                                               {asking("GET", "/v1/diagnose"), Page::diagnose},
                                               {asking("POST", "/v1/diagnose"), Page::diagnose},
                                               {asking("GET", "/v1/services"), Page::services},
                                               {asking("POST", "/v1/rows/geocode"), Page::rows}};
  for (const auto& [request, page] : expected) {
    BOOST_TEST_CONTEXT(request.target) {
      const auto routed = gateway::find_route(request);
      BOOST_REQUIRE(routed.route.has_value());
      BOOST_TEST((routed.route->page == page));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_service_is_one_segment_and_the_log_sees_the_template) {
  const auto request = asking("POST", "/v1/rows/no-such?dry_run=1");
  const auto routed = gateway::find_route(request);
  BOOST_TEST(routed.route->service == "no-such");
  BOOST_TEST(routed.route->name == "/v1/rows/{service}");
  for (const char* path : {"/v1/rows/", "/v1/rows", "/v1/rows/a/b", "/V1/rows/geocode", "/v1", "/x"}) {
    const auto wrong = asking("POST", path);
    BOOST_TEST(!gateway::find_route(wrong).route.has_value(), path);
  }
}

BOOST_AUTO_TEST_CASE(slashes_that_a_connection_doubled_are_one) {
  const auto request = asking("POST", "//v1/rows/geocode");
  BOOST_TEST(gateway::find_route(request).route->service == "geocode");
}

BOOST_AUTO_TEST_CASE(a_wrong_method_is_told_the_right_one) {
  for (const char* method : {"GET", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE"}) {
    const auto request = asking(method, "/v1/rows/geocode");
    const auto routed = gateway::find_route(request);
    BOOST_TEST((routed.error.code() == Errc::method_not_allowed));
    BOOST_TEST(routed.allow == "POST");
  }
  const auto both = asking("PUT", "/v1/diagnose");
  BOOST_TEST(gateway::find_route(both).allow == "GET, POST");
  const auto connect = asking("CONNECT", "/");
  BOOST_TEST(gateway::find_route(connect).allow == "GET");
}

BOOST_AUTO_TEST_CASE(the_media_type_is_judged_where_a_body_is_taken) {
  const auto judged = [](const Request& request) {
    return gateway::judge_head(*gateway::find_route(request).route, request);
  };
  BOOST_TEST(!judged(asking("GET", "/v1/diagnose")).has_value());
  BOOST_TEST(judged(asking("POST", "/v1/diagnose", "text/plain")).has_value());
  BOOST_TEST(!judged(asking("POST", "/v1/rows/geocode", "application/json")).has_value());
  BOOST_TEST(!judged(asking("POST", "/v1/rows/geocode", "application/json; charset=UTF-8")).has_value());
  for (const char* type : {"", "text/plain", "application/json; charset=utf-16", "multipart/form-data"}) {
    const auto refused = judged(asking("POST", "/v1/rows/geocode", type));
    BOOST_REQUIRE_MESSAGE(refused.has_value(), type);
    BOOST_TEST((refused->code() == Errc::unsupported_media_type));
  }
  BOOST_TEST(!judged(asking("GET", "/v1/whoami")).has_value());
}

BOOST_AUTO_TEST_CASE(a_client_certificate_is_demanded_of_all_but_the_probes) {
  auto request = asking("GET", "/v1/whoami");
  request.arrival.client_certificate_asked = true;
  const auto route = *gateway::find_route(request).route;
  BOOST_TEST((gateway::judge_head(route, request)->code() == Errc::client_certificate_required));
  request.arrival.client_certificate = true;
  BOOST_TEST(!gateway::judge_head(route, request).has_value());
  auto probe = asking("GET", "/readyz");
  probe.arrival.client_certificate_asked = true;
  BOOST_TEST(!gateway::judge_head(*gateway::find_route(probe).route, probe).has_value());
}

BOOST_AUTO_TEST_CASE(a_dry_run_is_asked_for_exactly) {
  const auto asked = [](const char* query) {
    return gateway::dry_run_asked(asking("POST", std::string("/v1/rows/geocode") + query));
  };
  for (const char* yes : {"?dry_run=1", "?dry_run=true", "?dry_run"}) BOOST_TEST(*asked(yes), yes);
  for (const char* no : {"", "?", "?dry_run=0", "?dry_run=false"}) BOOST_TEST(!*asked(no), no);
  BOOST_TEST((asked("?dry_run=yes").error().code() == Errc::bad_field));
  const auto misspelt = asked("?dryrun=1");
  BOOST_TEST((misspelt.error().code() == Errc::unknown_field));
  BOOST_TEST(misspelt.error().hint().find("dry_run") != std::string_view::npos);
  BOOST_TEST((asked("?a=1").error().code() == Errc::unknown_field));
}

BOOST_AUTO_TEST_SUITE_END()
