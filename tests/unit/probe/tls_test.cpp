// Looks at several servers at once, the second try with the PROXY header or without, and what is evidence of it.
#include "probe/tls.hpp"

#include "json/document.hpp"
#include "support/nginx.hpp"
#include "support/probe_peers.hpp"
#include "support/s_server.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

using namespace atgateway;
using namespace atgateway::probe;
using namespace atgateway::test_support;
using namespace std::chrono_literals;

namespace {

constexpr milliseconds little{200};

TlsQuestion question_to(std::vector<net::SocketAddress> addresses, milliseconds patience = 5s) {
  TlsQuestion question;
  question.addresses = std::move(addresses);
  question.host = "gateway.test";
  question.ca_file = CertificateZoo::get().file("root.crt");
  question.patience = patience;
  return question;
}

TlsLook look_once(const TlsQuestion& question) {
  TlsLooks all = look_at_tls(question, {});
  BOOST_REQUIRE(all.looks.size() == 1U);
  return std::move(all.looks[0]);
}

std::string evidence(const TlsLooks& looks) {
  std::string text;
  json::Writer out(text);
  write(out, looks);
  BOOST_TEST(json::Document::parse(text).ok(), text);
  return text;
}

/// A server whose first connections go well and whose later ones are closed without a byte.
RawServer::Options failing_after(int good) {
  RawServer::Options options = tls_serving("good");
  const auto left = std::make_shared<std::atomic<int>>(good);
  options.channel = [left, make = options.channel](int fd) -> std::unique_ptr<Channel> {
    return left->fetch_sub(1) > 0 ? make(fd) : nullptr;
  };
  return options;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls)

BOOST_AUTO_TEST_CASE(samples) {
  const SServer server("good");
  TlsQuestion question = question_to({local_peer(server.port())});
  question.samples = 3;
  const TlsLooks all = look_at_tls(question, {});
  BOOST_REQUIRE(all.looks.size() == 1U);
  const TlsLook& look = all.looks[0];
  BOOST_TEST(to_text(look.outcome) == "done", look.trouble);
  BOOST_TEST(look.address.to_string() == local_peer(server.port()).to_string());
  BOOST_TEST(look.server_name == "gateway.test");
  BOOST_TEST(look.times_us.size() == 3U);
  BOOST_TEST(look.failures == 0U);
  BOOST_TEST(look.trouble == "");
  BOOST_TEST(!look.sent_proxy_header);
  BOOST_TEST(!look.wants_proxy_header);
  BOOST_TEST(look.facts.chain.size() == 2U);
  BOOST_TEST(all.not_tried == 0U);
  BOOST_TEST(all.duration_us >= look.times_us[0] + look.times_us[1] + look.times_us[2]);
  const std::string text = evidence(all);
  for (const char* there :
       {R"("server_name":"gateway.test")", R"("outcome":"done")", R"("time":{"samples":3,)", R"("version":"TLSv1.3")",
        R"("resumable":true)", R"("name_matches":true)", R"("chain_complete":true)", R"("chain_end":"known-root")",
        R"("trusted_by_given_file":true)", R"("trusted_by_local_store":false)", R"("subject":"CN=gateway.test")",
        R"("issuer":"CN=zoo root")", R"("names":["gateway.test"])", R"("not_before":"2020-01-01T00:00:00Z")",
        R"("not_after":"2049-12-31T23:59:59Z")", R"("chain_size":2)", R"("sent_proxy_header":false)"}) {
    BOOST_TEST(text.find(there) != std::string::npos, there << " in " << text);
  }
  for (const char* missing : {"failures", "works_with_proxy_header", "not_tried", "alert", "trouble\""}) {
    BOOST_TEST(text.find(missing) == std::string::npos, missing);
  }
}

BOOST_AUTO_TEST_CASE(samples_that_fail_after_the_first) {
  RawServer server({answer(200, "{}")}, failing_after(2));
  TlsQuestion question = question_to({local_peer(server.port())});
  question.samples = 50;
  const TlsLook look = look_once(question);
  BOOST_TEST(to_text(look.outcome) == "done");
  BOOST_TEST(look.times_us.size() == 2U);
  BOOST_TEST(look.failures == 3U);  // and no more were tried
  BOOST_TEST((look.trouble == "closed" || look.trouble == "reset"), look.trouble);
  BOOST_TEST(server.wait_until([&] { return server.connections() == 5U; }));
  BOOST_TEST(evidence({{look}, 0, 1}).find(R"("failures":3)") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_literal_is_not_asked_for_by_name) {
  RawServer server({answer(200, "{}")}, tls_serving("address"));
  TlsQuestion question = question_to({local_peer(server.port())});
  question.host = "127.0.0.1";
  const TlsLook look = look_once(question);
  BOOST_TEST(look.server_name == "");
  BOOST_TEST(look.facts.name_matches);
  BOOST_TEST(evidence({{look}, 0, 1}).find("server_name") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(side_by_side_and_each_on_its_own) {
  RawServer good({answer(200, "{}")}, tls_serving("good"));
  RawServer plain({answer(200, "{}")}, greeting("HTTP/1.1 400 Bad Request\r\n\r\n"));
  RawServer mute({answer(200, "{}")}, greeting("", false));
  const HeldPort held;
  const auto silent = local_peer(mute.port());
  const TlsLooks all = look_at_tls(
      question_to({silent, local_peer(good.port()), silent, local_peer(plain.port()), silent, held.address(), silent},
                  little),
      {});
  const char* const expected[] = {"timed-out", "done",          "timed-out", "not-tls",
                                  "timed-out", "not-connected", "timed-out"};
  BOOST_REQUIRE(all.looks.size() == std::size(expected));
  for (std::size_t i = 0; i < std::size(expected); ++i) BOOST_TEST(to_text(all.looks[i].outcome) == expected[i], i);
  BOOST_TEST((all.duration_us >= 400'000 && all.duration_us < 1'500'000));  // four times two tries, in the time of one
  BOOST_TEST(all.looks[0].trouble == "no answer within 200 ms");
  BOOST_TEST(!all.looks[0].wants_proxy_header);
  const std::string text = evidence(all);
  BOOST_TEST(text.find(R"("outcome":"not-tls","first_bytes_are":"http")") != std::string::npos, text);
  BOOST_TEST(text.find(R"("outcome":"not-connected","trouble":"Connection refused")") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(no_more_than_eight_addresses) {
  const HeldPort held;
  const TlsLooks all = look_at_tls(question_to(std::vector(1000, held.address())), {});
  BOOST_TEST(all.looks.size() == 8U);
  BOOST_TEST(all.not_tried == 992U);
  BOOST_TEST(evidence(all).find(R"("not_tried":992)") != std::string::npos);
  const TlsLooks none = look_at_tls(question_to({}), {});
  BOOST_TEST(none.looks.empty());
  BOOST_TEST(evidence(none).starts_with(R"({"looks":[],"duration_us":)"));
}

BOOST_AUTO_TEST_CASE(a_server_that_wants_the_proxy_header) {
  RawServer server({answer(200, "{}")}, tls_serving("good", {}, true));
  TlsQuestion question = question_to({local_peer(server.port())}, little);
  TlsLook look = look_once(question);
  BOOST_TEST(to_text(look.outcome) != "done");
  BOOST_TEST(!look.sent_proxy_header);
  BOOST_TEST(look.wants_proxy_header);
  BOOST_TEST(look.facts.chain.size() == 2U);  // of the second try
  BOOST_TEST(evidence({{look}, 0, 1}).find(R"("sent_proxy_header":false,"works_with_proxy_header":true)") !=
             std::string::npos);
  question.proxy_header = true;
  look = look_once(question);
  BOOST_TEST(to_text(look.outcome) == "done");
  BOOST_TEST(look.sent_proxy_header);
  BOOST_TEST(!look.wants_proxy_header);
}

BOOST_AUTO_TEST_CASE(a_server_that_minds_the_proxy_header) {
  RawServer server({answer(200, "{}")}, tls_serving("good"));
  TlsQuestion question = question_to({local_peer(server.port())});
  question.proxy_header = true;
  const TlsLook look = look_once(question);
  BOOST_TEST(to_text(look.outcome) != "done");
  BOOST_TEST(look.sent_proxy_header);
  BOOST_TEST(look.wants_proxy_header);
  BOOST_TEST(look.facts.chain.size() == 2U);
  BOOST_TEST(evidence({{look}, 0, 1}).find(R"("sent_proxy_header":true,"works_with_proxy_header":false)") !=
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_other_way_is_tried_only_where_it_can_be_the_difference) {
  const struct {
    const char* name;
    RawServer::Options options;
    std::size_t connections;
  } table[] = {
      {"closed without a byte", greeting(""), 2},
      {"closed after a byte", greeting("\x16"), 1},
      {"speaks HTTP", greeting("HTTP/1.1 400 Bad Request\r\n\r\n"), 1},
      {"an alert", greeting(std::string("\x15\x03\x03\x00\x02\x02\x28", 7)), 1},
      {"good", tls_serving("good"), 1},
  };
  for (const auto& [name, options, connections] : table) {
    RawServer server({answer(200, "{}")}, options);
    const TlsLook look = look_once(question_to({local_peer(server.port())}));
    BOOST_TEST(!look.wants_proxy_header, name);
    BOOST_TEST(server.wait_until([&] { return server.open() == 0; }));
    BOOST_TEST(server.connections() == connections, name);
  }
}

BOOST_AUTO_TEST_CASE(nginx_behind_a_proxy_header) {
  if (!Nginx::installed()) {
    BOOST_TEST_MESSAGE("skipped: nginx is not installed");
    return;
  }
  const auto& zoo = CertificateZoo::get();
  const Nginx nginx("ssl proxy_protocol", "ssl_certificate " + zoo.pem("good") + "; ssl_certificate_key " +
                                              zoo.key("good") + "; location / { return 204; }");
  TlsQuestion question = question_to({local_peer(nginx.port())});
  TlsLook look = look_once(question);
  BOOST_TEST(to_text(look.outcome) != "done");
  BOOST_TEST(look.wants_proxy_header);
  BOOST_TEST(look.facts.chain.size() == 2U);
  question.proxy_header = true;
  look = look_once(question);
  BOOST_TEST(to_text(look.outcome) == "done", look.trouble);
  BOOST_TEST(!look.wants_proxy_header);
}

BOOST_AUTO_TEST_CASE(the_deadline_and_stop_end_all_of_them_at_once) {
  RawServer mute({answer(200, "{}")}, greeting("", false));
  const TlsQuestion question = question_to(std::vector(8, local_peer(mute.port())));
  TlsLooks all = look_at_tls(question, {Deadline::after(60ms), {}});
  for (const TlsLook& look : all.looks) BOOST_TEST(to_text(look.outcome) == "cut");
  BOOST_TEST((all.duration_us >= 55'000 && all.duration_us < 2'000'000));
  std::stop_source stop;
  std::jthread soon([&] {
    std::this_thread::sleep_for(40ms);
    stop.request_stop();
  });
  all = look_at_tls(question, {Deadline::never(), stop.get_token()});
  for (const TlsLook& look : all.looks) BOOST_TEST(to_text(look.outcome) == "cut");
  BOOST_TEST(all.duration_us < 2'000'000);
}

BOOST_AUTO_TEST_CASE(evidence_of_strange_certificates_is_clean_and_bounded) {
  RawServer odd({answer(200, "{}")}, tls_serving("odd"));
  RawServer many({answer(200, "{}")}, tls_serving("many"));
  RawServer old({answer(200, "{}")}, tls_serving("rsa1024", [](SSL_CTX* context) {
                  SSL_CTX_set_max_proto_version(context, TLS1_1_VERSION);
                }));
  std::string text = evidence(look_at_tls(question_to({local_peer(odd.port())}), {}));
  for (const char c : text) BOOST_TEST(static_cast<unsigned char>(c) >= 0x20U);
  BOOST_TEST(text.find("\xe2\x80\xae") == std::string::npos);  // a direction override
  BOOST_TEST(text.find("\\u00") == std::string::npos, text);   // nor one that JSON would give back
  text = evidence(look_at_tls(question_to({local_peer(many.port())}), {}));
  BOOST_TEST(text.find(R"("name_count":10000)") != std::string::npos);
  BOOST_TEST(text.find("name-00100.test") != std::string::npos);
  BOOST_TEST(text.find("name-00101.test") == std::string::npos);
  BOOST_TEST(text.size() < 10'000U);
  text = evidence(look_at_tls(question_to({local_peer(old.port())}), {}));
  BOOST_TEST(text.find(R"("version":"TLSv1.1")") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(evidence_of_incomplete_chains) {
  const std::pair<const char*, const char*> table[] = {
      {"alone", R"("chain_complete":false,"chain_end":"leaf-of-unknown","missing_issuer":"CN=zoo intermediate")"},
      {"good", R"("chain_complete":false,"chain_end":"authority-of-unknown","missing_issuer":"CN=zoo root")"},
      {"self_signed", R"("chain_complete":true,"chain_end":"self-signed")"},
  };
  for (const auto& [animal, there] : table) {
    RawServer server({answer(200, "{}")}, tls_serving(animal));
    TlsQuestion question = question_to({local_peer(server.port())});
    question.ca_file.clear();
    const std::string text = evidence(look_at_tls(question, {}));
    BOOST_TEST(text.find(there) != std::string::npos, there << " in " << text);
    BOOST_TEST(text.find("trusted_by_given_file") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(outcomes_in_words) {
  using Outcome = TlsLook::Outcome;
  const std::pair<Outcome, const char*> table[] = {{Outcome::done, "done"},
                                                   {Outcome::not_connected, "not-connected"},
                                                   {Outcome::alert, "alert"},
                                                   {Outcome::not_tls, "not-tls"},
                                                   {Outcome::closed, "closed"},
                                                   {Outcome::reset, "reset"},
                                                   {Outcome::timed_out, "timed-out"},
                                                   {Outcome::failed, "failed"},
                                                   {Outcome::cut, "cut"}};
  for (const auto& [outcome, text] : table) BOOST_TEST(to_text(outcome) == text);
}

BOOST_AUTO_TEST_SUITE_END()
