// haproxy on both sides of PROXY protocol, turned the right way round and the wrong one.
#include "probe/tls.hpp"
#include "support/certificate_zoo.hpp"
#include "support/haproxy.hpp"
#include "support/nginx.hpp"
#include "support/probe_peers.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>
#include <string>

using namespace atgateway;
using namespace atgateway::probe;
using namespace atgateway::test_support;

namespace {

boost::test_tools::assertion_result with_haproxy(boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result result(HAProxy::installed() && Nginx::installed());
  result.message() << "haproxy or nginx is not installed";
  return result;
}

/// Certificates and key in one file, as haproxy wants them.
std::string both() {
  const auto& zoo = CertificateZoo::get();
  std::string file = zoo.file("good.both.pem");
  std::ofstream(file) << std::ifstream(zoo.pem("good")).rdbuf() << std::ifstream(zoo.key("good")).rdbuf();
  return file;
}

TlsLook look_once(std::uint16_t port, bool proxy_header) {
  TlsQuestion question;
  question.addresses = {local_peer(port)};
  question.host = "gateway.test";
  question.proxy_header = proxy_header;
  question.patience = milliseconds(2000);
  TlsLooks all = look_at_tls(question, {});
  BOOST_REQUIRE(all.looks.size() == 1U);
  return std::move(all.looks[0]);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls_against_haproxy, *boost::unit_test::precondition(with_haproxy))

BOOST_AUTO_TEST_CASE(it_wants_the_header) {
  const HAProxy proxy("accept-proxy ssl crt " + both(), "mode http\n  http-request return status 200");
  const TlsLook without = look_once(proxy.port(), false);
  BOOST_TEST(to_text(without.outcome) != "done");
  BOOST_TEST(without.wants_proxy_header);
  BOOST_TEST(without.facts.chain.size() == 2U);
  const TlsLook with = look_once(proxy.port(), true);
  BOOST_TEST(to_text(with.outcome) == "done", with.trouble);
  BOOST_TEST(!with.wants_proxy_header);
}

BOOST_AUTO_TEST_CASE(it_minds_the_header) {
  const HAProxy proxy("ssl crt " + both(), "mode http\n  http-request return status 200");
  const TlsLook with = look_once(proxy.port(), true);
  BOOST_TEST(to_text(with.outcome) != "done");
  BOOST_TEST(with.wants_proxy_header);
  BOOST_TEST(to_text(look_once(proxy.port(), false).outcome) == "done");
}

BOOST_AUTO_TEST_CASE(it_sends_the_header_to_who_wants_it) {
  const auto& zoo = CertificateZoo::get();
  const Nginx nginx("ssl proxy_protocol", "ssl_certificate " + zoo.pem("good") + "; ssl_certificate_key " +
                                              zoo.key("good") + "; location / { return 204; }");
  const HAProxy proxy("", "mode tcp\n  server s 127.0.0.1:" + std::to_string(nginx.port()) + " send-proxy-v2");
  const TlsLook look = look_once(proxy.port(), false);
  BOOST_TEST(to_text(look.outcome) == "done", look.trouble);
  BOOST_TEST(!look.wants_proxy_header);
}

BOOST_AUTO_TEST_CASE(it_sends_the_header_to_who_knows_none) {
  const auto& zoo = CertificateZoo::get();
  const Nginx nginx("ssl", "ssl_certificate " + zoo.pem("good") + "; ssl_certificate_key " + zoo.key("good") +
                               "; location / { return 204; }");
  const HAProxy proxy("", "mode tcp\n  server s 127.0.0.1:" + std::to_string(nginx.port()) + " send-proxy-v2");
  const TlsLook look = look_once(proxy.port(), false);
  BOOST_TEST(to_text(look.outcome) != "done");
  BOOST_TEST(look.facts.chain.empty());
  BOOST_TEST(!look.wants_proxy_header);  // a second header in front would help nobody
}

BOOST_AUTO_TEST_CASE(a_header_that_comes_to_the_caller) {
  RawServer::Options echo;
  echo.on_accept = [](RawServer::Peer& peer) {
    peer.wait_for_peer();
    char bytes[4096];
    const auto got = ::recv(peer.fd(), bytes, sizeof bytes, 0);
    if (got > 0) peer.send({bytes, static_cast<std::size_t>(got)});
    peer.wait_for_peer();
  };
  RawServer server({answer(200, "{}")}, echo);
  const HAProxy proxy("", "mode tcp\n  server s 127.0.0.1:" + std::to_string(server.port()) + " send-proxy-v2");
  const TlsLook look = look_once(proxy.port(), false);
  BOOST_TEST(to_text(look.outcome) == "not-tls", look.trouble);
  BOOST_TEST(look.first_bytes_are == "proxy-v2");
}

BOOST_AUTO_TEST_SUITE_END()
