#include "gateway/pages.hpp"
#include "json/document.hpp"

#include <atgateway/service.hpp>

#include <boost/test/unit_test.hpp>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(pages)

namespace {

json::Document parsed(const Reply& reply) {
  auto document = json::Document::parse(reply.body);
  BOOST_REQUIRE_MESSAGE(document.ok(), reply.body);
  return std::move(*document);
}

Request with_everything() {
  Request request;
  request.request_id = "r-1";
  request.headers.add("Host", "gateway.internal:443");
  request.headers.add("User-Agent", "warehouse/1");
  request.headers.add("Authorization", "Bearer sandbox-token");
  request.arrival.by = Arrival::By::private_link;
  request.arrival.link_id = 4711;
  request.arrival.peer = "10.1.2.3:5";
  request.arrival.tls = true;
  request.arrival.tls_version = "TLSv1.3";
  request.arrival.sni = "gateway.internal";
  request.arrival.alpn = "http/1.1";
  return request;
}

}  // namespace

BOOST_AUTO_TEST_CASE(health_is_empty_and_says_when_it_is_over) {
  BOOST_TEST(gateway::health_page(true).status == 200);
  BOOST_TEST(gateway::health_page(true).body.empty());
  const auto draining = gateway::health_page(false);
  BOOST_TEST(draining.status == 503);
  BOOST_TEST(draining.headers.find("Retry-After").has_value());
}

BOOST_AUTO_TEST_CASE(whoami_tells_how_the_call_arrived) {
  const auto document = parsed(gateway::whoami_page(with_everything()));
  const auto root = document.root();
  BOOST_TEST(root.find("gateway")->text() == "atgateway");
  BOOST_TEST(root.find("protocols")->source() == "[\"1\"]");
  BOOST_TEST(root.find("request_id")->text() == "r-1");
  BOOST_TEST(root.find("arrived_by")->text() == "private-link");
  BOOST_TEST(root.find("link_id")->text() == "4711");
  BOOST_TEST(root.find("peer")->text() == "10.1.2.3:5");
  BOOST_TEST(root.find("host_header")->text() == "gateway.internal:443");
  BOOST_TEST(root.find("tls")->source() ==
             R"({"version":"TLSv1.3","sni":"gateway.internal","alpn":"http/1.1","resumed":false})");
  BOOST_TEST(root.find("http_version")->text() == "1.1");
  BOOST_TEST(root.find("user_agent")->text() == "warehouse/1");
  BOOST_TEST(root.find("header_names")->source() == R"(["Host","User-Agent","Authorization"])");
}

BOOST_AUTO_TEST_CASE(whoami_shows_no_secret_and_leaves_out_what_it_does_not_know) {
  BOOST_TEST(gateway::whoami_page(with_everything()).body.find("sandbox-token") == std::string::npos);
  const auto document = parsed(gateway::whoami_page(Request()));
  BOOST_TEST(document.root().find("tls")->is_null());
  BOOST_TEST(document.root().find("host_header")->is_null());
  BOOST_TEST(!document.root().find("link_id").has_value());
  BOOST_TEST(document.root().find("arrived_by")->text() == "unknown");
}

BOOST_AUTO_TEST_CASE(services_lists_the_table) {
  const auto document = parsed(gateway::services_page());
  const auto list = *document.root().find("services");
  BOOST_TEST(list.size() == services().size());
  auto row = services().begin();
  for (const auto service : list.elements()) {
    BOOST_TEST(service.find("name")->text() == row->name);
    BOOST_TEST(service.find("arguments")->size() == row->arguments.size());
    BOOST_TEST(service.find("max_rows")->text() == std::to_string(row->max_rows));
    BOOST_TEST(service.find("metered")->as_bool() == row->metered);
    ++row;
  }
}

BOOST_AUTO_TEST_SUITE_END()
