// Before the first request and after the last: TLS, PROXY protocol, endings.
#include "unit/listen/caller.hpp"
#include "unit/listen/house.hpp"
#include "unit/listen/proxy_bytes.hpp"

#include <boost/test/unit_test.hpp>

using namespace atgateway;
using namespace listen::test;

namespace {

const std::string certificates = ATGATEWAY_CERTIFICATES_DIR;

TlsConfig tls_config(const std::string& name = "server") {
  TlsConfig tls;
  tls.certificate = certificates + "/" + name + ".crt";
  tls.key = certificates + "/" + name + ".key";
  return tls;
}

/// A house that tells how each request arrived.
struct ArrivalHouse : House {
  ArrivalHouse() {
    options.handler = [this](Request request, Scope, Completion done) {
      arrivals.add(request.arrival);
      done(reply_of("ok"));
      return Call{};
    };
  }
  Seen<Arrival> arrivals;
};

struct TlsHouse : ArrivalHouse {
  TlsHouse() { options.config.tls = tls_config(); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(connection)

BOOST_AUTO_TEST_CASE(plain_arrival) {
  ArrivalHouse house;
  house.options.config.role = ListenerConfig::Role::in_vnet;
  house.open();
  Caller caller(house.address());
  caller.ask(get);
  const auto arrival = house.arrivals.wait_for(1)[0];
  BOOST_TEST((arrival.by == Arrival::By::in_vnet));
  BOOST_TEST(arrival.peer.starts_with("127.0.0.1:"));
  BOOST_TEST(!arrival.tls);
  BOOST_TEST(!arrival.link_id.has_value());
}

BOOST_AUTO_TEST_CASE(tls_keep_alive_and_arrival) {
  TlsHouse house;
  house.open();
  Caller caller(house.address(), {.tls = true});
  for (int i = 0; i < 3; ++i) BOOST_TEST(caller.ask(post(std::string(100000, 'x')))->status == 200);
  const auto arrival = house.arrivals.wait_for(3)[2];
  BOOST_TEST(arrival.tls);
  BOOST_TEST(arrival.tls_version == "TLSv1.3");
  BOOST_TEST(arrival.sni == "localhost");
  BOOST_TEST(!arrival.client_certificate);
  BOOST_TEST(house.records.wait_for(3)[2].request_bytes == 100000U);
}

BOOST_AUTO_TEST_CASE(tls_large_bodies_both_ways) {
  TlsHouse house;
  house.options.handler = echo();
  house.open();
  Caller caller(house.address(), {.tls = true});
  const std::string body(5 * 1000 * 1000, 'b');
  std::optional<SeenReply> reply;
  std::thread sender([&] { caller.send(post(body)); });
  sender.join();
  reply = caller.reply();
  BOOST_REQUIRE(reply.has_value());
  BOOST_TEST((reply->body == "POST /x " + body));
}

BOOST_AUTO_TEST_CASE(tls_pipelining_in_one_record) {
  TlsHouse house;
  house.open();
  Caller caller(house.address(), {.tls = true});
  caller.send(get + get + get);
  for (int i = 0; i < 3; ++i) BOOST_TEST(caller.reply().has_value());
}

BOOST_AUTO_TEST_CASE(tls_records_that_arrive_during_a_call_are_not_forgotten) {
  TlsHouse house;
  house.options.handler = house.hold();
  house.open();
  Caller caller(house.address(), {.tls = true});
  caller.send(get);
  const auto first = house.held.wait_for(1)[0];
  // More than what is taken in beside a running call, in several records.
  for (int i = 0; i < 40; ++i)
    caller.send("POST /more HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
  first.done(reply_of("first"));
  BOOST_TEST(caller.reply()->body == "first");
  for (std::size_t i = 0; i < 40; ++i) {
    house.held.wait_for(i + 2)[i + 1].done(reply_of(std::to_string(i)));
    BOOST_TEST(caller.reply()->body == std::to_string(i));
  }
}

BOOST_AUTO_TEST_CASE(tls_half_close_is_answered) {
  TlsHouse house;
  house.options.handler = house.hold();
  house.open();
  Caller caller(house.address(), {.tls = true});
  caller.send(get);
  const auto held = house.held.wait_for(1)[0];
  SSL_shutdown(caller.ssl());  // close_notify
  ::shutdown(caller.fd(), SHUT_WR);
  std::this_thread::sleep_for(50ms);
  BOOST_TEST(house.cancels.count() == 0U);
  held.done(reply_of("answered"));
  const auto reply = caller.reply();
  BOOST_REQUIRE(reply.has_value());
  BOOST_TEST(reply->body == "answered");
  BOOST_TEST(reply->field("Connection") == "close");
  BOOST_TEST(caller.ended());
}

BOOST_AUTO_TEST_CASE(tls_close_notify_in_a_request_ends_it) {
  TlsHouse house;
  house.open();
  Caller caller(house.address(), {.tls = true});
  caller.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nab");
  caller.finish_sending();
  BOOST_TEST(house.records.wait_for(1)[0].status == 499);
  BOOST_TEST(house.wait_for_connections(0));
}

BOOST_AUTO_TEST_CASE(tls_reset_cancels) {
  TlsHouse house;
  house.options.handler = house.hold();
  house.open();
  Caller caller(house.address(), {.tls = true});
  caller.send(get);
  house.held.wait_for(1);
  caller.reset();
  house.cancels.wait_for(1);
  BOOST_TEST(house.records.wait_for(1)[0].status == 499);
}

BOOST_AUTO_TEST_CASE(tls_endings_are_orderly) {
  TlsHouse house;
  house.open();
  Caller caller(house.address(), {.tls = true});
  BOOST_TEST(caller.ask("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")->status == 200);
  BOOST_TEST(caller.ended());  // close_notify, not only a FIN
}

BOOST_AUTO_TEST_CASE(client_certificates_are_told_of) {
  TlsHouse house;
  house.options.config.tls.client_ca = certificates + "/ca.crt";
  house.open();
  Caller with(house.address(),
              {.tls = true, .certificate = certificates + "/client.crt", .key = certificates + "/client.key"});
  with.ask(get);
  Caller without(house.address(), {.tls = true});
  without.ask(get);
  const auto arrivals = house.arrivals.wait_for(2);
  BOOST_TEST(arrivals[0].client_certificate);
  BOOST_TEST(!arrivals[1].client_certificate);
  BOOST_TEST(arrivals[1].client_certificate_asked);
  // A reload decides anew who is asked; those already in are what they were.
  BOOST_TEST(house.listener->reload_tls(tls_config()).ok());
  Caller unasked(house.address(), {.tls = true});
  unasked.ask(get);
  BOOST_TEST(!house.arrivals.wait_for(3)[2].client_certificate_asked);
  without.ask(get);
  BOOST_TEST(house.arrivals.wait_for(4)[3].client_certificate_asked);
}

BOOST_AUTO_TEST_CASE(handshakes_that_stall_or_fail_are_closed) {
  TlsHouse house;
  house.options.timeouts.tls = 100ms;
  house.open();
  Caller silent(house.address());
  BOOST_TEST(silent.ended());
  Caller plain(house.address());
  plain.send(get);
  BOOST_TEST(!plain.reply().has_value());
  BOOST_TEST(house.wait_for_connections(0));
  BOOST_TEST(house.events.wait_until([](const Event& event) { return event.name == "tls-handshake-failed"; }));
  BOOST_TEST(house.records.count() == 0U);
}

BOOST_AUTO_TEST_CASE(reloaded_certificates_serve_new_connections) {
  TlsHouse house;
  house.open();
  Caller old(house.address(), {.tls = true});
  const auto serial = [](const Caller& caller) {
    X509* certificate = SSL_get0_peer_certificate(caller.ssl());
    const long number = static_cast<long>(X509_issuer_and_serial_hash(certificate));
    return number;
  };
  BOOST_TEST(house.listener->reload_tls(tls_config("server2")).ok());
  Caller fresh(house.address(), {.tls = true});
  BOOST_TEST(serial(old) != serial(fresh));
  BOOST_TEST(old.ask(get)->status == 200);
  // A bad file leaves the old one in use.
  BOOST_TEST((house.listener->reload_tls(tls_config("nobody")).error().code() == Errc::tls_setup_failed));
  Caller after(house.address(), {.tls = true});
  BOOST_TEST(serial(after) == serial(fresh));
  TlsConfig off;
  off.mode = TlsConfig::Mode::off;
  BOOST_TEST((house.listener->reload_tls(off).error().code() == Errc::bad_config));
}

BOOST_AUTO_TEST_CASE(proxy_header_before_tls) {
  TlsHouse house;
  house.options.config.proxy_protocol.mode = ProxyProtocolConfig::Mode::require;
  house.options.config.proxy_protocol.trusted = {"127.0.0.0/8"};
  house.open();
  Caller caller(house.address(), {.tls = true, .handshake = false});
  const std::string header = proxy_v2("203.0.113.7", 5000, 4711);
  ::send(caller.fd(), header.data(), header.size(), 0);
  BOOST_REQUIRE(SSL_connect(caller.ssl()) == 1);
  BOOST_TEST(caller.ask(get)->status == 200);
  const auto arrival = house.arrivals.wait_for(1)[0];
  BOOST_TEST(arrival.peer == "203.0.113.7:5000");
  BOOST_TEST(arrival.link_id.value() == 4711U);
  BOOST_TEST((arrival.by == Arrival::By::private_link));
  BOOST_TEST(house.records.wait_for(1)[0].link_id.value() == 4711U);
}

BOOST_AUTO_TEST_CASE(proxy_header_required_and_missing) {
  ArrivalHouse house;
  house.options.timeouts.header = 600000ms;
  house.options.config.proxy_protocol.mode = ProxyProtocolConfig::Mode::require;
  house.options.config.proxy_protocol.trusted = {"127.0.0.0/8"};
  house.open();
  Caller without(house.address());
  without.send(get);
  BOOST_TEST(!without.reply().has_value());
  // Cut off in the middle: closed, not watched for ever.
  Caller cut(house.address());
  cut.send(proxy_v2("203.0.113.7", 5000, 4711).substr(0, 20));
  BOOST_TEST(house.wait_for_connections(1));
  cut.finish_sending();
  BOOST_TEST(house.wait_for_connections(0));
  Caller whole(house.address());
  whole.send(proxy_v2("203.0.113.7", 5000, 4711) + get);
  BOOST_TEST(whole.reply()->status == 200);
  BOOST_TEST(house.arrivals.count() == 1U);
}

BOOST_AUTO_TEST_CASE(probes_get_the_health_routes_and_nothing_else) {
  ArrivalHouse house;
  house.options.config.proxy_protocol.mode = ProxyProtocolConfig::Mode::require;
  house.options.config.proxy_protocol.probe_sources = {"127.0.0.1"};
  house.open();
  Caller probe(house.address());
  for (const std::string path : {"/", "/healthz", "/livez", "/readyz", "/readyz?verbose"}) {
    BOOST_TEST(probe.ask("GET " + path + " HTTP/1.1\r\nHost: h\r\n\r\n")->status == 200);
  }
  for (const std::string line : {"GET /v1/whoami", "POST /", "GET /healthz/x"}) {
    Caller other(house.address());
    BOOST_TEST(!other.ask(line + " HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n").has_value(), line);
  }
  BOOST_TEST(house.arrivals.count() == 5U);
}

BOOST_AUTO_TEST_CASE(strangers_are_closed_where_proxy_is_required) {
  ArrivalHouse house;
  house.options.config.proxy_protocol.mode = ProxyProtocolConfig::Mode::require;
  house.options.config.proxy_protocol.trusted = {"10.0.0.0/8"};
  house.open();
  Caller caller(house.address());
  caller.send(proxy_v2("203.0.113.7", 5000, 4711) + get);
  BOOST_TEST(!caller.reply().has_value());
  BOOST_TEST(house.wait_for_connections(0));
}

BOOST_AUTO_TEST_SUITE_END()
