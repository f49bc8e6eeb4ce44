// TLS towards the upstream: who is believed, under which name, and what a broken handshake is called.
#include "exchange_fixture.hpp"
#include "kinds.hpp"
#include "support/raw_tls.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace data = boost::unit_test::data;
using namespace atgateway;
using namespace atgateway::upstream;
using namespace atgateway::test_support;
using flow::Sent;
using std::chrono::milliseconds;

namespace {
std::string certificate(const std::string& name) { return std::string(ATGATEWAY_CERTIFICATES_DIR) + "/" + name; }

RawServer::Options as(const std::string& name) {
  return tls_options(certificate(name + ".crt"), certificate(name + ".key"));
}

const std::string ca = certificate("ca.crt");
}  // namespace

BOOST_AUTO_TEST_SUITE(transport_tls)

BOOST_DATA_TEST_CASE(a_trusted_server_is_called_and_its_connection_kept, data::make(kinds), kind) {
  for (const char* name : {"server", "rsa"}) {
    RawServer server({answer(200, "{}")}, as(name));
    World world(kind);
    const auto endpoint = tls_endpoint_at(server.port(), ca);
    const auto one = get();
    const auto large = post(std::string(500000, 'x'));
    const auto first = world.exchange(endpoint, one);
    check_answer(first, 200, "{}");
    BOOST_TEST(first.reply->times.connect_us >= 0);
    BOOST_TEST(first.reply->times.tls_us > 0);
    const auto second = world.exchange(endpoint, large);
    check_answer(second, 200, "{}");
    BOOST_TEST(second.reply->times.tls_us == -1);
    check_answer(world.exchange(endpoint, one), 200, "{}");
    BOOST_TEST(server.connections() == 1U);
    BOOST_TEST(server.seen()[0].field("host").value_or("") == "localhost");
    BOOST_TEST((server.seen()[1].body == large.body));
  }
}

BOOST_DATA_TEST_CASE(large_answers_come_whole, data::make(kinds), kind) {
  const std::string large(3000000, 'y');
  RawServer server({answer(200, large), answer(200, "{}")}, as("server"));
  World world(kind);
  const auto endpoint = tls_endpoint_at(server.port(), ca);
  const auto call = get();
  const auto outcome = world.exchange(endpoint, call);
  BOOST_REQUIRE(outcome.reply.ok());
  BOOST_TEST((outcome.reply->body == large));
  check_answer(world.exchange(endpoint, call), 200, "{}");
  BOOST_TEST(server.connections() == 1U);
}

BOOST_DATA_TEST_CASE(an_address_may_be_the_certificates_name, data::make(kinds), kind) {
  RawServer server({answer(200, "{}")}, as("server"));
  World world(kind);
  const auto endpoint = tls_endpoint_at(server.port(), ca, "127.0.0.1");
  const auto call = get();
  check_answer(world.exchange(endpoint, call), 200, "{}");
  const auto other = tls_endpoint_at(server.port(), ca, "127.0.0.2");
  check_failure(world.exchange(other, call), Errc::upstream_tls_failed, Sent::no);
}

BOOST_DATA_TEST_CASE(a_server_that_cannot_be_believed_gets_nothing, data::make(kinds), kind) {
  const auto call = post("{}");
  World world(kind);
  {
    RawServer server({answer(200, "{}")}, as("server"));
    const auto other_name = tls_endpoint_at(server.port(), ca, "carto.example.com");
    check_failure(world.exchange(other_name, call), Errc::upstream_tls_failed, Sent::no);
    const auto system_trust = tls_endpoint_at(server.port(), "");
    check_failure(world.exchange(system_trust, call), Errc::upstream_tls_failed, Sent::no);
    const auto other_ca = tls_endpoint_at(server.port(), certificate("stranger.crt"));
    check_failure(world.exchange(other_ca, call), Errc::upstream_tls_failed, Sent::no);
    const auto no_ca = tls_endpoint_at(server.port(), certificate("there-is-no-such-file"));
    check_failure(world.exchange(no_ca, call), Errc::upstream_tls_failed, Sent::no);
    const auto fine = tls_endpoint_at(server.port(), ca);
    check_answer(world.exchange(fine, call), 200, "{}");
    // A good connection is no door for those who trust somebody else.
    check_failure(world.exchange(system_trust, call), Errc::upstream_tls_failed, Sent::no);
    check_failure(world.exchange(other_name, call), Errc::upstream_tls_failed, Sent::no);
    BOOST_TEST(server.requests() == 1U);
  }
  {
    RawServer server({answer(200, "{}")}, as("expired"));
    const auto endpoint = tls_endpoint_at(server.port(), ca);
    check_failure(world.exchange(endpoint, call), Errc::upstream_tls_failed, Sent::no);
    BOOST_TEST(server.requests() == 0U);
  }
  {
    RawServer server({answer(200, "{}")}, as("client"));  // signed by the authority, but not for servers
    const auto endpoint = tls_endpoint_at(server.port(), ca);
    check_failure(world.exchange(endpoint, call), Errc::upstream_tls_failed, Sent::no);
    BOOST_TEST(server.requests() == 0U);
  }
}

BOOST_DATA_TEST_CASE(a_handshake_that_breaks_or_hangs_is_tls, data::make(kinds), kind) {
  RawServer::Options plain_text;
  plain_text.on_accept = [](RawServer::Peer& peer) {
    peer.wait_for_peer();
    peer.send("HTTP/1.1 400 Plain\r\nContent-Length: 0\r\n\r\n");
  };
  RawServer::Options closes;
  closes.on_accept = [](RawServer::Peer& peer) {
    peer.wait_for_peer();
    peer.close();
  };
  RawServer::Options hangs;
  hangs.on_accept = [](RawServer::Peer& peer) {
    while (peer.pause(milliseconds(100))) {
    }
    peer.close();
  };
  TransportLimits limits = patient_limits();
  limits.tls = milliseconds(150);
  const auto call = get();
  for (const auto& options : {plain_text, closes, hangs}) {
    RawServer server({never_answer()}, options);
    World world(kind, limits);
    const auto endpoint = tls_endpoint_at(server.port(), ca);
    const auto outcome = world.exchange(endpoint, call);
    check_failure(outcome, Errc::upstream_tls_failed, Sent::no);
  }
}

BOOST_DATA_TEST_CASE(a_connection_cut_under_tls_is_told_like_any_other, data::make(kinds), kind) {
  RawServer server({answer(200, "{}"), close_without_answer(), answer(200, "{}"), reset(), truncated_body(),
                    say_and_close("HTTP/1.1 200 OK\r\n\r\nuntil close_notify"), reset("HTTP/1.1 200 OK\r\n\r\ncut")},
                   as("server"));
  World world(kind);
  const auto endpoint = tls_endpoint_at(server.port(), ca);
  const auto call = post("{}");
  check_answer(world.exchange(endpoint, call), 200, "{}");
  check_failure(world.exchange(endpoint, call), Errc::upstream_outcome_unknown, Sent::maybe);
  check_answer(world.exchange(endpoint, call), 200, "{}");
  check_failure(world.exchange(endpoint, call), Errc::upstream_outcome_unknown, Sent::maybe);
  check_failure(world.exchange(endpoint, call), Errc::upstream_bad_reply, Sent::yes);
  check_answer(world.exchange(endpoint, call), 200, "until close_notify");
  check_failure(world.exchange(endpoint, call), Errc::upstream_bad_reply, Sent::yes);
  BOOST_TEST(server.requests() == 7U);
}

BOOST_DATA_TEST_CASE(a_kept_connection_closed_meanwhile_is_not_used, data::make(kinds), kind) {
  RawServer server({say_and_close(reply_text(200, "first")), answer(200, "second")}, as("server"));
  World world(kind);
  const auto endpoint = tls_endpoint_at(server.port(), ca);
  const auto call = post("{}");
  check_answer(world.exchange(endpoint, call), 200, "first");
  BOOST_REQUIRE(server.wait_until([&] { return server.open() == 0; }));
  check_answer(world.exchange(endpoint, call), 200, "second");
}

BOOST_DATA_TEST_CASE(a_new_ca_file_is_read_before_a_server_is_refused, data::make(kinds), kind) {
  const std::filesystem::path file = std::filesystem::temp_directory_path() /
                                     ("atgateway-ca-" + std::to_string(::getpid()) + "-" + kind.name + ".crt");
  std::filesystem::copy_file(certificate("stranger.crt"), file, std::filesystem::copy_options::overwrite_existing);
  RawServer server({answer(200, "{}")}, as("server"));
  World world(kind);
  const auto endpoint = tls_endpoint_at(server.port(), file.string());
  const auto call = get();
  check_failure(world.exchange(endpoint, call), Errc::upstream_tls_failed, Sent::no);
  std::filesystem::copy_file(ca, file, std::filesystem::copy_options::overwrite_existing);
  check_answer(world.exchange(endpoint, call), 200, "{}");
  std::filesystem::remove(file);
}

BOOST_AUTO_TEST_SUITE_END()
