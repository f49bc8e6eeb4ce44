// Whole questions: to good servers, to hostile ones, and to those that may not learn the token.
#include "probe/http.hpp"

#include "json/document.hpp"
#include "support/network_namespace.hpp"
#include "support/nginx.hpp"
#include "support/probe_peers.hpp"
#include "support/s_server.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>

using namespace atgateway;
using namespace atgateway::probe;
using namespace atgateway::test_support;
using namespace std::chrono_literals;

namespace {

constexpr milliseconds little{200};

HttpQuestion plain_to(std::uint16_t port) {
  HttpQuestion question;
  question.addresses = {local_peer(port)};
  question.tls = false;
  question.host = "gateway.test";
  question.port = port;
  return question;
}

HttpQuestion tls_to(std::uint16_t port, bool verify = false) {
  HttpQuestion question = plain_to(port);
  question.tls = true;
  question.verify = verify;
  if (verify) {
    question.ca_file = CertificateZoo::get().file("root.crt");
    question.ca_file_only = true;
  }
  return question;
}

std::string evidence(const HttpAnswer& answer) {
  std::string text;
  json::Writer out(text);
  write(out, answer);
  BOOST_TEST(json::Document::parse(text).ok(), text);
  return text;
}

std::string nginx_tls(const std::string& rest) {
  const auto& zoo = CertificateZoo::get();
  return "ssl_certificate " + zoo.pem("good") + "; ssl_certificate_key " + zoo.key("good") + "; " + rest;
}

boost::test_tools::assertion_result with_nginx(boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result result(Nginx::installed());
  result.message() << "nginx is not installed";
  return result;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http)

BOOST_AUTO_TEST_CASE(a_plain_question) {
  RawServer server({answer(200, "{\"a\":1}", "Server: s/1\r\n")});
  HttpQuestion question = plain_to(server.port());
  question.path = "/healthz";
  const HttpAnswer got = ask_http(question, {});
  BOOST_TEST(to_text(got.outcome) == "answered");
  BOOST_TEST(got.method == "GET");
  BOOST_TEST(got.path == "/healthz");
  BOOST_TEST(got.address == "127.0.0.1:" + std::to_string(server.port()));
  BOOST_TEST(got.status == 200);
  BOOST_TEST(got.headers.find("server").value_or("") == "s/1");
  BOOST_TEST(got.body == "{\"a\":1}");
  BOOST_TEST(!got.body_cut);
  BOOST_TEST(got.trouble == "");
  BOOST_REQUIRE(got.phases.size() == 1U);
  const auto& phases = got.phases[0];
  BOOST_TEST(phases.connect_us > 0);
  BOOST_TEST(phases.tls_us == -1);
  BOOST_TEST(phases.first_byte_us > 0);
  BOOST_TEST(phases.rest_us >= 0);
  BOOST_TEST(got.duration_us >= phases.connect_us + phases.first_byte_us + phases.rest_us);
  BOOST_REQUIRE(server.requests() == 1U);
  BOOST_TEST(server.seen()[0].line() == "GET /healthz HTTP/1.1");
  BOOST_TEST(server.seen()[0].field("host").value_or("") == "gateway.test:" + std::to_string(server.port()));
}

BOOST_AUTO_TEST_CASE(over_tls_each_phase_is_its_own_difference) {
  RawServer server({answer_after(60ms, 503, "{}")}, tls_serving("self_signed"));
  const HttpAnswer got = ask_http(tls_to(server.port()), {});
  BOOST_TEST(to_text(got.outcome) == "answered");
  BOOST_TEST(got.status == 503);
  const auto& phases = got.phases.at(0);
  BOOST_TEST(phases.tls_us > 0);
  BOOST_TEST(phases.first_byte_us >= 60'000);
  BOOST_TEST(got.duration_us >= phases.connect_us + phases.tls_us + phases.first_byte_us + phases.rest_us);
}

BOOST_AUTO_TEST_CASE(addresses_are_tried_in_order) {
  RawServer server({answer(200, "{}")});
  const HeldPort held;
  const SilentPort silent;
  HttpQuestion question = plain_to(server.port());
  question.patience = little;
  question.addresses = {held.address(), silent.address(), local_peer(server.port()), held.address()};
  HttpAnswer got = ask_http(question, {});
  BOOST_TEST(to_text(got.outcome) == "answered");
  BOOST_TEST(got.address == local_peer(server.port()).to_string());
  BOOST_TEST(got.phases.at(0).connect_us < 200'000);  // of the one that connected
  question.addresses = {held.address(), silent.address()};
  got = ask_http(question, {});
  BOOST_TEST(to_text(got.outcome) == "not-connected");
  BOOST_TEST(got.trouble == held.address().to_string() + ": Connection refused; " + silent.address().to_string() +
                                ": no answer within 200 ms");
  BOOST_TEST(got.address == "");
  BOOST_TEST(got.phases.at(0).connect_us == -1);
  question.addresses.clear();
  got = ask_http(question, {});
  BOOST_TEST(to_text(got.outcome) == "not-connected");
  BOOST_TEST(got.trouble == "no address");
  question.addresses.assign(1000, held.address());
  got = ask_http(question, {});
  BOOST_TEST(got.trouble.size() < 1024U);
}

BOOST_AUTO_TEST_CASE(what_is_unfit_is_not_even_dialled) {
  RawServer server({answer(200, "{}")});
  HttpQuestion question = plain_to(server.port());
  question.path = "/a\r\nX: y";
  const HttpAnswer got = ask_http(question, {});
  BOOST_TEST(to_text(got.outcome) == "not-connected");
  BOOST_TEST(got.trouble == "the path cannot stand in a request");
  BOOST_TEST(server.connections() == 0U);
  BOOST_TEST(evidence(got).find('\n') == std::string::npos);
}

BOOST_AUTO_TEST_CASE(hostile_servers) {
  const struct {
    const char* name;
    RawServer::Act act;
    const char* outcome;
    const char* trouble;
    bool cut;
  } table[] = {
      {"closes", close_without_answer(), "closed", "", false},
      {"resets", reset(), "reset", "", false},
      {"resets in the head", reset("HTTP/1.1 200 OK\r\nServ"), "reset", "", false},
      {"silent", never_answer(), "timed-out", "no answer within 200 ms", false},
      {"stalls in the head", say("HTTP/1.1 200 OK\r\nServ"), "timed-out", "the reply's head did not end in time",
       false},
      {"drips", answer_slowly(200, "{}", 20ms), "timed-out", "the reply's head did not end in time", false},
      {"garbage", garbage(), "not-http", "the reply *", false},
      {"interims for ever", interim_flood(), "not-http", "the reply *", false},
      {"two lengths", two_lengths(), "not-http", "the reply *", false},
      {"10 MB of header", huge_header(10'000'000), "not-http", "the reply *", false},
      {"10 MB of headers", say("HTTP/1.1 200 OK\r\n" + std::string(10'000'000, '\n')), "not-http", "the reply *",
       false},
      {"endless body", infinite_body(), "answered", "", true},
      {"half a body", truncated_body(), "answered", "the connection ended in the middle of the body", true},
      {"resets in the body", reset("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), "answered",
       "the server reset the connection in the middle of the body", true},
      {"stalls in the body", say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"), "answered",
       "the body did not end in time", true},
  };
  for (const bool tls : {false, true}) {
    for (const auto& [name, act, outcome, trouble, cut] : table) {
      RawServer server({act}, tls ? tls_serving("good") : RawServer::Options());
      HttpQuestion question = tls ? tls_to(server.port(), true) : plain_to(server.port());
      question.patience = little;
      const HttpAnswer got = ask_http(question, {});
      const std::string where = std::string(name) + (tls ? " over TLS: " : ": ") + got.trouble;
      BOOST_TEST(to_text(got.outcome) == outcome, where);
      const std::string_view wanted(trouble);
      if (wanted.ends_with('*')) {
        BOOST_TEST(got.trouble.starts_with(wanted.substr(0, wanted.size() - 1)), where);
      } else if (!tls || wanted != "") {
        BOOST_TEST(got.trouble == trouble, where);
      }
      BOOST_TEST(got.body_cut == cut, where);
      BOOST_TEST(got.body.size() <= question.body_bytes, where);
      BOOST_TEST(got.duration_us < 2'000'000, where);
      BOOST_TEST(evidence(got).size() < 4096U, where);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_body_that_drips_is_waited_for_no_longer_than_patience) {
  RawServer server({[](RawServer::Peer& peer, const SeenRequest&) {
    peer.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (peer.pause(10ms) && peer.send("1\r\nx\r\n")) {
    }
    peer.close();
  }});
  HttpQuestion question = plain_to(server.port());
  question.patience = little;
  const HttpAnswer got = ask_http(question, {});
  BOOST_TEST(to_text(got.outcome) == "answered");
  BOOST_TEST(got.body_cut);
  BOOST_TEST(got.body.size() > 1U);
  BOOST_TEST(got.trouble == "the body did not end in time");
  BOOST_TEST((got.duration_us >= 200'000 && got.duration_us < 2'000'000));
}

BOOST_AUTO_TEST_CASE(a_server_that_half_closes_is_heard_out) {
  RawServer server({[](RawServer::Peer& peer, const SeenRequest&) {
    peer.send("HTTP/1.1 200 OK\r\n\r\n{\"half\":1}");
    ::shutdown(peer.fd(), SHUT_WR);
    peer.wait_for_peer();
    peer.close();
  }});
  const HttpAnswer got = ask_http(plain_to(server.port()), {});
  BOOST_TEST(to_text(got.outcome) == "answered");
  BOOST_TEST(got.body == "{\"half\":1}");
  BOOST_TEST(!got.body_cut);
}

BOOST_AUTO_TEST_CASE(a_server_that_does_not_read) {
  RawServer server({answer(200, "{}")}, [] {
    RawServer::Options options;
    options.on_accept = [](RawServer::Peer& peer) {
      peer.pause(10s);
      peer.close();
    };
    return options;
  }());
  HttpQuestion question = plain_to(server.port());
  question.method = "POST";
  question.body = "{\"a\":\"" + std::string(30'000'000, 'x') + "\"}";
  question.patience = little;
  const HttpAnswer got = ask_http(question, {});
  BOOST_TEST(to_text(got.outcome) == "timed-out");
  BOOST_TEST(got.trouble == "the request could not be sent in time");
}

BOOST_AUTO_TEST_CASE(a_server_that_answers_before_it_has_read_all) {
  RawServer server({answer(200, "{}")}, greeting(reply_text(413, "{}", "Connection: close\r\n")));
  HttpQuestion question = plain_to(server.port());
  question.method = "POST";
  question.body = "{\"a\":\"" + std::string(1'000, 'x') + "\"}";
  const HttpAnswer got = ask_http(question, {});
  BOOST_TEST(to_text(got.outcome) == "answered");
  BOOST_TEST(got.status == 413);
}

BOOST_AUTO_TEST_CASE(a_reply_to_head_is_not_waited_on_for_its_body) {
  RawServer server({say("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n")});
  HttpQuestion question = plain_to(server.port());
  question.method = "HEAD";
  const HttpAnswer got = ask_http(question, {});
  BOOST_TEST(to_text(got.outcome) == "answered");
  BOOST_TEST(!got.body_cut);
  BOOST_TEST(got.duration_us < 2'000'000);
}

BOOST_AUTO_TEST_CASE(the_deadline_holds_in_every_phase) {
  const SilentPort silent;
  RawServer mute_tls({answer(200, "{}")}, greeting("", false));
  RawServer mute({never_answer()});
  RawServer endless({say("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")});
  HttpQuestion nowhere = plain_to(1);
  nowhere.addresses = {silent.address()};
  const struct {
    const char* name;
    HttpQuestion question;
    const char* outcome;
  } table[] = {{"connecting", nowhere, "cut"},
               {"shaking hands", tls_to(mute_tls.port()), "cut"},
               {"waiting", plain_to(mute.port()), "cut"},
               {"reading", plain_to(endless.port()), "answered"}};
  for (const auto& [name, question, outcome] : table) {
    const HttpAnswer by_deadline = ask_http(question, {Deadline::after(60ms), {}});
    BOOST_TEST(to_text(by_deadline.outcome) == outcome, name);
    BOOST_TEST((by_deadline.duration_us >= 55'000 && by_deadline.duration_us < 2'000'000), name);
    std::stop_source stop;
    std::jthread soon([&] {
      std::this_thread::sleep_for(40ms);
      stop.request_stop();
    });
    const HttpAnswer by_stop = ask_http(question, {Deadline::never(), stop.get_token()});
    BOOST_TEST(to_text(by_stop.outcome) == outcome, name);
    BOOST_TEST(by_stop.duration_us < 2'000'000, name);  // patience is 5 s
    BOOST_TEST(to_text(ask_http(question, {Deadline::never(), stop.get_token()}).outcome) == "cut", name);
  }
}

BOOST_AUTO_TEST_CASE(handshakes_that_fail) {
  const auto trouble = [](RawServer::Options options, bool verify) {
    RawServer server({answer(200, "{}")}, std::move(options));
    HttpQuestion question = tls_to(server.port(), verify);
    question.patience = little;
    const HttpAnswer got = ask_http(question, {});
    BOOST_TEST(to_text(got.outcome) == "tls-failed", got.trouble);
    BOOST_TEST(got.phases.at(0).connect_us > 0);
    BOOST_TEST(got.phases.at(0).tls_us == -1);
    BOOST_TEST(server.requests() == 0U);
    return got.trouble;
  };
  for (const bool verify : {false, true}) {
    BOOST_TEST(trouble(greeting("", false), verify) == "the handshake: no answer within 200 ms");
    BOOST_TEST(trouble(greeting(""), verify) == "the handshake failed: the server ended the connection");
    RawServer::Options resetting;
    resetting.on_accept = [](RawServer::Peer& peer) {
      peer.wait_for_peer();
      peer.reset();
    };
    BOOST_TEST(trouble(resetting, verify) == "the handshake failed: the server reset the connection");
    BOOST_TEST(
        trouble(greeting("HTTP/1.1 400 Bad Request\r\n\r\n", false), verify).starts_with("the handshake failed: "));
  }
  BOOST_TEST(trouble(tls_serving("expired"), true).find("expired") != std::string::npos);
  BOOST_TEST(trouble(tls_serving("other_name"), true).find("mismatch") != std::string::npos);
  BOOST_TEST(trouble(tls_serving("self_signed"), true).find("self") != std::string::npos);
  RawServer server({answer(200, "{}")}, tls_serving("good"));
  HttpQuestion question = tls_to(server.port(), true);
  question.ca_file = "/not/there.pem";
  const HttpAnswer got = ask_http(question, {});
  BOOST_TEST(to_text(got.outcome) == "tls-failed");
  BOOST_TEST(got.trouble.find("cannot be read") != std::string::npos, got.trouble);
}

BOOST_AUTO_TEST_CASE(a_token_may_stay_on_this_machine_without_trust) {
  const Secret token("token-on-loopback");
  RawServer plain({answer(200, "{}")});
  RawServer tls({answer(200, "{}")}, tls_serving("self_signed"));
  for (HttpQuestion question : {plain_to(plain.port()), tls_to(tls.port())}) {
    question.bearer = &token;
    BOOST_TEST(to_text(ask_http(question, {}).outcome) == "answered");
  }
  BOOST_TEST(plain.seen().at(0).field("authorization").value_or("") == "Bearer token-on-loopback");
  BOOST_TEST(tls.seen().at(0).field("authorization").value_or("") == "Bearer token-on-loopback");
}

BOOST_AUTO_TEST_CASE(a_token_leaves_this_machine_only_for_those_who_proved_who_they_are,
                     *boost::unit_test::precondition(own_network)) {
  in_own_network([] {
    constexpr const char* elsewhere = "192.0.2.7";
    run_command("ip address add 192.0.2.7/32 dev lo");
    const Secret token("token-off-loopback");
    const std::string root = CertificateZoo::get().file("root.crt");
    RawServer::Options there;
    there.address = elsewhere;
    RawServer plain({answer(200, "{}")}, there);
    RawServer good({answer(200, "{}")}, tls_serving("good", {}, false, elsewhere));
    RawServer stranger({answer(200, "{}")}, tls_serving("self_signed", {}, false, elsewhere));
    RawServer other({answer(200, "{}")}, tls_serving("other_name", {}, false, elsewhere));
    const struct {
      const char* name;
      RawServer* server;
      bool tls;
      std::string ca_file;
      bool plain_allowed;
      bool trusted;
    } table[] = {
        {"no TLS", &plain, false, "", false, false},
        {"no TLS, and somebody said so", &plain, false, "", true, true},
        {"an authority that nobody knows", &good, true, "", false, false},
        {"the same, where plain is allowed", &good, true, "", true, false},
        {"an authority that was given", &good, true, root, false, true},
        {"signed by itself", &stranger, true, root, false, false},
        {"for another name", &other, true, root, false, false},
    };
    for (const auto& [name, server, tls, ca_file, plain_allowed, trusted] : table) {
      for (const bool in_body : {false, true}) {
        const auto before = server->requests();
        HttpQuestion question = tls ? tls_to(server->port()) : plain_to(server->port());
        question.addresses = {peer_at(elsewhere, server->port())};
        question.method = "POST";
        question.body = "{}";
        question.ca_file = ca_file;
        question.plain_allowed = plain_allowed;
        question.verify = false;  // a secret does not ask
        (in_body ? question.body_token : question.bearer) = &token;
        const HttpAnswer got = ask_http(question, {});
        BOOST_TEST(to_text(got.outcome) == (trusted ? "answered" : "tls-failed"), name << ": " << got.trouble);
        BOOST_TEST(server->wait_until([&] { return server->open() == 0; }), name);
        BOOST_TEST(server->requests() - before == (trusted ? 1U : 0U), name);
        if (!tls && !trusted) BOOST_TEST(got.trouble == "a token is not sent over a connection without TLS");
      }
    }
    // Without a secret whoever answers is good enough.
    HttpQuestion question = tls_to(stranger.port());
    question.addresses = {peer_at(elsewhere, stranger.port())};
    BOOST_TEST(to_text(ask_http(question, {}).outcome) == "answered");
  });
}

BOOST_AUTO_TEST_CASE(a_server_that_repeats_the_token) {
  const Secret token("repeated-token-1");
  RawServer server({[](RawServer::Peer& peer, const SeenRequest& request) {
    const std::string said = request.field("authorization").value_or("") + " " + request.body;
    peer.send(reply_text(401, said, "Server: " + said + "\r\nLocation: /?t=repeated-token-1\r\n"));
  }});
  HttpQuestion question = plain_to(server.port());
  question.method = "POST";
  question.body = "{}";
  question.bearer = &token;
  question.body_token = &token;
  const HttpAnswer got = ask_http(question, {});
  BOOST_TEST(server.seen().at(0).body == R"({"api_access_token":"repeated-token-1"})");
  BOOST_TEST(got.status == 401);
  BOOST_TEST(got.body == R"x(Bearer (the token) {"api_access_token":"(the token)"})x");
  BOOST_TEST(got.headers.find("location").value_or("") == "/?t=(the token)");
  const std::string text = evidence(got);
  BOOST_TEST(text.find("repeated-token") == std::string::npos, text);
  BOOST_TEST(text.find("(the token)") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(evidence_tells_who_answered_and_no_more) {
  RawServer server(
      {say("HTTP/1.1 302 Found\r\nServer: s\xe2\x80\xae/1\r\nServer: second\r\nLocation: https://b.test/\r\n"
           "Set-Cookie: session=private\r\nX-Other: private\r\nAtgateway-Request-Id: r1\r\nVia: 1.1 v\r\n"
           "X-Powered-By: " +
           std::string(5000, 'p') + "\r\nContent-Length: 7\r\n\r\nprivate")});
  const HttpAnswer got = ask_http(plain_to(server.port()), {});
  const std::string text = evidence(got);
  for (const char* there :
       {R"("method":"GET")", R"("outcome":"answered")", R"("status":302)", R"("server":"s\\u{202E}/1")",
        R"("location":"https://b.test/")", R"("atgateway-request-id":"r1")", R"("via":"1.1 v")", R"("body_bytes":7)",
        R"("body_cut":false)", R"("connect":{)", R"("first_byte":{)"}) {
    BOOST_TEST(text.find(there) != std::string::npos, there << " in " << text);
  }
  for (const char* missing : {"private", "second", "set-cookie", "x-other", R"("tls":{)"}) {
    BOOST_TEST(text.find(missing) == std::string::npos, missing);
  }
  BOOST_TEST(text.size() < 2000U);
  const HttpAnswer nobody = ask_http(plain_to(1), {Deadline::after(0ms), {}});
  BOOST_TEST(evidence(nobody).find(R"("outcome":"cut","phases":{})") != std::string::npos, evidence(nobody));
}

BOOST_AUTO_TEST_CASE(no_more_than_32_headers_are_evidence) {
  std::string fields;
  for (int i = 0; i < 100; ++i) fields += "Atgateway-" + std::to_string(i) + ": x\r\n";
  RawServer server({answer(200, "{}", fields)});
  const std::string text = evidence(ask_http(plain_to(server.port()), {}));
  std::size_t count = 0;
  for (auto at = text.find("\"atgateway-"); at != text.npos; at = text.find("\"atgateway-", at + 1)) ++count;
  BOOST_TEST(count == 31U);  // and content-type
}

BOOST_AUTO_TEST_CASE(a_proxy_header_goes_first) {
  RawServer server({answer(200, "{}")}, tls_serving("good", {}, true));
  HttpQuestion question = tls_to(server.port(), true);
  BOOST_TEST(to_text(ask_http(question, {}).outcome) == "tls-failed");
  question.proxy_header = true;
  BOOST_TEST(to_text(ask_http(question, {}).outcome) == "answered");
}

BOOST_AUTO_TEST_CASE(openssl_s_server) {
  const SServer server("good", {"-www"});
  const HttpAnswer got = ask_http(tls_to(server.port(), true), {});
  BOOST_TEST(to_text(got.outcome) == "answered", got.trouble);
  BOOST_TEST(got.status == 200);
  BOOST_TEST(got.body.find("TLSv1.3") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(nginx_over_tls, *boost::unit_test::precondition(with_nginx)) {
  const Nginx nginx("ssl", nginx_tls("location = / { return 200 'hello'; } location = /old { return 302 /new; } "
                                     "location = /away { return 503; }"));
  HttpQuestion question = tls_to(nginx.port(), true);
  HttpAnswer got = ask_http(question, {});
  BOOST_TEST(to_text(got.outcome) == "answered", got.trouble);
  BOOST_TEST(got.status == 200);
  BOOST_TEST(got.body == "hello");
  question.path = "/old";
  got = ask_http(question, {});
  BOOST_TEST(got.status == 302);  // seen, and not followed
  BOOST_TEST(got.headers.find("location").value_or("").ends_with("/new"));
  question.path = "/away";
  got = ask_http(question, {});
  BOOST_TEST(got.status == 503);
  BOOST_TEST(!got.body_cut);
  BOOST_TEST(got.headers.find("server").value_or("").starts_with("nginx"));
  question = plain_to(nginx.port());
  got = ask_http(question, {});
  BOOST_TEST(got.status == 400);  // a plain request to its TLS port
}

BOOST_AUTO_TEST_CASE(nginx_behind_a_proxy_header, *boost::unit_test::precondition(with_nginx)) {
  const Nginx nginx("proxy_protocol", "location / { return 204; }");
  HttpQuestion question = plain_to(nginx.port());
  const HttpAnswer without = ask_http(question, {});
  BOOST_TEST(to_text(without.outcome) != "answered");
  question.proxy_header = true;
  const HttpAnswer with = ask_http(question, {});
  BOOST_TEST(to_text(with.outcome) == "answered", with.trouble);
  BOOST_TEST(with.status == 204);
}

BOOST_AUTO_TEST_CASE(outcomes_in_words) {
  using Outcome = HttpAnswer::Outcome;
  const std::pair<Outcome, const char*> table[] = {
      {Outcome::answered, "answered"},     {Outcome::not_connected, "not-connected"},
      {Outcome::tls_failed, "tls-failed"}, {Outcome::closed, "closed"},
      {Outcome::reset, "reset"},           {Outcome::timed_out, "timed-out"},
      {Outcome::not_http, "not-http"},     {Outcome::cut, "cut"}};
  for (const auto& [outcome, text] : table) BOOST_TEST(to_text(outcome) == text);
}

BOOST_AUTO_TEST_SUITE_END()
