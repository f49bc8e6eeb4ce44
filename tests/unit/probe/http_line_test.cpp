// The three ways of a request, against servers that deserve trust and servers that do not.
#include "probe/http_line.hpp"

#include "probe/dial.hpp"
#include "support/probe_peers.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <string>

using namespace atgateway;
using namespace atgateway::probe;
using namespace atgateway::test_support;
using namespace std::chrono_literals;
using Status = HttpLine::Status;

namespace {

Socket socket_to(std::uint16_t port) {
  Waiting waiting{Scope()};
  Dialled dialled = dial(local_peer(port), 5s, waiting);
  BOOST_REQUIRE(dialled.socket);
  return std::move(dialled.socket);
}

template <class Step>
Status drive(HttpLine& line, Step step) {
  for (;;) {
    const Status status = step();
    if (status != Status::want_read && status != Status::want_write) return status;
    pollfd one{line.fd(), static_cast<short>(status == Status::want_read ? POLLIN : POLLOUT), 0};
    BOOST_REQUIRE(::poll(&one, 1, 5000) > 0);
  }
}

Status shake(HttpLine& line) {
  return drive(line, [&] { return line.handshake(); });
}

/// One request, and what comes back until it ends with `last`.
std::string exchange(HttpLine& line, std::string_view last) {
  std::string_view request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  std::string reply;
  const Status written = drive(line, [&] {
    const auto moved = line.write(request);
    request.remove_prefix(moved.bytes);
    return moved.status;
  });
  BOOST_TEST((written == Status::ok && request.empty()));
  while (!reply.ends_with(last)) {
    char bytes[4096];
    std::size_t count = 0;
    const Status read = drive(line, [&] {
      const auto moved = line.read(bytes);
      count = moved.bytes;
      return moved.status;
    });
    if (read != Status::ok) break;
    reply.append(bytes, count);
  }
  return reply;
}

std::unique_ptr<HttpLine> verified(std::uint16_t port, const std::string& host, bool only = true) {
  auto line = verified_line(socket_to(port), host, CertificateZoo::get().file("root.crt"), only);
  BOOST_REQUIRE(line.ok());
  return std::move(*line);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(http_line)

BOOST_AUTO_TEST_CASE(plain) {
  RawServer server({answer(200, "{}")});
  const auto line = plain_line(socket_to(server.port()));
  BOOST_TEST((line->handshake() == Status::ok));
  BOOST_TEST(line->fd() >= 0);
  BOOST_TEST(exchange(*line, "{}").starts_with("HTTP/1.1 200"));
}

BOOST_AUTO_TEST_CASE(verified_with_those_who_deserve_it) {
  for (const bool only : {true, false}) {
    for (const char* animal : {"good", "with_root", "direct", "rsa", "ed25519", "expiring"}) {
      if (!only && animal != std::string_view("good")) continue;  // reading the system's authorities takes its time
      RawServer server({answer(200, "{}")}, tls_serving(animal));
      const auto line = verified(server.port(), "gateway.test", only);
      BOOST_TEST((shake(*line) == Status::ok), animal << ": " << line->failure());
      BOOST_TEST(exchange(*line, "{}").starts_with("HTTP/1.1 200"), animal);
    }
  }
  RawServer by_address({answer(200, "{}")}, tls_serving("address"));
  const auto line = verified(by_address.port(), "127.0.0.1");
  BOOST_TEST((shake(*line) == Status::ok), line->failure());
}

BOOST_AUTO_TEST_CASE(verified_with_nobody_else) {
  // As the gateway's own client: where no DNS name is in a certificate, OpenSSL takes its common name.
  for (const char* animal :
       {"alone", "self_signed", "expired", "not_yet", "stale_middle", "other_name", "wildcard", "client_only"}) {
    RawServer server({answer(200, "{}")}, tls_serving(animal));
    const auto line = verified(server.port(), "gateway.test");
    BOOST_TEST((shake(*line) == Status::failed), animal);
    BOOST_TEST(line->failure() != "", animal);
    BOOST_TEST((line->handshake() == Status::failed), animal);  // and stays so
    BOOST_TEST(server.requests() == 0U);
  }
  RawServer server({answer(200, "{}")}, tls_serving("good"));
  auto system_only = verified_line(socket_to(server.port()), "gateway.test", {}, false);
  BOOST_REQUIRE(system_only.ok());
  BOOST_TEST((shake(**system_only) == Status::failed));
  BOOST_TEST((*system_only)->failure() != "");
}

BOOST_AUTO_TEST_CASE(verified_with_no_version_before_1_2) {
  for (const auto& [version, good] : {std::pair(TLS1_1_VERSION, false), std::pair(TLS1_2_VERSION, true)}) {
    RawServer server({answer(200, "{}")}, tls_serving("rsa", [most = version](SSL_CTX* context) {
                       SSL_CTX_set_max_proto_version(context, most);
                     }));
    const auto line = verified(server.port(), "gateway.test");
    BOOST_TEST((shake(*line) == (good ? Status::ok : Status::failed)), line->failure());
  }
}

BOOST_AUTO_TEST_CASE(a_file_of_authorities_that_cannot_be_read) {
  RawServer server({answer(200, "{}")});
  const auto line = verified_line(socket_to(server.port()), "gateway.test", "/not/there.pem", true);
  BOOST_REQUIRE(!line.ok());
  BOOST_TEST((line.error().code() == Errc::tls_setup_failed));
  // Its connection is not left open.
  BOOST_TEST(server.wait_until([&] { return server.connections() == 1 && server.open() == 0; }));
  BOOST_TEST(!trusting_line(socket_to(server.port()), std::string(300, 'a')).ok());
  BOOST_TEST(server.wait_until([&] { return server.connections() == 2 && server.open() == 0; }));
}

BOOST_AUTO_TEST_CASE(trusting_with_everybody) {
  for (const char* animal : {"good", "alone", "self_signed", "expired", "other_name", "sha1", "odd"}) {
    RawServer server({answer(200, "{}")}, tls_serving(animal));
    auto line = trusting_line(socket_to(server.port()), "gateway.test");
    BOOST_REQUIRE(line.ok());
    BOOST_TEST((shake(**line) == Status::ok), animal << ": " << (*line)->failure());
    BOOST_TEST(exchange(**line, "{}").starts_with("HTTP/1.1 200"), animal);
    line->reset();
    BOOST_TEST(server.wait_until([&] { return server.open() == 0; }));  // its socket goes with it
  }
}

BOOST_AUTO_TEST_CASE(what_failures_say) {
  RawServer refusing({answer(200, "{}")}, tls_serving("good", [](SSL_CTX* context) {
                       SSL_CTX_set_tlsext_servername_callback(
                           context, +[](SSL*, int* alert, void*) -> int {
                             *alert = SSL_AD_UNRECOGNIZED_NAME;
                             return SSL_TLSEXT_ERR_ALERT_FATAL;
                           });
                     }));
  auto trusting = trusting_line(socket_to(refusing.port()), "gateway.test");
  BOOST_REQUIRE(trusting.ok());
  BOOST_TEST((shake(**trusting) == Status::failed));
  BOOST_TEST((*trusting)->failure() == "alert unrecognized_name");
  const auto strict = verified(refusing.port(), "gateway.test");
  BOOST_TEST((shake(*strict) == Status::failed));
  BOOST_TEST(strict->failure().find("unrecognized name") != std::string::npos, strict->failure());
  RawServer plain({answer(200, "{}")}, greeting("HTTP/1.1 400 Bad Request\r\n\r\n"));
  auto not_tls = trusting_line(socket_to(plain.port()), "gateway.test");
  BOOST_REQUIRE(not_tls.ok());
  BOOST_TEST((shake(**not_tls) == Status::failed));
  BOOST_TEST((*not_tls)->failure() != "");
}

BOOST_AUTO_TEST_SUITE_END()
