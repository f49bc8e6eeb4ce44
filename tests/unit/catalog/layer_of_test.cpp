#include <atgateway/diagnostics.hpp>

#include <boost/test/unit_test.hpp>

using namespace atgateway;

BOOST_AUTO_TEST_SUITE(layer_of)

BOOST_AUTO_TEST_CASE(every_hop_has_its_errors) {
  BOOST_TEST(to_text(atgateway::layer_of(Errc::bad_target)) == "config");
  BOOST_TEST(to_text(atgateway::layer_of(Errc::upstream_resolve_failed)) == "dns");
  BOOST_TEST(to_text(atgateway::layer_of(Errc::upstream_connect_timeout)) == "tcp");
  BOOST_TEST(to_text(atgateway::layer_of(Errc::upstream_tls_failed)) == "tls");
  BOOST_TEST(to_text(atgateway::layer_of(Errc::uri_too_long)) == "http");
  BOOST_TEST(to_text(atgateway::layer_of(Errc::bad_argument)) == "gateway");
  BOOST_TEST(to_text(atgateway::layer_of(Errc::upstream_timeout)) == "upstream");
  BOOST_TEST(to_text(atgateway::layer_of(Errc::upstream_forbidden)) == "token");
}

BOOST_AUTO_TEST_CASE(what_carto_answered_is_never_the_gateways) {
  for (const auto& row : error_table()) {
    if (row.side == Side::upstream) {
      BOOST_TEST_CONTEXT(row.slug) { BOOST_TEST((atgateway::layer_of(row.code) != Layer::gateway)); }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
