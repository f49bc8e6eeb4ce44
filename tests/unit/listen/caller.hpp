// A downstream on a blocking socket, plain or TLS, that can misbehave. Every wait ends after ten seconds.
#pragma once

#include "net/address.hpp"

#include <boost/test/unit_test.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace atgateway::listen::test {

struct SeenReply {
  int status = 0;
  std::string head;  // with the empty line
  std::string body;

  [[nodiscard]] std::string field(std::string_view name) const {
    const auto same = [](char a, char b) { return std::tolower(a) == std::tolower(b); };
    const std::string wanted = "\r\n" + std::string(name) + ": ";
    const auto at = std::search(head.begin(), head.end(), wanted.begin(), wanted.end(), same);
    if (at == head.end()) return {};
    const auto begin = static_cast<std::size_t>(at - head.begin()) + wanted.size();
    return head.substr(begin, head.find("\r\n", begin) - begin);
  }
};

class Caller {
 public:
  struct Options {
    bool tls = false;
    int receive_buffer = 0;  // bytes; 0 = the system's choice
    int send_buffer = 0;
    std::string certificate, key;  // of a client certificate
    bool handshake = true;
  };

  explicit Caller(const std::string& address) : Caller(address, Options{}) {}
  Caller(const std::string& address, const Options& options) {
    const auto parsed = net::SocketAddress::parse(address);
    if (!parsed) throw std::runtime_error("not an address: " + address);
    fd_ = ::socket(parsed->family(), SOCK_STREAM | SOCK_CLOEXEC, 0);
    const int one = 1;
    ::setsockopt(fd_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (options.send_buffer != 0) {
      ::setsockopt(fd_, SOL_SOCKET, SO_SNDBUF, &options.send_buffer, sizeof options.send_buffer);
    }
    if (options.receive_buffer != 0) {
      ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &options.receive_buffer, sizeof options.receive_buffer);
    }
    const timeval patience = {10, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (::connect(fd_, parsed->data(), parsed->size()) != 0) throw std::runtime_error("cannot connect");
    if (options.tls) start_tls(options);
  }
  ~Caller() { close(); }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  [[nodiscard]] int fd() const { return fd_; }
  [[nodiscard]] SSL* ssl() const { return ssl_.get(); }

  /// False when the connection does not take it.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const long sent = ssl_ ? SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()))
                             : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  /// The next reply, or nothing when the connection ends before it is whole.
  std::optional<SeenReply> reply() {
    SeenReply seen;
    std::size_t end;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!fill()) return std::nullopt;
    }
    seen.head = buffer_.substr(0, end + 4);
    buffer_.erase(0, end + 4);
    seen.status = std::atoi(seen.head.c_str() + 9);
    const auto length = static_cast<std::size_t>(std::atoll(seen.field("Content-Length").c_str()));
    while (buffer_.size() < length) {
      if (!fill()) return std::nullopt;
    }
    seen.body = buffer_.substr(0, length);
    buffer_.erase(0, length);
    return seen;
  }
  std::optional<SeenReply> ask(std::string_view request) {
    send(request);
    return reply();
  }

  /// Has the other side ended in order, with nothing more to read?
  bool ended() {
    while (fill()) {
    }
    return buffer_.empty() && orderly_;
  }
  /// Is it still open, with nothing to read, after a little while?
  bool still_open(int milliseconds = 50) {
    pollfd poll = {fd_, POLLIN | POLLRDHUP, 0};
    return buffer_.empty() && ::poll(&poll, 1, milliseconds) == 0;
  }

  void finish_sending() {
    if (ssl_) {
      SSL_shutdown(ssl_.get());
    }
    ::shutdown(fd_, SHUT_WR);
  }
  void reset() {
    const linger now = {1, 0};
    ::setsockopt(fd_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close();
  }
  void close() {
    ssl_.reset();
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  void start_tls(const Options& options) {
    context_.reset(SSL_CTX_new(TLS_client_method()));
    SSL_CTX_set_verify(context_.get(), SSL_VERIFY_NONE, nullptr);
    if (!options.certificate.empty()) {
      SSL_CTX_use_certificate_chain_file(context_.get(), options.certificate.c_str());
      SSL_CTX_use_PrivateKey_file(context_.get(), options.key.c_str(), SSL_FILETYPE_PEM);
    }
    ssl_.reset(SSL_new(context_.get()));
    SSL_set_tlsext_host_name(ssl_.get(), "localhost");
    SSL_set_fd(ssl_.get(), fd_);
    if (options.handshake && SSL_connect(ssl_.get()) != 1) throw std::runtime_error("TLS handshake failed");
  }

  bool fill() {
    char bytes[16384];
    long got = 0;
    if (ssl_) {
      got = SSL_read(ssl_.get(), bytes, sizeof bytes);
      if (got <= 0) orderly_ = SSL_get_error(ssl_.get(), static_cast<int>(got)) == SSL_ERROR_ZERO_RETURN;
    } else {
      got = ::recv(fd_, bytes, sizeof bytes, 0);
      orderly_ = got == 0;
    }
    if (got <= 0) return false;
    buffer_.append(bytes, static_cast<std::size_t>(got));
    return true;
  }

  struct Free {
    void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
    void operator()(SSL* ssl) const { SSL_free(ssl); }
  };
  int fd_ = -1;
  std::unique_ptr<SSL_CTX, Free> context_;
  std::unique_ptr<SSL, Free> ssl_;
  std::string buffer_;
  bool orderly_ = false;
};

}  // namespace atgateway::listen::test
