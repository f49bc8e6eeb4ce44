// One handshake each: with s_server, with servers that refuse, that speak something else, stall, drip and end.
#include "probe/tls_handshake.hpp"

#include "support/probe_peers.hpp"
#include "support/s_server.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stop_token>
#include <string>
#include <thread>

using namespace atgateway;
using namespace atgateway::probe;
using namespace atgateway::test_support;
using namespace std::chrono_literals;

namespace {

constexpr milliseconds little{200};

TlsQuestion question_for(milliseconds patience = 5s) {
  TlsQuestion question;
  question.host = "gateway.test";
  question.ca_file = CertificateZoo::get().file("root.crt");
  question.patience = patience;
  return question;
}

Handshake shake(std::uint16_t port, const TlsQuestion& question = question_for(), bool proxy_header = false,
                FactsWanted wanted = FactsWanted::yes) {
  Waiting waiting{Scope()};
  return shake_hands(local_peer(port), question, proxy_header, wanted, waiting);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls_handshake)

BOOST_AUTO_TEST_CASE(openssl_s_server) {
  const SServer server("good");
  const Handshake seen = shake(server.port());
  BOOST_TEST(to_text(seen.outcome) == "done", seen.trouble);
  BOOST_TEST(seen.alert == "");
  BOOST_TEST(seen.trouble == "");
  BOOST_TEST(seen.heard_anything);
  BOOST_TEST(seen.took_us > 0);
  BOOST_TEST(seen.facts.version == "TLSv1.3");
  BOOST_TEST(seen.facts.chain.size() == 2U);
  BOOST_TEST(seen.facts.name_matches);
  BOOST_TEST((seen.facts.given_file == true));
  BOOST_TEST(seen.facts.resumable);  // its ticket, which comes after the handshake, was waited for
  BOOST_TEST(!seen.facts.client_certificate_asked);
}

BOOST_AUTO_TEST_CASE(facts_only_when_they_are_wanted) {
  RawServer server({answer(200, "{}")}, tls_serving("good"));
  const Handshake seen = shake(server.port(), question_for(), false, FactsWanted::no);
  BOOST_TEST(to_text(seen.outcome) == "done");
  BOOST_TEST(seen.facts.chain.empty());
  BOOST_TEST(seen.facts.version == "");
}

BOOST_AUTO_TEST_CASE(s_server_that_insists_on_a_certificate) {
  for (const auto& [version, alert] :
       {std::pair("-tls1_2", "handshake_failure"), std::pair("-tls1_3", "certificate_required")}) {
    const SServer server("good", {"-Verify", "1", version});
    const Handshake seen = shake(server.port());
    BOOST_TEST(to_text(seen.outcome) == "alert", version);
    BOOST_TEST(seen.alert == alert);
    BOOST_TEST(seen.facts.client_certificate_asked);
    BOOST_TEST(seen.facts.chain.size() == 2U);
  }
  const SServer asking("good", {"-verify", "1"});
  const Handshake seen = shake(asking.port());
  BOOST_TEST(to_text(seen.outcome) == "done");
  BOOST_TEST(seen.facts.client_certificate_asked);
}

BOOST_AUTO_TEST_CASE(s_server_that_knows_the_name_and_refuses_others) {
  const auto& zoo = CertificateZoo::get();
  const SServer server("good", {"-servername", "gateway.test", "-servername_fatal", "-cert2", zoo.pem("good"), "-key2",
                                zoo.key("good")});
  BOOST_TEST(to_text(shake(server.port()).outcome) == "done");
  TlsQuestion other = question_for();
  other.host = "other.test";
  const Handshake seen = shake(server.port(), other);
  BOOST_TEST(to_text(seen.outcome) == "alert");
  BOOST_TEST(seen.alert == "unrecognized_name");
  BOOST_TEST(seen.facts.chain.empty());
}

BOOST_AUTO_TEST_CASE(what_speaks_when_it_is_not_tls) {
  const std::pair<std::string, const char*> table[] = {
      {"HTTP/1.1 400 Bad Request\r\n\r\n", "http"},
      {"SSH-2.0-OpenSSH_9.2\r\n", "ssh"},
      {std::string("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", 16), "proxy-v2"},
      {"PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n", "proxy-v1"},
      {std::string("\0\1\2\3", 4), "other"},  // too short for a record
      {std::string(10'000'000, 'x'), "other"},
  };
  for (const bool ends : {true, false}) {
    for (const auto& [bytes, protocol] : table) {
      RawServer server({answer(200, "{}")}, greeting(bytes, ends));
      const Handshake seen = shake(server.port(), question_for(little));
      BOOST_TEST(to_text(seen.outcome) == "not-tls", protocol);
      BOOST_TEST(seen.first_bytes_are == protocol);
      BOOST_TEST(seen.heard_anything);
      BOOST_TEST(seen.facts.chain.empty());
    }
  }
}

BOOST_AUTO_TEST_CASE(ends_and_resets) {
  {
    RawServer server({answer(200, "{}")}, greeting(""));
    const Handshake seen = shake(server.port());
    BOOST_TEST(to_text(seen.outcome) == "closed");
    BOOST_TEST(!seen.heard_anything);
  }
  {
    RawServer server({answer(200, "{}")}, greeting(std::string("\x16\x03\x03\x00\x7a\x02", 6)));
    const Handshake seen = shake(server.port());
    BOOST_TEST(to_text(seen.outcome) == "closed");
    BOOST_TEST(seen.heard_anything);
  }
  {
    RawServer::Options options;
    options.on_accept = [](RawServer::Peer& peer) {
      peer.wait_for_peer();
      peer.reset();
    };
    RawServer server({answer(200, "{}")}, options);
    const Handshake seen = shake(server.port());
    BOOST_TEST(to_text(seen.outcome) == "reset");
    BOOST_TEST(!seen.heard_anything);
  }
  const HeldPort held;
  const Handshake seen = shake(held.address().port());
  BOOST_TEST(to_text(seen.outcome) == "not-connected");
  BOOST_TEST(seen.trouble == "Connection refused");
}

BOOST_AUTO_TEST_CASE(silence_at_once_and_in_the_middle) {
  const SilentPort nobody;
  Handshake seen = shake(nobody.address().port(), question_for(little));
  BOOST_TEST(to_text(seen.outcome) == "not-connected");
  BOOST_TEST(seen.trouble == "no answer within 200 ms");
  RawServer mute({answer(200, "{}")}, greeting("", false));
  seen = shake(mute.port(), question_for(little));
  BOOST_TEST(to_text(seen.outcome) == "timed-out");
  BOOST_TEST(seen.trouble == "no answer within 200 ms");
  BOOST_TEST(!seen.heard_anything);
  BOOST_TEST((seen.took_us >= 200'000 && seen.took_us < 2'000'000));
  RawServer stalling({answer(200, "{}")}, greeting(std::string("\x16\x03\x03\x00\x7a\x02", 6), false));
  seen = shake(stalling.port(), question_for(little));
  BOOST_TEST(to_text(seen.outcome) == "timed-out");
  BOOST_TEST(seen.trouble == "the handshake did not end in time");
  BOOST_TEST(seen.heard_anything);
}

BOOST_AUTO_TEST_CASE(a_handshake_that_drips_is_waited_for_no_longer_than_patience) {
  RawServer::Options options;
  options.on_accept = [](RawServer::Peer& peer) {
    peer.send(std::string("\x16\x03\x03\x40\x00\x02\x00\x3f\x00", 9));
    while (peer.pause(10ms) && peer.send("x")) {
    }
    peer.close();
  };
  RawServer server({answer(200, "{}")}, options);
  const Handshake seen = shake(server.port(), question_for(little));
  BOOST_TEST(to_text(seen.outcome) == "timed-out");
  BOOST_TEST((seen.took_us >= 200'000 && seen.took_us < 2'000'000));
}

BOOST_AUTO_TEST_CASE(the_deadline_and_stop_cut_without_a_word) {
  RawServer mute({answer(200, "{}")}, greeting("", false));
  const auto begun = Clock::now();
  Waiting until_deadline({Deadline::after(60ms), {}});
  Handshake seen = shake_hands(local_peer(mute.port()), question_for(), false, FactsWanted::yes, until_deadline);
  BOOST_TEST(to_text(seen.outcome) == "cut");
  BOOST_TEST(seen.trouble == "");
  std::stop_source stop;
  std::jthread soon([&] {
    std::this_thread::sleep_for(40ms);
    stop.request_stop();
  });
  Waiting until_stop({Deadline::never(), stop.get_token()});
  seen = shake_hands(local_peer(mute.port()), question_for(), false, FactsWanted::yes, until_stop);
  BOOST_TEST(to_text(seen.outcome) == "cut");
  BOOST_TEST((Clock::now() - begun < 3s));  // patience is 5 s
}

BOOST_AUTO_TEST_CASE(garbage_that_begins_like_tls_fails_with_words) {
  RawServer server({answer(200, "{}")}, greeting(std::string("\x16\x03\x03\x00\x04\x02\x00\x00\x00", 9), false));
  const Handshake seen = shake(server.port());
  BOOST_TEST(to_text(seen.outcome) == "failed");
  BOOST_TEST(seen.trouble != "");
}

BOOST_AUTO_TEST_CASE(a_file_of_authorities_that_cannot_be_read) {
  RawServer server({answer(200, "{}")}, tls_serving("good"));
  TlsQuestion question = question_for();
  question.ca_file = "/not/there.pem";
  const Handshake seen = shake(server.port(), question);
  BOOST_TEST(to_text(seen.outcome) == "failed");
  BOOST_TEST(seen.trouble == "the CA file: No such file or directory");
}

BOOST_AUTO_TEST_CASE(a_proxy_header_goes_first) {
  RawServer wanting({answer(200, "{}")}, tls_serving("good", {}, true));
  BOOST_TEST(to_text(shake(wanting.port(), question_for(), true).outcome) == "done");
  BOOST_TEST(to_text(shake(wanting.port(), question_for(), false).outcome) != "done");
  RawServer minding({answer(200, "{}")}, tls_serving("good"));
  BOOST_TEST(to_text(shake(minding.port(), question_for(), true).outcome) != "done");
}

BOOST_AUTO_TEST_SUITE_END()
