// Handshakes with servers of every kind, each on a thread of its own.
#include "net/tls_inspection.hpp"

#include "net/address.hpp"
#include "support/certificate_zoo.hpp"
#include "support/raw_server.hpp"
#include "support/raw_tls.hpp"

#include <fcntl.h>
#include <openssl/ssl.h>
#include <poll.h>

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <functional>
#include <string>

using namespace atgateway;
using namespace atgateway::net;
using namespace atgateway::test_support;
using namespace std::chrono_literals;
using Status = TlsInspection::Status;

namespace {

using Change = std::function<void(SSL_CTX*)>;

/// A server that sends this animal, under no rules but those that `change` makes.
RawServer::Options serving(const std::string& animal, const Change& change = {}) {
  const auto& zoo = CertificateZoo::get();
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  BOOST_REQUIRE(SSL_CTX_use_certificate_chain_file(context.get(), zoo.pem(animal).c_str()) == 1);
  BOOST_REQUIRE(SSL_CTX_use_PrivateKey_file(context.get(), zoo.key(animal).c_str(), SSL_FILETYPE_PEM) == 1);
  if (change) change(context.get());
  RawServer::Options options;
  options.channel = [context](int fd) -> std::unique_ptr<Channel> {
    auto channel = std::make_unique<TlsChannel>(context.get(), fd);
    if (!channel->accept()) return nullptr;
    return channel;
  };
  return options;
}

/// A server that says these bytes as soon as it is connected to, then waits or ends.
RawServer::Options saying(std::string bytes, bool ends = true) {
  RawServer::Options options;
  options.on_accept = [bytes = std::move(bytes), ends](RawServer::Peer& peer) {
    peer.pause(20ms);  // the ClientHello is there: what is closed with unread bytes is reset
    char hello[4096];
    static_cast<void>(::recv(peer.fd(), hello, sizeof hello, MSG_DONTWAIT));
    peer.send(bytes);
    if (ends) peer.close();
  };
  return options;
}

class Client {
 public:
  explicit Client(std::uint16_t port, const std::string& host = "gateway.test", const std::string& ca = {}) {
    const auto address = *SocketAddress::parse_ip("127.0.0.1", port);
    fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    BOOST_REQUIRE(::connect(fd, address.data(), address.size()) == 0);
    BOOST_REQUIRE(::fcntl(fd, F_SETFL, O_NONBLOCK) == 0);
    auto begun = TlsInspection::begin(fd, host, ca);
    BOOST_REQUIRE(begun.ok());
    inspection.emplace(std::move(*begun));
  }
  ~Client() {
    inspection.reset();
    ::close(fd);
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  template <class Call>
  Status drive(Call call, int milliseconds = 5000) {
    for (;;) {
      const Status status = call();
      if (status != Status::want_read && status != Status::want_write) return status;
      pollfd one{fd, static_cast<short>(status == Status::want_read ? POLLIN : POLLOUT), 0};
      if (::poll(&one, 1, milliseconds) <= 0) return status;
    }
  }
  Status shake(int milliseconds = 5000) {
    return drive([this] { return inspection->step(); }, milliseconds);
  }
  Status linger(int milliseconds = 5000) {
    return drive([this] { return inspection->linger(); }, milliseconds);
  }

  int fd = -1;
  std::optional<TlsInspection> inspection;
};

}  // namespace

BOOST_TEST_DONT_PRINT_LOG_VALUE(atgateway::net::TlsInspection::Status)

BOOST_AUTO_TEST_SUITE(tls_inspection)

BOOST_AUTO_TEST_CASE(a_good_server) {
  RawServer server({answer(200, "{}")}, serving("good"));
  Client client(server.port(), "gateway.test", CertificateZoo::get().file("root.crt"));
  BOOST_TEST(client.shake() == Status::done);
  BOOST_TEST(client.linger() == Status::done);
  const auto facts = client.inspection->facts();
  BOOST_TEST(facts.version == "TLSv1.3");
  BOOST_TEST(facts.cipher.starts_with("TLS_"));
  BOOST_TEST(facts.chain.size() == 2U);
  BOOST_TEST(facts.chain_size == 2U);
  BOOST_TEST(facts.chain[0].subject == "CN=gateway.test");
  BOOST_TEST(facts.chain[1].subject == "CN=zoo intermediate");
  BOOST_TEST(facts.name_matches);
  BOOST_TEST(facts.chain_complete);
  BOOST_TEST((facts.chain_end == ChainEnd::known_root));
  BOOST_TEST((facts.given_file == true));
  BOOST_TEST((facts.local_store == false));
  BOOST_TEST(facts.resumable);
  BOOST_TEST(!facts.client_certificate_asked);
  BOOST_TEST(client.inspection->heard_anything());
}

BOOST_AUTO_TEST_CASE(every_animal_is_seen_and_none_refused) {
  for (const char* animal : {"alone", "self_signed", "authority", "expired", "not_yet", "other_name", "common_name",
                             "address", "client_only", "rsa", "rsa1024", "ed25519", "sha1", "odd", "stale_middle"}) {
    RawServer server({answer(200, "{}")}, serving(animal));
    Client client(server.port());
    BOOST_TEST(client.shake() == Status::done, animal << ": " << client.inspection->failure());
    const auto facts = client.inspection->facts();
    BOOST_TEST(!facts.chain.empty(), animal);
    BOOST_TEST(!facts.local_store.value_or(true), animal);
    BOOST_TEST(!facts.given_file.has_value(), animal);
  }
}

BOOST_AUTO_TEST_CASE(ten_thousand_names) {
  RawServer server({answer(200, "{}")}, serving("many"));
  Client client(server.port());
  BOOST_TEST(client.shake() == Status::done, client.inspection->failure());
  const auto facts = client.inspection->facts();
  BOOST_TEST(facts.chain.at(0).names.size() == 100U);
  BOOST_TEST(facts.chain.at(0).name_count == 10000U);
  BOOST_TEST(facts.name_matches);
}

BOOST_AUTO_TEST_CASE(old_versions) {
  const std::pair<int, const char*> table[] = {
      {TLS1_VERSION, "TLSv1"}, {TLS1_1_VERSION, "TLSv1.1"}, {TLS1_2_VERSION, "TLSv1.2"}, {TLS1_3_VERSION, "TLSv1.3"}};
  for (const auto& [version, name] : table) {
    RawServer server({answer(200, "{}")}, serving("rsa", [most = version](SSL_CTX* context) {
                       SSL_CTX_set_max_proto_version(context, most);
                     }));
    Client client(server.port());
    BOOST_TEST(client.shake() == Status::done, name << ": " << client.inspection->failure());
    BOOST_TEST(client.linger() == Status::done, name);
    BOOST_TEST(client.inspection->facts().version == name);
    BOOST_TEST(client.inspection->facts().resumable, name);
  }
}

BOOST_AUTO_TEST_CASE(a_server_that_asks_for_a_certificate) {
  for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
    for (const bool insists : {false, true}) {
      RawServer server({answer(200, "{}")}, serving("good", [=](SSL_CTX* context) {
                         SSL_CTX_set_max_proto_version(context, version);
                         const int mode = SSL_VERIFY_PEER | (insists ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0);
                         SSL_CTX_set_verify(context, mode, nullptr);
                       }));
      Client client(server.port());
      Status status = client.shake();
      if (status == Status::done) status = client.linger();
      BOOST_TEST(client.inspection->certificate_asked());
      BOOST_TEST(client.inspection->facts().client_certificate_asked);
      BOOST_TEST(client.inspection->facts().chain.size() == 2U);  // seen, however it ended
      if (insists) {
        BOOST_TEST(status == Status::alert);
        const char* const expected = version == TLS1_3_VERSION ? "certificate_required" : "handshake_failure";
        BOOST_TEST(client.inspection->alert() == expected);
      } else {
        BOOST_TEST(status == Status::done);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(alerts) {
  const auto refusing = [](int alert) {
    return serving("good", [alert](SSL_CTX* context) {
      static int wanted = 0;
      wanted = alert;
      SSL_CTX_set_tlsext_servername_callback(
          context, +[](SSL*, int* chosen, void*) -> int {
            *chosen = wanted;
            return SSL_TLSEXT_ERR_ALERT_FATAL;
          });
    });
  };
  for (const auto& [alert, name] :
       {std::pair(SSL_AD_UNRECOGNIZED_NAME, "unrecognized_name"), std::pair(SSL_AD_ACCESS_DENIED, "access_denied"),
        std::pair(SSL_AD_INTERNAL_ERROR, "internal_error")}) {
    RawServer server({answer(200, "{}")}, refusing(alert));
    Client client(server.port());
    BOOST_TEST(client.shake() == Status::alert);
    BOOST_TEST(client.inspection->alert() == name);
    BOOST_TEST(client.inspection->heard_anything());
    BOOST_TEST(client.inspection->facts().chain.empty());
    BOOST_TEST(client.inspection->facts().version == "");
  }
}

BOOST_AUTO_TEST_CASE(the_name_is_asked_for_and_an_address_is_not) {
  std::mutex mutex;
  std::string asked;
  const auto options = [&] {
    return serving("address", [&](SSL_CTX* context) {
      SSL_CTX_set_tlsext_servername_arg(context, &asked);
      SSL_CTX_set_tlsext_servername_callback(
          context, +[](SSL* ssl, int*, void* into) -> int {
            const char* name = SSL_get_servername(ssl, TLSEXT_NAMETYPE_host_name);
            *static_cast<std::string*>(into) = name != nullptr ? name : "(none)";
            return SSL_TLSEXT_ERR_OK;
          });
    });
  };
  for (const auto& [host, name] :
       {std::pair("gateway.test", "gateway.test"), std::pair("gateway.test.", "gateway.test"),
        std::pair("127.0.0.1", "(none)"), std::pair("::1", "(none)")}) {
    RawServer server({answer(200, "{}")}, options());
    Client client(server.port(), host);
    BOOST_TEST(client.shake() == Status::done);
    BOOST_TEST(asked == name);
    BOOST_TEST(client.inspection->facts().name_matches == (std::string(name) == "(none)"));
  }
}

BOOST_AUTO_TEST_CASE(what_is_no_tls) {
  for (const std::string& bytes :
       {std::string("HTTP/1.1 400 Bad Request\r\n\r\n"), std::string("SSH-2.0-OpenSSH_9.2\r\n"),
        std::string("\r\n\r\n\0\r\nQUIT\n\x20\0\0\0", 16), std::string("\0", 1), std::string("\x16HTTP"),
        std::string(100, 'x')}) {
    RawServer server({answer(200, "{}")}, saying(bytes));
    Client client(server.port());
    BOOST_TEST(client.shake() == Status::not_tls, bytes);
    BOOST_TEST(client.inspection->first_bytes() == bytes.substr(0, 64));
    BOOST_TEST(client.inspection->facts().chain.empty());
    BOOST_TEST(client.shake() == Status::failed);  // and stays so
  }
}

BOOST_AUTO_TEST_CASE(ends_of_other_kinds) {
  {
    RawServer server({answer(200, "{}")}, saying(""));
    Client client(server.port());
    BOOST_TEST(client.shake() == Status::closed);
    BOOST_TEST(!client.inspection->heard_anything());
  }
  {
    RawServer::Options options;
    options.on_accept = [](RawServer::Peer& peer) { peer.reset(); };
    RawServer server({answer(200, "{}")}, options);
    Client client(server.port());
    BOOST_TEST(client.shake() == Status::reset);
    BOOST_TEST(!client.inspection->heard_anything());
  }
  {
    RawServer server({answer(200, "{}")}, saying("", false));
    Client client(server.port());
    BOOST_TEST(client.shake(50) == Status::want_read);
    BOOST_TEST(!client.inspection->heard_anything());
  }
}

BOOST_AUTO_TEST_CASE(garbage_that_begins_like_tls) {
  const std::string garbage[] = {
      std::string("\x16\x03\x03\x00\x04\x02\x00\x00\x00", 9),            // an empty ServerHello
      std::string("\x16\x03\x03\xff\xff") + std::string(70000, '\x02'),  // a record that is too long
      std::string("\x16\x03\x03\x00\x04\x0b\xff\xff\xff", 9),            // a certificate message out of turn
      std::string("\x17\x03\x03\x00\x05hello", 10),                      // data before anything
      std::string("\x15\x03\x03\x00\x02\x01\x00", 7),                    // close_notify
      std::string("\x15\x03\x03\x00\x02\x02\x63", 7),                    // an alert that nobody knows
  };
  const Status expected[] = {Status::failed, Status::failed, Status::failed,
                             Status::failed, Status::closed, Status::alert};
  for (std::size_t i = 0; i < std::size(garbage); ++i) {
    RawServer server({answer(200, "{}")}, saying(garbage[i], false));
    Client client(server.port());
    BOOST_TEST(client.shake() == expected[i], i << ": " << client.inspection->failure());
    BOOST_TEST(client.inspection->heard_anything(), i);
    if (expected[i] == Status::failed) BOOST_TEST(client.inspection->failure() != "", i);
    if (expected[i] == Status::alert) BOOST_TEST(client.inspection->alert() == "alert 99");
  }
}

BOOST_AUTO_TEST_CASE(it_carries_bytes) {
  RawServer server({answer(200, "{\"a\":1}")}, serving("self_signed"));
  Client client(server.port());
  BOOST_TEST(client.shake() == Status::done);
  const std::string request = "GET / HTTP/1.1\r\nHost: x\r\n\r\n";
  const auto moved = client.inspection->write(request);
  BOOST_TEST((moved.status == Stream::Status::ok && moved.bytes == request.size()));
  std::string reply;
  for (;;) {
    char bytes[4096];
    const auto got = client.inspection->read(bytes);
    if (got.status == Stream::Status::want_read) {
      pollfd one{client.fd, POLLIN, 0};
      BOOST_REQUIRE(::poll(&one, 1, 5000) > 0);
      continue;
    }
    BOOST_REQUIRE((got.status == Stream::Status::ok));
    reply.append(bytes, got.bytes);
    if (reply.ends_with("{\"a\":1}")) break;
  }
  BOOST_TEST(reply.starts_with("HTTP/1.1 200"));
}

BOOST_AUTO_TEST_CASE(a_file_that_cannot_be_read) {
  const auto refused = TlsInspection::begin(-1, "gateway.test", "/not/there.pem");
  BOOST_REQUIRE(!refused.ok());
  BOOST_TEST((refused.error().code() == Errc::tls_setup_failed));
  BOOST_TEST(refused.error().detail() == "the CA file: No such file or directory");
  const auto too_long = TlsInspection::begin(-1, std::string(300, 'a'), "");
  BOOST_REQUIRE(!too_long.ok());
  BOOST_TEST((too_long.error().code() == Errc::tls_setup_failed));
}

BOOST_AUTO_TEST_SUITE_END()
