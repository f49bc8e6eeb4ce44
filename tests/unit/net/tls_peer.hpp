// The other end of a connection in tests: loopback sockets, and a TLS client made of plain OpenSSL.
#pragma once

#include "net/tls.hpp"

#include <boost/test/unit_test.hpp>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>

namespace atgateway::net::test {

inline std::string certificate_file(const std::string& name) { return ATGATEWAY_CERTIFICATES_DIR "/" + name; }

/// Two ends of one TCP connection over loopback, nonblocking.
struct Sockets {
  Sockets() {
    const int listening = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    BOOST_REQUIRE(bind(listening, reinterpret_cast<sockaddr*>(&address), size) == 0);
    BOOST_REQUIRE(listen(listening, 1) == 0);
    BOOST_REQUIRE(getsockname(listening, reinterpret_cast<sockaddr*>(&address), &size) == 0);
    client = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    BOOST_REQUIRE(connect(client, reinterpret_cast<sockaddr*>(&address), size) == 0);
    server = accept4(listening, nullptr, nullptr, SOCK_CLOEXEC);
    BOOST_REQUIRE(server >= 0);
    close(listening);
    for (const int fd : {client, server}) {
      const int on = 1;
      setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      fcntl(fd, F_SETFL, O_NONBLOCK);
    }
  }
  int client = -1;
  int server = -1;
};

inline bool wait_for(int fd, short events, int timeout_ms = 20000) {
  pollfd waiting{fd, events, 0};
  return poll(&waiting, 1, timeout_ms) == 1;
}

inline void reset_connection(int fd) {
  const linger now{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  close(fd);
}

/// What the client wants; the defaults are a usual client.
struct ClientWishes {
  int min_version = TLS1_2_VERSION;
  int max_version = TLS1_3_VERSION;
  std::string alpn;         ///< wire form
  std::string certificate;  ///< name of a file pair
  bool tickets = true;
};

/// A client's memory between connections.
class TlsClientContext {
 public:
  explicit TlsClientContext(const ClientWishes& wishes = {})
      : context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
    SSL_CTX_set_min_proto_version(context_.get(), wishes.min_version);
    SSL_CTX_set_max_proto_version(context_.get(), wishes.max_version);
    if (wishes.max_version < TLS1_2_VERSION) SSL_CTX_set_cipher_list(context_.get(), "ALL:@SECLEVEL=0");
    if (!wishes.tickets) SSL_CTX_set_options(context_.get(), SSL_OP_NO_TICKET);
    BOOST_REQUIRE(SSL_CTX_load_verify_file(context_.get(), certificate_file("ca.crt").c_str()) == 1);
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
    if (!wishes.alpn.empty()) {
      SSL_CTX_set_alpn_protos(context_.get(), reinterpret_cast<const unsigned char*>(wishes.alpn.data()),
                              static_cast<unsigned>(wishes.alpn.size()));
    }
    if (!wishes.certificate.empty()) {
      const auto file = certificate_file(wishes.certificate);
      BOOST_REQUIRE(SSL_CTX_use_certificate_file(context_.get(), (file + ".crt").c_str(), SSL_FILETYPE_PEM) == 1);
      BOOST_REQUIRE(SSL_CTX_use_PrivateKey_file(context_.get(), (file + ".key").c_str(), SSL_FILETYPE_PEM) == 1);
    }
    SSL_CTX_set_session_cache_mode(context_.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_set_app_data(context_.get(), this);
    SSL_CTX_sess_set_new_cb(context_.get(), [](SSL* ssl, SSL_SESSION* fresh) {
      static_cast<TlsClientContext*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)))->session.reset(fresh);
      return 1;
    });
  }
  SSL_CTX* get() const { return context_.get(); }

  struct FreeSession {
    void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
  };
  std::unique_ptr<SSL_SESSION, FreeSession> session;  ///< the newest one

 private:
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
};

/// One TLS client over a socket that it owns.
class TlsClient {
 public:
  TlsClient(TlsClientContext& context, int fd) : fd_(fd), ssl_(SSL_new(context.get())) {
    SSL_set_fd(ssl_, fd);
    SSL_set_connect_state(ssl_);
    SSL_set_tlsext_host_name(ssl_, "localhost");
    SSL_set1_host(ssl_, "localhost");
    if (context.session) SSL_set_session(ssl_, context.session.get());
  }
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;
  ~TlsClient() {
    SSL_set_shutdown(ssl_, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);  // or OpenSSL gives the session up
    SSL_free(ssl_);
    if (fd_ >= 0) close(fd_);
  }

  SSL* ssl() const { return ssl_; }
  int fd() const { return fd_; }
  /// The socket is somebody else's to close from now on.
  int release() { return std::exchange(fd_, -1); }

  /// One step. @return true when it is done
  bool handshake() {
    ERR_clear_error();
    const int result = SSL_do_handshake(ssl_);
    failed = result != 1 && SSL_get_error(ssl_, result) != SSL_ERROR_WANT_READ &&
             SSL_get_error(ssl_, result) != SSL_ERROR_WANT_WRITE;
    return result == 1;
  }
  void write(std::string_view bytes) {
    ERR_clear_error();
    std::size_t written = 0;
    BOOST_REQUIRE(SSL_write_ex(ssl_, bytes.data(), bytes.size(), &written) == 1);
    BOOST_REQUIRE(written == bytes.size());
  }
  /// Everything that is there now; waits for the first byte.
  std::string read() {
    std::string all;
    char buffer[20000];
    for (;;) {
      ERR_clear_error();
      std::size_t count = 0;
      if (SSL_read_ex(ssl_, buffer, sizeof buffer, &count) == 1) {
        all.append(buffer, count);
      } else if (!all.empty() || SSL_get_error(ssl_, 0) != SSL_ERROR_WANT_READ || !wait_for(fd_, POLLIN)) {
        return all;
      }
    }
  }
  bool failed = false;

 private:
  int fd_;
  SSL* ssl_;
};

/// Both sides in turns until both are done or one has failed. @return the server's last status
inline Stream::Status shake(TlsClient& client, Stream& server) {
  bool client_done = false;
  auto status = Stream::Status::want_read;
  for (int turn = 0; turn < 1000; ++turn) {
    if (!client_done) client_done = client.handshake();
    status = server.handshake();
    if (status == Stream::Status::failed) {
      // The alert is on its way to the client.
      if (!client_done) client.handshake();
      return status;
    }
    if (client.failed) return server.handshake();
    if (client_done && status == Stream::Status::ok) return status;
  }
  return status;
}

/// Waits for the socket and reads once.
inline Stream::Moved read_some(Stream& stream, std::string& into, std::size_t most = 20000) {
  std::string buffer(most, '\0');
  for (;;) {
    const auto moved = stream.read(buffer);
    if (moved.status == Stream::Status::ok) into.append(buffer, 0, moved.bytes);
    if (moved.status != Stream::Status::want_read || !wait_for(stream.fd(), POLLIN)) return moved;
  }
}

}  // namespace atgateway::net::test
