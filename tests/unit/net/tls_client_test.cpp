// The client's side of TLS, against a server that blocks on a thread of its own.
#include "net/tls_client.hpp"

#include "net/address.hpp"
#include "support/raw_server.hpp"
#include "support/raw_tls.hpp"

#include <fcntl.h>
#include <poll.h>

#include <boost/test/unit_test.hpp>

#include <future>
#include <string>

using namespace atgateway;
using namespace atgateway::net;
using namespace atgateway::test_support;

namespace {

std::string certificate(const std::string& name) { return std::string(ATGATEWAY_CERTIFICATES_DIR) + "/" + name; }

RawServer::Options as(const std::string& name) {
  return tls_options(certificate(name + ".crt"), certificate(name + ".key"));
}

std::shared_ptr<const TlsClientContext> trusting(const std::string& file) {
  auto made = TlsClientContext::make(certificate(file));
  BOOST_REQUIRE(made.ok());
  return *made;
}

int connected(std::uint16_t port) {
  const auto address = *SocketAddress::parse_ip("127.0.0.1", port);
  const int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  BOOST_REQUIRE(::connect(fd, address.data(), address.size()) == 0);
  BOOST_REQUIRE(::fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
  return fd;
}

/// Repeats a call until it wants nothing more.
template <class Call>
auto waiting(ClientStream& stream, Call call) {
  for (;;) {
    const auto result = call();
    ClientStream::Status status{};
    if constexpr (std::is_same_v<decltype(call()), ClientStream::Moved>) {
      status = result.status;
    } else {
      status = result;
    }
    if (status != ClientStream::Status::want_read && status != ClientStream::Status::want_write) return result;
    pollfd one{stream.fd(), static_cast<short>(status == ClientStream::Status::want_read ? POLLIN : POLLOUT), 0};
    BOOST_REQUIRE(::poll(&one, 1, 10000) > 0);
  }
}

ClientStream::Status shake(ClientStream& stream) {
  return waiting(stream, [&] { return stream.handshake(); });
}

/// Sends a request and reads its whole answer.
std::string ask(ClientStream& stream, std::size_t answer_bytes) {
  const std::string request = "GET / HTTP/1.1\r\n\r\n";
  BOOST_REQUIRE((waiting(stream, [&] { return stream.write(request); }).bytes == request.size()));
  std::string answer;
  char bytes[1000];
  while (answer.size() < answer_bytes) {
    const auto moved = waiting(stream, [&] { return stream.read(bytes); });
    if (moved.status != ClientStream::Status::ok) break;
    answer.append(bytes, moved.bytes);
  }
  return answer;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls_client)

BOOST_AUTO_TEST_CASE(authorities_that_cannot_be_read_are_told) {
  for (const std::string& file : {certificate("none.crt"), certificate("server.key"), std::string("/")}) {
    const auto made = TlsClientContext::make(file);
    BOOST_REQUIRE(!made.ok());
    BOOST_TEST(made.error().slug() == "tls-setup-failed");
  }
  BOOST_TEST(TlsClientContext::make("").ok());
}

BOOST_AUTO_TEST_CASE(a_believed_server_is_talked_to) {
  const std::string text = reply_text(200, "{}");
  RawServer server({say(text)}, as("server"));
  TlsSessions sessions;
  for (const char* host : {"localhost", "127.0.0.1"}) {
    auto stream = ClientStream::tls(connected(server.port()), trusting("ca.crt"), host, sessions);
    BOOST_REQUIRE(stream.ok());
    BOOST_TEST((shake(*stream) == ClientStream::Status::ok));
    BOOST_TEST(!stream->resumed());  // another context, another trust
    BOOST_TEST(ask(*stream, text.size()) == text);
  }
}

BOOST_AUTO_TEST_CASE(who_is_not_believed_is_told_apart_from_who_is_not_understood) {
  TlsSessions sessions;
  struct Case {
    const char* certificate;
    const char* ca;
    const char* host;
    const char* reason;
  };
  for (const auto& one : {Case{"server", "ca.crt", "carto.example.com", "hostname mismatch"},
                          Case{"server", "ca.crt", "127.0.0.2", "IP address mismatch"},
                          Case{"expired", "ca.crt", "localhost", "certificate has expired"},
                          Case{"server", "stranger.crt", "localhost", "unable to get local issuer certificate"}}) {
    BOOST_TEST_CONTEXT(one.reason) {
      RawServer server({never_answer()}, as(one.certificate));
      auto stream = ClientStream::tls(connected(server.port()), trusting(one.ca), one.host, sessions);
      BOOST_REQUIRE(stream.ok());
      BOOST_TEST((shake(*stream) == ClientStream::Status::failed));
      BOOST_TEST(stream->not_believed());
      BOOST_TEST(stream->failure() == one.reason);
      BOOST_TEST((stream->write("GET").status == ClientStream::Status::failed));
      char byte = 0;
      BOOST_TEST((stream->read({&byte, 1}).status == ClientStream::Status::failed));
    }
  }
  RawServer::Options plain;
  plain.on_accept = [](RawServer::Peer& peer) {
    peer.wait_for_peer();
    peer.send("HTTP/1.1 400 Plain\r\n\r\n");
  };
  RawServer server({never_answer()}, plain);
  auto stream = ClientStream::tls(connected(server.port()), trusting("ca.crt"), "localhost", sessions);
  BOOST_REQUIRE(stream.ok());
  BOOST_TEST((shake(*stream) == ClientStream::Status::failed));
  BOOST_TEST(!stream->not_believed());
  BOOST_TEST(!stream->failure().empty());
}

BOOST_AUTO_TEST_CASE(the_next_connection_resumes_under_the_same_trust_only) {
  const std::string text = reply_text(200, "{}");
  RawServer server({say(text)}, as("server"));
  TlsSessions sessions;
  const auto trust = trusting("ca.crt");
  const auto connect = [&](const std::shared_ptr<const TlsClientContext>& context) {
    auto stream = ClientStream::tls(connected(server.port()), context, "localhost", sessions);
    BOOST_REQUIRE(stream.ok());
    BOOST_REQUIRE((shake(*stream) == ClientStream::Status::ok));
    BOOST_TEST(ask(*stream, text.size()) == text);  // TLS 1.3's tickets come in front of the answer
    return stream->resumed();
  };
  BOOST_TEST(!connect(trust));
  BOOST_TEST(connect(trust));
  BOOST_TEST(connect(trust));
  BOOST_TEST(!connect(trusting("ca.crt")));
}

BOOST_AUTO_TEST_CASE(quiet_is_who_says_nothing_but_tls) {
  const std::string text = reply_text(200, "{}");
  std::promise<void> spoken;
  RawServer server({say(text),
                    [&](RawServer::Peer& peer, const SeenRequest&) {
                      peer.send(text);
                      peer.send("more");
                      spoken.set_value();
                      peer.wait_for_peer();
                      peer.close();
                    }},
                   as("server"));
  TlsSessions sessions;
  auto stream = ClientStream::tls(connected(server.port()), trusting("ca.crt"), "localhost", sessions);
  BOOST_REQUIRE(stream.ok());
  BOOST_REQUIRE((shake(*stream) == ClientStream::Status::ok));
  BOOST_REQUIRE(server.wait_until([&] { return server.open() == 1; }));
  BOOST_TEST(stream->is_quiet());  // tickets, perhaps
  BOOST_TEST(ask(*stream, text.size()) == text);
  BOOST_TEST(stream->is_quiet());
  BOOST_TEST(ask(*stream, text.size()).substr(0, text.size()) == text);
  spoken.get_future().wait();
  BOOST_TEST(!stream->is_quiet());
}

BOOST_AUTO_TEST_CASE(a_closed_connection_is_not_quiet) {
  for (const bool tls : {false, true}) {
    const std::string text = reply_text(200, "{}");
    RawServer server({say_and_close(text)}, tls ? as("server") : RawServer::Options());
    TlsSessions sessions;
    Result<ClientStream> stream =
        tls ? ClientStream::tls(connected(server.port()), trusting("ca.crt"), "localhost", sessions)
            : ClientStream::plain(connected(server.port()));
    BOOST_REQUIRE(stream.ok());
    BOOST_REQUIRE((shake(*stream) == ClientStream::Status::ok));
    BOOST_TEST(ask(*stream, text.size()) == text);
    BOOST_REQUIRE(server.wait_until([&] { return server.open() == 0; }));
    BOOST_TEST(!stream->is_quiet());
  }
}

BOOST_AUTO_TEST_CASE(an_end_without_goodbye_is_a_failure) {
  RawServer server({reset("HTTP/1.1 200 OK\r\n\r\ncut")}, as("server"));
  TlsSessions sessions;
  auto stream = ClientStream::tls(connected(server.port()), trusting("ca.crt"), "localhost", sessions);
  BOOST_REQUIRE(stream.ok());
  BOOST_REQUIRE((shake(*stream) == ClientStream::Status::ok));
  BOOST_TEST(ask(*stream, 22) == "HTTP/1.1 200 OK\r\n\r\ncut");
  char byte = 0;
  BOOST_TEST((waiting(*stream, [&] { return stream->read({&byte, 1}); }).status == ClientStream::Status::failed));
  BOOST_TEST(!stream->failure().empty());
}

BOOST_AUTO_TEST_CASE(one_write_is_at_most_one_record) {
  RawServer server({never_answer()}, as("server"));
  TlsSessions sessions;
  auto stream = ClientStream::tls(connected(server.port()), trusting("ca.crt"), "localhost", sessions);
  BOOST_REQUIRE(stream.ok());
  BOOST_REQUIRE((shake(*stream) == ClientStream::Status::ok));
  BOOST_TEST(stream->write(std::string(100000, 'x')).bytes == 16384U);
}

BOOST_AUTO_TEST_SUITE_END()
