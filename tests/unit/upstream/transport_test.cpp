// What every transport promises, against a server that misbehaves in all the ways it can.
#include "exchange_fixture.hpp"
#include "kinds.hpp"

#include <boost/test/data/monomorphic.hpp>
#include <boost/test/data/test_case.hpp>

#include <cstdlib>
#include <future>

namespace data = boost::unit_test::data;
using namespace atgateway;
using namespace atgateway::upstream;
using namespace atgateway::test_support;
using flow::Sent;
using std::chrono::milliseconds;
using std::chrono::seconds;

BOOST_AUTO_TEST_SUITE(transport)

// --- requests --------------------------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(a_get_is_written_as_planned, data::make(kinds), kind) {
  RawServer server({answer(200, R"({"ok":1})")});
  World world(kind);
  auto options = within();
  options.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const auto endpoint = endpoint_at(server.port(), "/api");
  const auto call = get("/v3/lds/geocoding/geocode", "address=Gran%20V%C3%ADa%201&country=ES");
  check_answer(world.exchange(endpoint, call, options), 200, R"({"ok":1})");

  BOOST_REQUIRE(server.requests() == 1U);
  const auto seen = server.seen().front();
  BOOST_TEST(seen.line() == "GET /api/v3/lds/geocoding/geocode?address=Gran%20V%C3%ADa%201&country=ES HTTP/1.1");
  BOOST_TEST(seen.field("host").value_or("") == "127.0.0.1:" + std::to_string(server.port()));
  BOOST_TEST(seen.field("authorization").value_or("") == "Bearer " + test_token);
  BOOST_TEST(seen.field("accept").value_or("") == "application/json");
  BOOST_TEST(seen.field("user-agent").value_or("").substr(0, 10) == "atgateway/");
  BOOST_TEST(seen.field("via").value_or("") == "1.1 atgateway");
  BOOST_TEST(seen.field("traceparent").value_or("") == options.traceparent);
  BOOST_TEST(seen.field("x-request-id").value_or("") == "request-1");
  for (const char* absent :
       {"content-type", "content-length", "transfer-encoding", "expect", "accept-encoding", "cookie", "connection"}) {
    BOOST_TEST(!seen.field(absent).has_value(), absent);
  }
}

BOOST_DATA_TEST_CASE(a_post_carries_its_body_at_once, data::make(kinds), kind) {
  RawServer server({answer(200, "[]")});
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const std::string large(3000000, 'x');  // libcurl would ask for leave first
  for (const std::string& body : {std::string(R"({"addresses":["a"]})"), std::string(), large}) {
    const auto call = post(body);
    check_answer(world.exchange(endpoint, call), 200, "[]");
    const auto seen = server.seen().back();
    BOOST_TEST((seen.body == body));
    BOOST_TEST(seen.line() == "POST /v3/lds/geocoding/batch HTTP/1.1");
    BOOST_TEST(seen.field("content-type").value_or("") == "application/json");
    BOOST_TEST(seen.field("content-length").value_or("") == std::to_string(body.size()));
    BOOST_TEST(!seen.field("expect").has_value());
    BOOST_TEST(!seen.field("transfer-encoding").has_value());
  }
  BOOST_TEST(server.connections() == 1U);
}

BOOST_DATA_TEST_CASE(the_public_name_stays_when_connecting_elsewhere, data::make(kinds), kind) {
  RawServer server({answer(200, "{}")});
  World world(kind);
  UpstreamConfig config;
  config.base_url = "http://carto.example.com:8080/api";
  config.connect_to = "127.0.0.1:" + std::to_string(server.port());
  const auto endpoint = *make_endpoint(config);
  const auto call = get();
  check_answer(world.exchange(endpoint, call), 200, "{}");
  BOOST_TEST(server.seen().front().field("host").value_or("") == "carto.example.com:8080");
}

BOOST_DATA_TEST_CASE(a_call_without_token_has_no_authorization, data::make(kinds), kind) {
  RawServer server({answer(200, "{}")});
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto call = get();
  auto options = within();
  options.token = nullptr;
  check_answer(world.exchange(endpoint, call, options), 200, "{}");
  BOOST_TEST(!server.seen().front().field("authorization").has_value());
}

BOOST_DATA_TEST_CASE(tokens_do_not_leak_between_calls_on_one_connection, data::make(kinds), kind) {
  RawServer server({answer(200, "{}", "Set-Cookie: session=first\r\n"), answer(200, "{}")});
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto call = get();
  check_answer(world.exchange(endpoint, call), 200, "{}");
  auto options = within();
  options.token = std::make_shared<const Secret>("another");
  check_answer(world.exchange(endpoint, call, options), 200, "{}");
  BOOST_TEST(server.connections() == 1U);
  BOOST_TEST(server.seen()[1].field("authorization").value_or("") == "Bearer another");
  BOOST_TEST(!server.seen()[1].field("cookie").has_value());
}

BOOST_DATA_TEST_CASE(what_would_break_out_of_its_place_is_not_sent, data::make(kinds), kind) {
  RawServer server({answer(200, "{}")});
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto fine = get();
  for (const std::string& token : {std::string("a\r\nX-Injected: 1"), std::string("a b"), std::string("a\0b", 3),
                                   std::string("\xc3\xa9"), std::string("===="), std::string(8193, 'a')}) {
    auto options = within();
    options.token = std::make_shared<const Secret>(token);
    check_failure(world.exchange(endpoint, fine, options), Errc::token_malformed, Sent::no);
  }
  auto options = within();
  options.request_id = "a\r\nb";
  check_failure(world.exchange(endpoint, fine, options), Errc::internal, Sent::no);
  options = within();
  options.traceparent = "a b";
  check_failure(world.exchange(endpoint, fine, options), Errc::internal, Sent::no);
  for (const auto& call : {get(""), get("no-slash"), get("/a b"), get("/a\r\nb"), get("/a?b"), get("/a#b"), get("/\\a"),
                           get("/a", "b c"), get("/a", "b#c"), get("/a", "b\nc")}) {
    check_failure(world.exchange(endpoint, call), Errc::internal, Sent::no);
  }
  BOOST_TEST(server.connections() == 0U);
}

// --- answers ---------------------------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(connections_are_kept, data::make(kinds), kind) {
  RawServer server({answer(200, "{}")});
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto one = get();
  const auto other = post("{}");
  const auto first = world.exchange(endpoint, one);
  check_answer(first, 200, "{}");
  BOOST_TEST(first.reply->times.connect_us >= 0);
  BOOST_TEST(first.reply->times.tls_us == -1);
  for (int i = 0; i < 5; ++i) {
    const auto next = world.exchange(endpoint, i % 2 == 0 ? other : one);
    check_answer(next, 200, "{}");
    BOOST_TEST(next.reply->times.connect_us == -1);
    BOOST_TEST(next.reply->times.resolve_us == -1);
    BOOST_TEST(next.reply->times.first_byte_us >= 0);
    BOOST_TEST(next.reply->times.total_us >= next.reply->times.first_byte_us);
  }
  BOOST_TEST(server.requests() == 6U);
  BOOST_TEST(server.connections() == 1U);
}

BOOST_DATA_TEST_CASE(many_exchanges_at_once_do_not_mix, data::make(kinds), kind) {
  RawServer server({[](RawServer::Peer& peer, const SeenRequest& request) {
    peer.pause(milliseconds(1));
    peer.send(reply_text(200, request.line()));
  }});
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  std::vector<flow::UpstreamCall> calls;
  for (int i = 0; i < 40; ++i) calls.push_back(get("/call/" + std::to_string(i)));
  std::size_t done = 0;
  for (const auto& call : calls) {
    (void)world.transport->send(endpoint, call, within(), [&](flow::UpstreamOutcome outcome) {
      check_answer(outcome, 200, "GET " + call.path + " HTTP/1.1");
      ++done;
      world.look();
    });
  }
  world.run_until([&] { return done == calls.size(); });
  BOOST_TEST(server.requests() == calls.size());
}

BOOST_DATA_TEST_CASE(statuses_and_known_fields_come_through, data::make(kinds), kind) {
  struct Case {
    int status;
    const char* fields;
    std::optional<std::int64_t> retry_after_s;
    bool sandbox;
  };
  const std::vector<Case> cases = {
      {200, "", std::nullopt, false},
      {401, "atgateway-sandbox: 1\r\n", std::nullopt, true},
      {200, "atgateway-sandbox: 0\r\n", std::nullopt, false},
      {429, "Retry-After: 2\r\n", 2, false},
      {429, "retry-after:   0  \r\n", 0, false},
      {503, "Retry-After: -1\r\n", std::nullopt, false},
      {503, "Retry-After: soon\r\n", std::nullopt, false},
      {503, "Retry-After: 1000000000\r\n", 1000000000, false},
      {503, "Retry-After: Sun, 06 Nov 1994 08:49:37 GMT\r\n", 0, false},
      {500, "", std::nullopt, false},
      {302, "Location: http://127.0.0.1:1/elsewhere\r\n", std::nullopt, false},
  };
  std::vector<RawServer::Act> script;
  for (const auto& one : cases) script.push_back(answer(one.status, "{}", one.fields));
  RawServer server(script);
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto call = get();
  for (const auto& one : cases) {
    BOOST_TEST_CONTEXT(one.status << ' ' << one.fields) {
      const auto outcome = world.exchange(endpoint, call);
      check_answer(outcome, one.status, "{}");
      BOOST_TEST((outcome.reply->retry_after_s == one.retry_after_s));
      BOOST_TEST(outcome.reply->sandbox == one.sandbox);
    }
  }
  BOOST_TEST(server.requests() == cases.size());
}

BOOST_DATA_TEST_CASE(every_framing_is_read, data::make(kinds), kind) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  RawServer server({
      say(ok + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":\r\n3;x=y\r\n 1}\r\n0\r\nTrailer: 1\r\n\r\n"),
      say("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n" + reply_text(200, "{}")),
      say("HTTP/1.1 204 No Content\r\n\r\n"),
      answer_slowly(200, "{\"slow\":true}", milliseconds(1)),
      say_and_close("HTTP/1.1 200 OK\r\n\r\nuntil the end"),
      say_and_close("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}"),
      answer(200, ""),
  });
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto call = get();
  check_answer(world.exchange(endpoint, call), 200, "{\"a\": 1}");
  check_answer(world.exchange(endpoint, call), 200, "{}");
  check_answer(world.exchange(endpoint, call), 204, "");
  check_answer(world.exchange(endpoint, call), 200, "{\"slow\":true}");
  BOOST_TEST(server.connections() == 1U);
  check_answer(world.exchange(endpoint, call), 200, "until the end");
  check_answer(world.exchange(endpoint, call), 200, "{}");
  check_answer(world.exchange(endpoint, call), 200, "");
}

BOOST_DATA_TEST_CASE(an_answer_before_the_whole_body_is_taken, data::make(kinds), kind) {
  RawServer::Options options;
  options.on_accept = [](RawServer::Peer& peer) {
    peer.wait_for_peer();
    peer.send("HTTP/1.1 413 Too Large\r\nContent-Length: 2\r\n\r\n{}");
    while (peer.pause(milliseconds(50))) {
    }
    peer.close();
  };
  RawServer server({never_answer()}, options);
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto call = post(std::string(30000000, 'x'));
  check_answer(world.exchange(endpoint, call), 413, "{}");
}

// --- answers that are none -------------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(bad_answers_are_refused_and_their_connections_dropped, data::make(kinds), kind) {
  const std::string ok = "HTTP/1.1 200 OK\r\n";
  const std::vector<std::pair<const char*, RawServer::Act>> acts = {
      {"truncated", truncated_body()},
      {"reset in the body", reset("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")},
      {"last chunk missing", say_and_close(ok + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n")},
      {"bad chunk", say(ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n")},
      {"garbage", garbage()},
      {"garbage, open", say("SSH-2.0-OpenSSH_9.2p1 Debian\r\n")},
      {"head cut off", say_and_close(ok + "Content-Le")},
      {"1xx flood", interim_flood()},
      {"two lengths", two_lengths()},
      {"two equal lengths", say(ok + "Content-Length: 2\r\nContent-Length: 2\r\n\r\n{}")},
      {"length and chunks", say(ok + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")},
      {"length is none", say(ok + "Content-Length: 2x\r\n\r\n{}")},
      {"negative length", say(ok + "Content-Length: -2\r\n\r\n{}")},
      {"huge header", huge_header(200000)},
      {"upgrade", say("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n")},
  };
  std::vector<RawServer::Act> script;
  for (const auto& [name, act] : acts) {
    script.push_back(act);
    script.push_back(answer(200, "{}"));
  }
  RawServer server(script);
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto call = get();
  for (const auto& [name, act] : acts) {
    BOOST_TEST_CONTEXT(name) {
      const std::size_t before = server.connections();
      check_failure(world.exchange(endpoint, call), Errc::upstream_bad_reply, Sent::yes);
      check_answer(world.exchange(endpoint, call), 200, "{}");
      BOOST_TEST(server.connections() > before);
    }
  }
  BOOST_TEST(server.requests() == script.size());
}

BOOST_DATA_TEST_CASE(answers_are_cut_at_the_cap, data::make(kinds), kind) {
  TransportLimits limits = patient_limits();
  limits.reply_bytes = 1000;
  const std::string fits(1000, 'x');
  const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
  RawServer server({answer(200, fits), answer(200, fits + "x"),
                    say("HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n{}"),
                    say(chunked + "3e8\r\n" + fits + "\r\n0\r\n\r\n"),
                    say(chunked + "3e9\r\n" + fits + "x\r\n0\r\n\r\n"), infinite_body()});
  World world(kind, limits);
  const auto endpoint = endpoint_at(server.port());
  const auto call = get();
  check_answer(world.exchange(endpoint, call), 200, fits);
  check_failure(world.exchange(endpoint, call), Errc::upstream_reply_too_large, Sent::yes);
  check_failure(world.exchange(endpoint, call), Errc::upstream_reply_too_large, Sent::yes);
  check_answer(world.exchange(endpoint, call), 200, fits);
  check_failure(world.exchange(endpoint, call), Errc::upstream_reply_too_large, Sent::yes);
  check_failure(world.exchange(endpoint, call), Errc::upstream_reply_too_large, Sent::yes);
}

BOOST_DATA_TEST_CASE(bytes_nobody_asked_for_are_never_an_answer, data::make(kinds), kind) {
  std::promise<void> poisoned;
  const std::string poison = reply_text(200, "poison");
  RawServer server({
      say(reply_text(200, "one") + poison),             // at once
      [&](RawServer::Peer& peer, const SeenRequest&) {  // a moment later
        peer.send(reply_text(200, "two"));
        peer.pause(milliseconds(30));
        peer.send(poison);
        poisoned.set_value();
      },
      answer(200, "three"),
  });
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto call = get();
  check_answer(world.exchange(endpoint, call), 200, "one");
  check_answer(world.exchange(endpoint, call), 200, "two");
  poisoned.get_future().wait();
  check_answer(world.exchange(endpoint, call), 200, "three");
  BOOST_TEST(server.connections() == 3U);
}

// --- at most once ----------------------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(a_kept_connection_that_dies_unanswered_means_one_delivery, data::make(kinds), kind) {
  for (const auto& last : {close_without_answer(), reset()}) {
    for (const auto& call : {get(), post(R"({"addresses":[]})")}) {
      RawServer server({answer(200, "{}"), last, answer(200, "again")});
      World world(kind);
      const auto endpoint = endpoint_at(server.port());
      check_answer(world.exchange(endpoint, call), 200, "{}");
      BOOST_TEST(server.connections() == 1U);
      check_failure(world.exchange(endpoint, call), Errc::upstream_outcome_unknown, Sent::maybe);
      world.run_for(milliseconds(50));
      BOOST_TEST(server.requests() == 2U);
      BOOST_TEST(server.seen()[1].connection == 0U);  // it was the kept one
      check_answer(world.exchange(endpoint, call), 200, "again");
      BOOST_TEST(server.requests() == 3U);
    }
  }
}

BOOST_DATA_TEST_CASE(a_new_connection_that_dies_unanswered_means_one_delivery, data::make(kinds), kind) {
  for (const auto& last : {close_without_answer(), reset()}) {
    for (const auto& call : {get(), post(std::string(200000, 'x'))}) {
      RawServer server({last});
      World world(kind);
      const auto endpoint = endpoint_at(server.port());
      check_failure(world.exchange(endpoint, call), Errc::upstream_outcome_unknown, Sent::maybe);
      world.run_for(milliseconds(50));
      BOOST_TEST(server.requests() == 1U);
    }
  }
}

BOOST_DATA_TEST_CASE(a_kept_connection_that_was_closed_meanwhile_is_not_used, data::make(kinds), kind) {
  RawServer server({say_and_close(reply_text(200, "first")), say_and_close(reply_text(200, "second"))});
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto call = post("{}");
  check_answer(world.exchange(endpoint, call), 200, "first");
  BOOST_REQUIRE(server.wait_until([&] { return server.open() == 0; }));
  check_answer(world.exchange(endpoint, call), 200, "second");
  BOOST_TEST(server.requests() == 2U);
}

// --- before anything is sent -----------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(refused, data::make(kinds), kind) {
  const ClosedPort nobody;
  World world(kind);
  const auto endpoint = endpoint_at(nobody.port());
  const auto call = post("{}");
  check_failure(world.exchange(endpoint, call), Errc::upstream_connect_refused, Sent::no);
}

BOOST_DATA_TEST_CASE(a_connect_that_hangs_is_given_up_at_its_limit, data::make(kinds), kind) {
  const BlackHole nowhere;
  TransportLimits limits = patient_limits();
  limits.connect = milliseconds(150);
  World world(kind, limits);
  const auto endpoint = endpoint_at(nowhere.port());
  const auto call = get();
  const auto began = Clock::now();
  check_failure(world.exchange(endpoint, call), Errc::upstream_connect_timeout, Sent::no);
  BOOST_TEST((Clock::now() - began >= limits.connect));
}

BOOST_DATA_TEST_CASE(a_deadline_before_sending_sends_nothing, data::make(kinds), kind) {
  RawServer server({answer(200, "{}")});
  const BlackHole nowhere;
  World world(kind);
  const auto call = get();
  const auto endpoint = endpoint_at(server.port());
  check_failure(world.exchange(endpoint, call, within(milliseconds(-1))), Errc::deadline_exceeded, Sent::no);
  BOOST_TEST(server.connections() == 0U);
  const auto hanging = endpoint_at(nowhere.port());
  check_failure(world.exchange(hanging, call, within(milliseconds(100))), Errc::deadline_exceeded, Sent::no);
}

BOOST_DATA_TEST_CASE(names_are_looked_up_and_every_address_tried, data::make(kinds), kind) {
  RawServer server({answer(200, "{}")});
  net::ResolverOptions names;
  names.lookup = [](const std::string& host, std::uint16_t port) -> Result<net::AddressList> {
    if (host != "carto.example.com") return Error(Errc::upstream_resolve_failed, "no such name");
    // Nobody listens on the first.
    return net::AddressList{*net::SocketAddress::parse_ip("127.0.0.2", port),
                            *net::SocketAddress::parse_ip("127.0.0.1", port)};
  };
  World world(kind, patient_limits(), names);
  UpstreamConfig config;
  config.allow_plaintext = true;
  config.base_url = "http://carto.example.com:" + std::to_string(server.port());
  const auto endpoint = *make_endpoint(config);
  const auto call = get();
  const auto first = world.exchange(endpoint, call);
  check_answer(first, 200, "{}");
  BOOST_TEST(first.reply->times.resolve_us >= 0);
  check_answer(world.exchange(endpoint, call), 200, "{}");
  BOOST_TEST(server.connections() == 1U);
  config.base_url = "http://unknown.example.com";
  const auto unknown = *make_endpoint(config);
  check_failure(world.exchange(unknown, call), Errc::upstream_resolve_failed, Sent::no);
}

BOOST_DATA_TEST_CASE(a_lookup_that_hangs_delays_nobody_else, data::make(kinds), kind) {
  RawServer server({answer(200, "{}")});
  const auto release = std::make_shared<std::promise<void>>();
  const auto released = release->get_future().share();
  net::ResolverOptions names;
  names.lookup = [released](const std::string& host, std::uint16_t port) -> Result<net::AddressList> {
    if (host == "hangs.example.com") released.wait();
    return net::AddressList{*net::SocketAddress::parse_ip("127.0.0.1", port)};
  };
  TransportLimits limits = patient_limits();
  limits.connect = milliseconds(400);
  World world(kind, limits, names);
  UpstreamConfig config;
  config.allow_plaintext = true;
  config.base_url = "http://hangs.example.com:" + std::to_string(server.port());
  const auto hanging = *make_endpoint(config);
  const auto fine = endpoint_at(server.port());
  const auto call = get();
  std::optional<flow::UpstreamOutcome> hung;
  (void)world.transport->send(hanging, call, within(), [&](flow::UpstreamOutcome outcome) {
    hung.emplace(std::move(outcome));
    world.look();
  });
  for (int i = 0; i < 3; ++i) check_answer(world.exchange(fine, call), 200, "{}");
  BOOST_TEST(!hung.has_value());
  world.run_until([&] { return hung.has_value(); });
  check_failure(*hung, Errc::upstream_resolve_failed, Sent::no);
  release->set_value();
}

BOOST_DATA_TEST_CASE(only_allowed_addresses_are_connected_to, data::make(kinds), kind) {
  RawServer server({answer(200, "{}")});
  World world(kind);
  UpstreamConfig config;
  config.base_url = "http://127.0.0.1:" + std::to_string(server.port());
  config.allow_addresses = {"10.0.0.0/8", "192.168.0.0/16"};
  const auto refused = *make_endpoint(config);
  const auto call = get();
  const auto outcome = world.exchange(refused, call);
  check_failure(outcome, Errc::upstream_connect_refused, Sent::no);
  BOOST_TEST(outcome.reply.error().detail().find("allow_addresses") != std::string_view::npos);
  BOOST_TEST(server.connections() == 0U);
  config.allow_addresses = {"10.0.0.0/8", "127.0.0.0/8"};
  const auto allowed = *make_endpoint(config);
  check_answer(world.exchange(allowed, call), 200, "{}");
  check_answer(world.exchange(allowed, call), 200, "{}");
  check_failure(world.exchange(refused, call), Errc::upstream_connect_refused,
                Sent::no);  // not on the other's connection
}

BOOST_DATA_TEST_CASE(the_environment_does_not_choose_a_proxy, data::make(kinds), kind) {
  RawServer server({answer(200, "{}")});
  const ClosedPort proxy;
  const std::string at = "http://127.0.0.1:" + std::to_string(proxy.port());
  for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"}) ::setenv(name, at.c_str(), 1);
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto call = get();
  check_answer(world.exchange(endpoint, call), 200, "{}");
  for (const char* name : {"http_proxy", "https_proxy", "all_proxy", "ALL_PROXY"}) ::unsetenv(name);
}

// --- waiting ---------------------------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(an_answer_that_does_not_begin_is_given_up, data::make(kinds), kind) {
  for (const auto& call : {get(), post("{}")}) {
    RawServer server({answer(200, "{}"), never_answer(), answer(200, "{}")});
    TransportLimits limits = patient_limits();
    limits.first_byte = milliseconds(120);
    World world(kind, limits);
    const auto endpoint = endpoint_at(server.port());
    check_answer(world.exchange(endpoint, call), 200, "{}");
    const auto began = Clock::now();
    check_failure(world.exchange(endpoint, call), Errc::upstream_timeout, Sent::maybe);
    BOOST_TEST((Clock::now() - began >= limits.first_byte));
    check_answer(world.exchange(endpoint, call), 200, "{}");
    BOOST_TEST(server.requests() == 3U);
    BOOST_TEST(server.connections() == 2U);  // the silent connection was not used again
  }
}

BOOST_DATA_TEST_CASE(an_answer_that_stalls_or_drips_is_given_up, data::make(kinds), kind) {
  TransportLimits limits = patient_limits();
  limits.first_byte = milliseconds(120);
  RawServer server({[](RawServer::Peer& peer, const SeenRequest&) {
                      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{");
                      peer.wait_for_peer();
                      peer.close();
                    },
                    [](RawServer::Peer& peer, const SeenRequest&) {
                      peer.send("HTTP/1.1 200 OK\r\nContent-Length: 10000\r\n\r\n");
                      while (peer.pause(milliseconds(20)) && peer.send("x")) {
                      }
                      peer.close();
                    }});
  World world(kind, limits);
  const auto endpoint = endpoint_at(server.port());
  const auto call = get();
  check_failure(world.exchange(endpoint, call), Errc::upstream_timeout, Sent::yes);
  check_failure(world.exchange(endpoint, call, within(milliseconds(500))), Errc::upstream_timeout, Sent::yes);
}

BOOST_DATA_TEST_CASE(the_deadline_ends_the_waiting, data::make(kinds), kind) {
  RawServer server({never_answer()});
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto call = post("{}");
  const auto outcome = world.exchange(endpoint, call, within(milliseconds(100)));
  check_failure(outcome, Errc::upstream_timeout, Sent::maybe);
  BOOST_TEST(outcome.reply.error().detail().find("deadline") != std::string_view::npos);
}

BOOST_DATA_TEST_CASE(an_abandoned_exchange_is_silent_and_its_connection_gone, data::make(kinds), kind) {
  RawServer server({answer(200, "{}"), never_answer(), answer(200, "{}")});
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto call = get();
  check_answer(world.exchange(endpoint, call), 200, "{}");
  bool ran = false;
  const auto kept = std::make_shared<int>(1);
  const auto done = [&ran, kept](const flow::UpstreamOutcome&) { ran = true; };
  const auto in_flight = world.transport->send(endpoint, call, within(), done);
  world.run_for(milliseconds(20));
  BOOST_REQUIRE(server.wait_until([&] { return server.requests() == 2; }));
  world.transport->abandon(in_flight);
  BOOST_TEST(kept.use_count() == 2);  // the completion is gone; what is left is `done` and `kept` here
  BOOST_REQUIRE(server.wait_until([&] { return server.open() == 0; }));
  const auto not_begun = world.transport->send(endpoint, call, within(), done);
  world.transport->abandon(not_begun);
  world.transport->abandon(in_flight);
  world.transport->abandon(0);
  world.transport->abandon(~Transport::Ticket{0});
  world.run_for(milliseconds(20));
  BOOST_TEST(!ran);
  check_answer(world.exchange(endpoint, call), 200, "{}");
  BOOST_TEST(server.requests() == 3U);
}

BOOST_DATA_TEST_CASE(an_ended_exchange_can_still_be_abandoned, data::make(kinds), kind) {
  World world(kind);
  const auto endpoint = endpoint_at(1);
  const auto call = get("");  // refused at once, told at the end of the turn
  bool ran = false;
  const auto ticket =
      world.transport->send(endpoint, call, within(), [&](const flow::UpstreamOutcome&) { ran = true; });
  world.transport->abandon(ticket);
  world.run_for(milliseconds(10));
  BOOST_TEST(!ran);
}

// --- completions -----------------------------------------------------------------------------------------------------

BOOST_DATA_TEST_CASE(a_completion_that_throws_costs_only_itself, data::make(kinds), kind) {
  RawServer server({answer(200, "{}")});
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto bad = get("");
  const auto call = get();
  int answered = 0;
  const auto count = [&](const flow::UpstreamOutcome&) {
    ++answered;
    world.look();
  };
  const auto fail = [](const flow::UpstreamOutcome&) { throw std::runtime_error("a bug above"); };
  // All three end in the same turn.
  (void)world.transport->send(endpoint, bad, within(), fail);
  (void)world.transport->send(endpoint, bad, within(), count);
  (void)world.transport->send(endpoint, bad, within(), fail);
  (void)world.transport->send(endpoint, bad, within(), count);
  world.run_until([&] { return answered == 2; });
  (void)world.transport->send(endpoint, call, within(), fail);
  (void)world.transport->send(endpoint, call, within(), count);
  world.run_until([&] { return answered == 3 && world.unhandled == 3; });
  check_answer(world.exchange(endpoint, call), 200, "{}");
}

BOOST_DATA_TEST_CASE(a_completion_may_send_the_next_call, data::make(kinds), kind) {
  RawServer server({answer(200, "{}")});
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto call = get();
  int left = 5;
  std::function<void()> next = [&] {
    (void)world.transport->send(endpoint, call, within(), [&](const flow::UpstreamOutcome& outcome) {
      check_answer(outcome, 200, "{}");
      if (--left > 0) return next();
      world.look();
    });
  };
  next();
  world.run_until([&] { return left == 0; });
  BOOST_TEST(server.connections() == 1U);
}

BOOST_DATA_TEST_CASE(a_completion_may_end_the_transport, data::make(kinds), kind) {
  RawServer server({answer(200, "{}")});
  World world(kind);
  const auto endpoint = endpoint_at(server.port());
  const auto bad = get("");
  int ran = 0;
  const auto done = [&](const flow::UpstreamOutcome&) {
    ++ran;
    world.transport.reset();
    world.look();
  };
  (void)world.transport->send(endpoint, bad, within(), done);
  (void)world.transport->send(endpoint, bad, within(), done);
  world.run_until([&] { return ran > 0; });
  world.run_for(milliseconds(10));
  BOOST_TEST(ran == 1);
}

BOOST_DATA_TEST_CASE(what_is_in_flight_is_dropped_with_the_transport, data::make(kinds), kind) {
  RawServer server({answer(200, "{}"), never_answer()});
  const BlackHole nowhere;
  const auto release = std::make_shared<std::promise<void>>();
  const auto released = release->get_future().share();
  net::ResolverOptions names;
  names.lookup = [released](const std::string&, std::uint16_t) -> Result<net::AddressList> {
    released.wait();
    return Error(Errc::upstream_resolve_failed);
  };
  const auto kept = std::make_shared<int>(1);
  const auto call = get();
  {
    World world(kind, patient_limits(), names);
    const auto answering = endpoint_at(server.port());
    const auto connecting = endpoint_at(nowhere.port());
    UpstreamConfig config;
    config.base_url = "https://hangs.example.com";
    const auto resolving = *make_endpoint(config);
    check_answer(world.exchange(answering, call), 200, "{}");
    for (const auto* endpoint : {&answering, &connecting, &resolving}) {
      (void)world.transport->send(*endpoint, call, within(), [kept](const flow::UpstreamOutcome&) { ++*kept; });
    }
    world.run_for(milliseconds(20));
    BOOST_TEST(kept.use_count() == 4);
    world.transport.reset();
    BOOST_TEST(kept.use_count() == 1);
    release->set_value();
    world.run_for(milliseconds(20));
  }
  BOOST_TEST(*kept == 1);
  BOOST_TEST(server.wait_until([&] { return server.open() == 0; }));
}

BOOST_AUTO_TEST_SUITE_END()
