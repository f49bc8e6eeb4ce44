#include "listen/proxy_gate.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace atgateway;
using listen::ProxyGate;
using Mode = ProxyProtocolConfig::Mode;
using Without = listen::ProxyTerms::Without;

namespace {

listen::ProxyTerms terms(Mode mode, const std::string& peer, std::vector<std::uint32_t> links = {}) {
  ProxyProtocolConfig config;
  config.mode = mode;
  config.trusted = {"10.0.0.0/8", "2001:db8::/32"};
  config.probe_sources = {"168.63.129.16/32", "10.9.9.9"};
  config.allowed_link_ids = std::move(links);
  return ProxyGate::make(config)->terms_for(*net::SocketAddress::parse_ip(peer, 1));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(proxy_gate)

BOOST_AUTO_TEST_CASE(off_looks_at_nobody) {
  for (const char* peer : {"10.0.0.1", "192.0.2.1", "168.63.129.16"}) {
    BOOST_TEST(terms(Mode::off, peer).admitted);
    BOOST_TEST(!terms(Mode::off, peer).looks);
  }
}

BOOST_AUTO_TEST_CASE(require_takes_headers_from_trusted_peers_only) {
  BOOST_TEST(!terms(Mode::require, "192.0.2.1").admitted);
  for (const char* peer : {"10.0.0.1", "2001:db8::1", "::ffff:10.1.2.3"}) {
    const auto trusted = terms(Mode::require, peer);
    BOOST_TEST((trusted.admitted && trusted.looks && trusted.believes), peer);
    BOOST_TEST((trusted.without == Without::close), peer);
  }
  const auto probe = terms(Mode::require, "168.63.129.16");
  BOOST_TEST((probe.admitted && probe.looks && !probe.believes));
  BOOST_TEST((probe.without == Without::health_only));
  const auto both = terms(Mode::require, "10.9.9.9");
  BOOST_TEST(both.believes);
  BOOST_TEST((both.without == Without::health_only));
}

BOOST_AUTO_TEST_CASE(accept_welcomes_everybody_and_believes_trusted_peers) {
  const auto stranger = terms(Mode::accept, "192.0.2.1");
  BOOST_TEST((stranger.admitted && stranger.looks && !stranger.believes));
  BOOST_TEST((stranger.without == Without::welcome));
  const auto trusted = terms(Mode::accept, "10.0.0.1");
  BOOST_TEST((trusted.admitted && trusted.believes));
  BOOST_TEST((trusted.without == Without::welcome));
}

BOOST_AUTO_TEST_CASE(leaving_the_header_out_is_no_way_around_the_links) {
  BOOST_TEST((terms(Mode::accept, "10.0.0.1", {5}).without == Without::close));
  BOOST_TEST((terms(Mode::accept, "10.9.9.9", {5}).without == Without::health_only));
  BOOST_TEST((terms(Mode::accept, "192.0.2.1", {5}).without == Without::welcome));
}

BOOST_AUTO_TEST_CASE(links) {
  ProxyProtocolConfig config;
  BOOST_TEST(ProxyGate::make(config)->admits(std::nullopt));
  BOOST_TEST(ProxyGate::make(config)->admits(7));
  config.allowed_link_ids = {9, 3, 7};
  BOOST_TEST(ProxyGate::make(config)->admits(7));
  BOOST_TEST(!ProxyGate::make(config)->admits(8));
  BOOST_TEST(!ProxyGate::make(config)->admits(std::nullopt));
}

BOOST_AUTO_TEST_CASE(bad_ranges_name_their_place) {
  ProxyProtocolConfig config;
  config.trusted = {"10.0.0.0/8", "10.0.0.0/33"};
  BOOST_TEST(ProxyGate::make(config).error().field() == "/proxy_protocol/trusted/1");
  config.trusted = {};
  config.probe_sources = {"a name"};
  const auto failed = ProxyGate::make(config);
  BOOST_TEST((failed.error().code() == Errc::bad_config));
  BOOST_TEST(failed.error().field() == "/proxy_protocol/probe_sources/0");
}

BOOST_AUTO_TEST_SUITE_END()
