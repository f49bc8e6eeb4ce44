#include "net/tls.hpp"

#include "tls_peer.hpp"

#include <boost/test/data/test_case.hpp>

#include <signal.h>

#include <vector>

using namespace atgateway;
using namespace atgateway::net;
using namespace atgateway::net::test;
using Status = Stream::Status;
namespace data = boost::unit_test::data;

namespace atgateway::net {
inline std::ostream& operator<<(std::ostream& out, Stream::Status status) {
  constexpr const char* names[] = {"ok", "want_read", "want_write", "ended", "failed"};
  return out << names[static_cast<std::size_t>(status)];
}
}  // namespace atgateway::net

namespace {

TlsConfig files(const std::string& name) {
  TlsConfig config;
  config.certificate = certificate_file(name + ".crt");
  config.key = certificate_file(name + ".key");
  return config;
}

std::shared_ptr<const TlsServerContext> make(const TlsConfig& config) {
  auto made = TlsServerContext::make(config);
  BOOST_REQUIRE(made.ok());
  return *made;
}

/// A client and a server that have not shaken hands.
struct Connection {
  Connection(const std::shared_ptr<const TlsServerContext>& context, TlsClientContext& client_context)
      : Connection(context, client_context, Sockets()) {}
  Connection(const std::shared_ptr<const TlsServerContext>& context, TlsClientContext& client_context, Sockets sockets)
      : client(client_context, sockets.client), server(*Stream::tls(sockets.server, context)) {}
  TlsClient client;
  Stream server;
};

/// Connects once and lets the client take its session tickets.
bool connect_once(const std::shared_ptr<const TlsServerContext>& context, TlsClientContext& client_context) {
  Connection connection(context, client_context);
  BOOST_REQUIRE_EQUAL(shake(connection.client, connection.server), Status::ok);
  BOOST_REQUIRE_EQUAL(connection.server.write("hello").status, Status::ok);
  BOOST_REQUIRE_EQUAL(connection.client.read(), "hello");
  BOOST_TEST((SSL_session_reused(connection.client.ssl()) == 1) == connection.server.resumed());
  SSL_shutdown(connection.client.ssl());
  return connection.server.resumed();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(tls)

struct Variant {
  const char* server;
  int version;
  const char* expected;
};
std::ostream& operator<<(std::ostream& out, const Variant& variant) {
  return out << variant.server << ' ' << variant.expected;
}
const std::vector<Variant> variants = {{"server", TLS1_2_VERSION, "TLSv1.2"},
                                       {"server", TLS1_3_VERSION, "TLSv1.3"},
                                       {"rsa", TLS1_2_VERSION, "TLSv1.2"},
                                       {"rsa", TLS1_3_VERSION, "TLSv1.3"}};

BOOST_DATA_TEST_CASE(bytes_go_both_ways_with_each_key_and_version, data::make(variants), variant) {
  ClientWishes wishes;
  wishes.min_version = wishes.max_version = variant.version;
  TlsClientContext client_context(wishes);
  Connection connection(make(files(variant.server)), client_context);
  BOOST_TEST(connection.server.version().empty());
  BOOST_REQUIRE_EQUAL(shake(connection.client, connection.server), Status::ok);
  connection.client.write("question");
  std::string question;
  BOOST_TEST(read_some(connection.server, question).status == Status::ok);
  BOOST_TEST(question == "question");
  BOOST_TEST(connection.server.write("answer").bytes == 6U);
  BOOST_TEST(connection.client.read() == "answer");
  BOOST_TEST(connection.server.is_tls());
  BOOST_TEST(connection.server.version() == variant.expected);
  BOOST_TEST(connection.server.server_name() == "localhost");
  BOOST_TEST(connection.server.alpn() == "");
  BOOST_TEST(!connection.server.resumed());
  BOOST_TEST(!connection.server.client_certificate());
  BOOST_TEST(connection.server.failure() == "");
}

BOOST_AUTO_TEST_CASE(a_plain_stream_has_the_same_face) {
  const Sockets sockets;
  Stream server = Stream::plain(sockets.server);
  BOOST_TEST(server.handshake() == Status::ok);
  BOOST_TEST(!server.is_tls());
  BOOST_TEST(server.version() == "");
  BOOST_TEST(server.server_name() == "");
  BOOST_TEST(server.alpn() == "");
  BOOST_TEST(!server.resumed());
  BOOST_TEST(!server.client_certificate());
  BOOST_TEST(!server.has_pending());
  char byte = 0;
  BOOST_TEST(server.read({&byte, 1}).status == Status::want_read);
  BOOST_REQUIRE(send(sockets.client, "ab", 2, 0) == 2);
  std::string got;
  BOOST_TEST(read_some(server, got).status == Status::ok);
  BOOST_TEST(got == "ab");
  BOOST_TEST(server.write("xyz").bytes == 3U);
  server.finish_sending();
  char reply[8];
  BOOST_REQUIRE(wait_for(sockets.client, POLLIN));
  BOOST_TEST(recv(sockets.client, reply, sizeof reply, MSG_WAITALL) == 3);
  BOOST_REQUIRE(wait_for(sockets.client, POLLIN));
  BOOST_TEST(recv(sockets.client, reply, sizeof reply, 0) == 0);
  // Our sending side has ended, the other one has not.
  BOOST_REQUIRE(send(sockets.client, "c", 1, 0) == 1);
  BOOST_TEST(read_some(server, got).status == Status::ok);
  shutdown(sockets.client, SHUT_WR);
  BOOST_TEST(read_some(server, got).status == Status::ended);
  BOOST_TEST(got == "abc");
  close(sockets.client);
}

BOOST_AUTO_TEST_CASE(alpn_knows_http_1_1_only_and_does_not_insist) {
  const auto context = make(files("server"));
  const auto agreed = [&](const std::string& offered) {
    ClientWishes wishes;
    wishes.alpn = offered;
    TlsClientContext client_context(wishes);
    Connection connection(context, client_context);
    BOOST_REQUIRE_EQUAL(shake(connection.client, connection.server), Status::ok);
    const unsigned char* name = nullptr;
    unsigned length = 0;
    SSL_get0_alpn_selected(connection.client.ssl(), &name, &length);
    const std::string seen(reinterpret_cast<const char*>(name), length);
    BOOST_TEST(seen == connection.server.alpn());
    return seen;
  };
  BOOST_TEST(agreed("\x08http/1.1") == "http/1.1");
  BOOST_TEST(agreed("\x02h2\x08http/1.1") == "http/1.1");
  BOOST_TEST(agreed("\x02h2") == "");
  BOOST_TEST(agreed("\x08http/1.0") == "");
  BOOST_TEST(agreed("\x08http/1.2\x02h2\x08http/1.1\x03"
                    "foo") == "http/1.1");
}

BOOST_AUTO_TEST_CASE(versions_below_the_minimum_are_refused_with_a_reason) {
  auto config = files("server");
  config.min_version = "1.3";
  for (const int version : {TLS1_1_VERSION, TLS1_2_VERSION}) {
    ClientWishes wishes;
    wishes.min_version = wishes.max_version = version;
    TlsClientContext client_context(wishes);
    Connection connection(make(config), client_context);
    BOOST_TEST(shake(connection.client, connection.server) == Status::failed);
    BOOST_TEST(connection.server.failure() == "unsupported protocol");
    BOOST_TEST(connection.client.failed);
    if (version != TLS1_1_VERSION) continue;
    Connection usual(make(files("server")), client_context);
    BOOST_TEST(shake(usual.client, usual.server) == Status::failed);
  }
}

struct Resumption {
  int version;
  bool tickets;
};
std::ostream& operator<<(std::ostream& out, const Resumption& r) { return out << r.version << ' ' << r.tickets; }
const std::vector<Resumption> resumptions = {{TLS1_2_VERSION, true}, {TLS1_2_VERSION, false}, {TLS1_3_VERSION, true}};

BOOST_DATA_TEST_CASE(sessions_are_resumed_by_ticket_and_by_id, data::make(resumptions), resumption) {
  const auto context = make(files("server"));
  ClientWishes wishes;
  wishes.min_version = wishes.max_version = resumption.version;
  wishes.tickets = resumption.tickets;
  TlsClientContext client_context(wishes);
  BOOST_TEST(!connect_once(context, client_context));
  BOOST_TEST(connect_once(context, client_context));
  BOOST_TEST(connect_once(context, client_context));
  // Another context has other keys: a new handshake, not a failure.
  BOOST_TEST(!connect_once(make(files("server2")), client_context));
}

BOOST_AUTO_TEST_CASE(a_session_survives_a_connection_that_was_not_ended_by_us) {
  const auto context = make(files("server"));
  ClientWishes wishes;
  wishes.max_version = TLS1_2_VERSION;
  wishes.tickets = false;
  TlsClientContext client_context(wishes);
  {
    Connection connection(context, client_context);
    BOOST_REQUIRE_EQUAL(shake(connection.client, connection.server), Status::ok);
    shutdown(connection.client.fd(), SHUT_WR);
    std::string got;
    BOOST_TEST(read_some(connection.server, got).status == Status::failed);
  }
  BOOST_TEST(connect_once(context, client_context));
}

BOOST_AUTO_TEST_CASE(close_notify_is_an_orderly_end_and_can_still_be_answered) {
  TlsClientContext client_context;
  Connection connection(make(files("server")), client_context);
  BOOST_REQUIRE_EQUAL(shake(connection.client, connection.server), Status::ok);
  connection.client.write("last words");
  SSL_shutdown(connection.client.ssl());
  shutdown(connection.client.fd(), SHUT_WR);
  std::string got;
  BOOST_TEST(read_some(connection.server, got).status == Status::ok);
  BOOST_TEST(got == "last words");
  BOOST_TEST(read_some(connection.server, got).status == Status::ended);
  BOOST_TEST(read_some(connection.server, got).status == Status::ended);
  BOOST_TEST(connection.server.write("the answer").status == Status::ok);
  connection.server.finish_sending();
  BOOST_TEST(connection.client.read() == "the answer");
  BOOST_TEST((SSL_get_shutdown(connection.client.ssl()) & SSL_RECEIVED_SHUTDOWN) != 0);
  BOOST_TEST(connection.server.failure() == "");
}

BOOST_AUTO_TEST_CASE(a_fin_without_close_notify_is_a_cut) {
  TlsClientContext client_context;
  Connection connection(make(files("server")), client_context);
  BOOST_REQUIRE_EQUAL(shake(connection.client, connection.server), Status::ok);
  connection.client.write("half a req");
  shutdown(connection.client.fd(), SHUT_WR);
  std::string got;
  BOOST_TEST(read_some(connection.server, got).status == Status::ok);
  BOOST_TEST(read_some(connection.server, got).status == Status::failed);
  BOOST_TEST(connection.server.failure() == "the connection ended without close_notify");
  // Only the peer's side was cut.
  BOOST_TEST(connection.server.write("sorry").status == Status::ok);
  connection.server.finish_sending();
  BOOST_TEST(connection.client.read() == "sorry");
  BOOST_TEST((SSL_get_shutdown(connection.client.ssl()) & SSL_RECEIVED_SHUTDOWN) != 0);
}

BOOST_AUTO_TEST_CASE(a_reset_is_a_failure_for_reading_and_writing) {
  for (const bool with_tls : {true, false}) {
    TlsClientContext client_context;
    const Sockets sockets;
    auto client = std::make_unique<TlsClient>(client_context, sockets.client);
    Stream server = with_tls ? *Stream::tls(sockets.server, make(files("server"))) : Stream::plain(sockets.server);
    if (with_tls) BOOST_REQUIRE_EQUAL(shake(*client, server), Status::ok);
    reset_connection(client->release());
    std::string got;
    BOOST_TEST(read_some(server, got).status == Status::failed);
    BOOST_TEST(server.failure() == "Connection reset by peer");
    BOOST_TEST(server.read({got.data(), got.size()}).status != Status::ok);
    BOOST_TEST(server.write("x").status == Status::failed);
    server.finish_sending();
  }
}

BOOST_AUTO_TEST_CASE(a_broken_pipe_raises_no_signal) {
  sigset_t pipe_only;
  sigemptyset(&pipe_only);
  sigaddset(&pipe_only, SIGPIPE);
  sigset_t before;
  pthread_sigmask(SIG_BLOCK, &pipe_only, &before);
  for (const bool with_tls : {true, false}) {
    TlsClientContext client_context;
    const Sockets sockets;
    auto client = std::make_unique<TlsClient>(client_context, sockets.client);
    Stream server = with_tls ? *Stream::tls(sockets.server, make(files("server"))) : Stream::plain(sockets.server);
    if (with_tls) BOOST_REQUIRE_EQUAL(shake(*client, server), Status::ok);
    reset_connection(client->release());
    BOOST_REQUIRE(wait_for(sockets.server, POLLIN));
    // Once the reset is taken out of the socket, writing finds a closed pipe.
    int reset = 0;
    socklen_t size = sizeof reset;
    BOOST_REQUIRE(getsockopt(sockets.server, SOL_SOCKET, SO_ERROR, &reset, &size) == 0);
    BOOST_TEST(reset == ECONNRESET);
    for (int i = 0; i < 3; ++i) BOOST_TEST(server.write("x").status == Status::failed);
    server.finish_sending();
    sigset_t pending;
    sigpending(&pending);
    BOOST_TEST(sigismember(&pending, SIGPIPE) == 0);
  }
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

BOOST_AUTO_TEST_CASE(a_fatal_alert_is_a_failure_with_its_name) {
  TlsClientContext client_context;
  // The client does not trust a certificate that has expired; ours is loaded all the same, the doctor tells of it.
  Connection connection(make(files("expired")), client_context);
  shake(connection.client, connection.server);
  BOOST_TEST(connection.client.failed);
  std::string got;
  BOOST_TEST(read_some(connection.server, got).status == Status::failed);
  BOOST_TEST(connection.server.failure() == "sslv3 alert certificate expired");
  BOOST_TEST(connection.server.write("x").status == Status::failed);
  connection.server.finish_sending();
}

BOOST_AUTO_TEST_CASE(what_is_not_tls_fails_with_a_reason) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", "http request"},
      {"CONNECT x:1 HTTP/1.1\r\n\r\n", "https proxy request"},
      {std::string(64, '\0'), "wrong version number"},
      {std::string("\x16\x03\x01\x00\x05\x01\x00\x00\x01\x00", 10), ""}};
  for (const auto& [bytes, reason] : cases) {
    const Sockets sockets;
    Stream server = *Stream::tls(sockets.server, make(files("server")));
    BOOST_TEST(server.handshake() == Status::want_read);
    BOOST_REQUIRE(send(sockets.client, bytes.data(), bytes.size(), 0) == static_cast<ssize_t>(bytes.size()));
    BOOST_REQUIRE(wait_for(sockets.server, POLLIN));
    BOOST_TEST(server.handshake() == Status::failed);
    if (!reason.empty()) BOOST_TEST(server.failure() == reason);
    BOOST_TEST(!server.failure().empty());
    BOOST_TEST(server.handshake() == Status::failed);
    char byte = 0;
    BOOST_TEST(server.read({&byte, 1}).status == Status::failed);
    BOOST_TEST(server.write("x").status == Status::failed);
    close(sockets.client);
  }
}

BOOST_AUTO_TEST_CASE(an_end_in_the_middle_of_the_handshake_is_a_failure) {
  const Sockets sockets;
  Stream server = *Stream::tls(sockets.server, make(files("server")));
  BOOST_TEST(server.handshake() == Status::want_read);
  shutdown(sockets.client, SHUT_WR);
  BOOST_REQUIRE(wait_for(sockets.server, POLLIN));
  BOOST_TEST(server.handshake() == Status::failed);
  BOOST_TEST(server.failure() == "the connection ended without close_notify");
  close(sockets.client);
}

BOOST_AUTO_TEST_CASE(much_data_goes_through_small_socket_buffers_whole) {
  std::string sent(3000000, '\0');
  for (std::size_t i = 0; i < sent.size(); ++i) sent[i] = static_cast<char>((i * 2654435761U) >> 13U);
  for (const bool with_tls : {true, false}) {
    TlsClientContext client_context;
    const Sockets sockets;
    const int small = 4096;
    setsockopt(sockets.server, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    auto client = std::make_unique<TlsClient>(client_context, sockets.client);
    Stream server = with_tls ? *Stream::tls(sockets.server, make(files("server"))) : Stream::plain(sockets.server);
    if (with_tls) BOOST_REQUIRE_EQUAL(shake(*client, server), Status::ok);
    std::string got;
    std::size_t at = 0;
    int waits = 0;
    std::string buffer(70000, '\0');
    while (got.size() < sent.size()) {
      if (at < sent.size()) {
        // The bytes are at another place at each try.
        const std::string moved_away = sent.substr(at, 50000);
        const auto moved = server.write(moved_away);
        if (moved.status == Status::ok) at += moved.bytes;
        if (moved.status == Status::want_write) ++waits;
        BOOST_REQUIRE(moved.status != Status::failed);
        if (moved.status == Status::ok) continue;
      }
      std::size_t count = 0;
      if (with_tls) {
        ERR_clear_error();
        while (SSL_read_ex(client->ssl(), buffer.data(), buffer.size(), &count) == 1) got.append(buffer, 0, count);
      } else {
        ssize_t received = 0;
        while ((received = recv(sockets.client, buffer.data(), buffer.size(), 0)) > 0) {
          got.append(buffer, 0, static_cast<std::size_t>(received));
        }
      }
    }
    BOOST_TEST((got == sent));
    BOOST_TEST(waits > 0);
  }
}

BOOST_AUTO_TEST_CASE(pending_bytes_are_announced_until_they_are_read) {
  TlsClientContext client_context;
  Connection connection(make(files("server")), client_context);
  BOOST_REQUIRE_EQUAL(shake(connection.client, connection.server), Status::ok);
  BOOST_TEST(!connection.server.has_pending());
  for (int i = 0; i < 3; ++i) connection.client.write(std::string(100, static_cast<char>('a' + i)));
  std::string got;
  BOOST_TEST(read_some(connection.server, got, 10).status == Status::ok);
  BOOST_TEST(connection.server.has_pending());
  while (connection.server.has_pending()) {
    char buffer[10];
    const auto moved = connection.server.read(buffer);
    if (moved.status == Status::ok) got.append(buffer, moved.bytes);
  }
  while (got.size() < 300) BOOST_REQUIRE_EQUAL(read_some(connection.server, got, 10).status, Status::ok);
  BOOST_TEST(got == std::string(100, 'a') + std::string(100, 'b') + std::string(100, 'c'));
  BOOST_TEST(!connection.server.has_pending());
}

BOOST_AUTO_TEST_CASE(half_a_record_is_not_pending) {
  TlsClientContext client_context;
  const Sockets sockets;
  Stream server = *Stream::tls(sockets.server, make(files("server")));
  TlsClient client(client_context, sockets.client);
  BOOST_REQUIRE_EQUAL(shake(client, server), Status::ok);
  // The client writes into memory, and we hand its record over in two parts.
  BIO* memory = BIO_new(BIO_s_mem());
  SSL_set0_wbio(client.ssl(), memory);
  client.write("one record");
  char* record = nullptr;
  const long size = BIO_get_mem_data(memory, &record);
  BOOST_REQUIRE(size > 20);
  BOOST_REQUIRE(send(sockets.client, record, 20, 0) == 20);
  BOOST_REQUIRE(wait_for(sockets.server, POLLIN));
  char buffer[100];
  BOOST_TEST(server.read(buffer).status == Status::want_read);
  BOOST_TEST(!server.has_pending());
  BOOST_REQUIRE(send(sockets.client, record + 20, static_cast<std::size_t>(size) - 20, 0) == size - 20);
  std::string got;
  BOOST_TEST(read_some(server, got).status == Status::ok);
  BOOST_TEST(got == "one record");
}

BOOST_AUTO_TEST_CASE(a_request_sent_with_the_last_handshake_message_is_not_lost_to_epoll) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    ClientWishes wishes;
    wishes.min_version = wishes.max_version = version;
    wishes.tickets = true;
    TlsClientContext client_context(wishes);
    const auto context = make(files("server"));
    connect_once(context, client_context);  // resumed in TLS 1.2, the client is the one who finishes
    Connection connection(context, client_context);
    bool client_done = false;
    for (int turn = 0; turn < 10 && !client_done; ++turn) {
      client_done = connection.client.handshake();
      if (!client_done) static_cast<void>(connection.server.handshake());
    }
    BOOST_REQUIRE(client_done);
    connection.client.write("early");
    BOOST_REQUIRE(wait_for(connection.server.fd(), POLLIN));
    while (connection.server.handshake() == Status::want_read) BOOST_REQUIRE(wait_for(connection.server.fd(), POLLIN));
    // A listener that goes back to epoll now must be told.
    BOOST_TEST((connection.server.has_pending() || wait_for(connection.server.fd(), POLLIN, 0)));
    std::string got;
    BOOST_TEST(read_some(connection.server, got).status == Status::ok);
    BOOST_TEST(got == "early");
  }
}

BOOST_AUTO_TEST_CASE(renegotiation_is_declined) {
  ClientWishes wishes;
  wishes.max_version = TLS1_2_VERSION;
  TlsClientContext client_context(wishes);
  Connection connection(make(files("server")), client_context);
  BOOST_REQUIRE_EQUAL(shake(connection.client, connection.server), Status::ok);
  BOOST_REQUIRE(SSL_renegotiate(connection.client.ssl()) == 1);
  bool agreed = false;
  std::string reason;
  for (int turn = 0; turn < 10; ++turn) {
    ERR_clear_error();
    const int result = SSL_do_handshake(connection.client.ssl());
    agreed = agreed || result == 1;
    if (const auto error = ERR_peek_error(); error != 0 && reason.empty()) reason = ERR_reason_error_string(error);
    char byte = 0;
    static_cast<void>(connection.server.read({&byte, 1}));
  }
  BOOST_TEST(!agreed);
  BOOST_TEST(reason == "no renegotiation");
}

BOOST_AUTO_TEST_CASE(a_client_certificate_is_asked_for_but_not_demanded) {
  auto config = files("server");
  config.client_ca = certificate_file("ca.crt");
  const auto context = make(config);
  {
    TlsClientContext without;
    Connection connection(context, without);
    BOOST_REQUIRE_EQUAL(shake(connection.client, connection.server), Status::ok);
    BOOST_TEST(!connection.server.client_certificate());
  }
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    ClientWishes wishes;
    wishes.min_version = wishes.max_version = version;
    wishes.certificate = "client";
    {
      TlsClientContext first(wishes);
      Connection connection(context, first);
      BOOST_REQUIRE_EQUAL(shake(connection.client, connection.server), Status::ok);
      BOOST_TEST(connection.server.client_certificate());
    }
    TlsClientContext with(wishes);
    BOOST_TEST(!connect_once(context, with));
    Connection again(context, with);
    BOOST_REQUIRE_EQUAL(shake(again.client, again.server), Status::ok);
    BOOST_TEST(again.server.resumed());
    BOOST_TEST(again.server.client_certificate());
  }
  for (const std::string wrong : {"stranger", "server"}) {
    ClientWishes wishes;
    wishes.certificate = wrong;
    TlsClientContext with(wishes);
    Connection connection(context, with);
    BOOST_TEST(shake(connection.client, connection.server) == Status::failed);
    BOOST_TEST(connection.server.failure() == "certificate verify failed");
    BOOST_TEST(!connection.server.client_certificate());
  }
}

BOOST_AUTO_TEST_CASE(an_unasked_client_certificate_is_not_taken) {
  ClientWishes wishes;
  wishes.certificate = "client";
  TlsClientContext with(wishes);
  Connection connection(make(files("server")), with);
  BOOST_REQUIRE_EQUAL(shake(connection.client, connection.server), Status::ok);
  BOOST_TEST(!connection.server.client_certificate());
}

BOOST_AUTO_TEST_CASE(a_handshake_keeps_the_context_it_began_with) {
  auto context = make(files("server"));
  TlsClientContext client_context;
  Connection connection(context, client_context);
  connection.client.handshake();
  static_cast<void>(connection.server.handshake());
  context = make(files("server2"));
  BOOST_REQUIRE_EQUAL(shake(connection.client, connection.server), Status::ok);
  Connection next(context, client_context);
  BOOST_REQUIRE_EQUAL(shake(next.client, next.server), Status::ok);
  X509* first = SSL_get0_peer_certificate(connection.client.ssl());
  X509* second = SSL_get0_peer_certificate(next.client.ssl());
  BOOST_TEST(X509_cmp(first, second) != 0);
}

BOOST_AUTO_TEST_CASE(the_error_queue_is_neither_believed_nor_left_full) {
  TlsClientContext client_context;
  Connection connection(make(files("server")), client_context);
  const auto spoil = [] { ERR_raise(ERR_LIB_USER, 42); };
  spoil();
  BOOST_TEST(connection.server.handshake() == Status::want_read);
  BOOST_TEST(ERR_peek_error() == 0U);
  BOOST_REQUIRE_EQUAL(shake(connection.client, connection.server), Status::ok);
  spoil();
  char byte = 0;
  BOOST_TEST(connection.server.read({&byte, 1}).status == Status::want_read);
  BOOST_TEST(ERR_peek_error() == 0U);
  spoil();
  BOOST_TEST(connection.server.write("x").status == Status::ok);
  BOOST_TEST(connection.client.read() == "x");
  // A record that is not one.
  BOOST_REQUIRE(send(connection.client.fd(), "nonsense", 8, 0) == 8);
  BOOST_REQUIRE(wait_for(connection.server.fd(), POLLIN));
  BOOST_TEST(connection.server.read({&byte, 1}).status == Status::failed);
  BOOST_TEST(ERR_peek_error() == 0U);
  connection.server.finish_sending();
  BOOST_TEST(ERR_peek_error() == 0U);
}

BOOST_AUTO_TEST_CASE(a_stream_can_be_moved_and_closes_its_socket) {
  const Sockets sockets;
  {
    Stream first = Stream::plain(sockets.server);
    Stream second = std::move(first);
    BOOST_TEST(first.fd() == -1);
    BOOST_TEST(second.fd() == sockets.server);
    const Sockets others;
    Stream third = Stream::plain(others.server);
    third = std::move(second);
    BOOST_TEST(third.fd() == sockets.server);
    BOOST_TEST(fcntl(others.server, F_GETFD) == -1);
    close(others.client);
  }
  BOOST_TEST(fcntl(sockets.server, F_GETFD) == -1);
  close(sockets.client);
}

BOOST_AUTO_TEST_SUITE_END()
