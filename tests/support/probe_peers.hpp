// Peers on loopback as a probe meets them: ports where nobody listens or nobody answers, and TLS servers of every kind.
#pragma once

#include "net/address.hpp"
#include "support/certificate_zoo.hpp"
#include "support/raw_server.hpp"
#include "support/raw_tls.hpp"

#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace atgateway::test_support {

inline net::SocketAddress peer_at(const std::string& ip, std::uint16_t port) {
  return *net::SocketAddress::parse_ip(ip, port);
}
inline net::SocketAddress local_peer(std::uint16_t port) { return peer_at("127.0.0.1", port); }

/// A port on which nobody listens, held so that nobody can.
class HeldPort {
 public:
  HeldPort() : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const auto any = local_peer(0);
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    if (::bind(fd_, any.data(), any.size()) != 0 ||
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&bound), &size) != 0) {
      throw std::runtime_error("no port to hold");
    }
    address_ = net::SocketAddress::from(reinterpret_cast<sockaddr*>(&bound));
  }
  ~HeldPort() { ::close(fd_); }
  HeldPort(const HeldPort&) = delete;
  HeldPort& operator=(const HeldPort&) = delete;
  [[nodiscard]] const net::SocketAddress& address() const noexcept { return address_; }

 protected:
  int fd_;
  net::SocketAddress address_;
};

/// A port that answers nothing, not even SYN: its queue has room for one, and is full.
class SilentPort : public HeldPort {
 public:
  SilentPort() : first_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    if (::listen(fd_, 0) != 0 || ::connect(first_, address_.data(), address_.size()) != 0) {
      throw std::runtime_error("no port to be silent on");
    }
  }
  ~SilentPort() { ::close(first_); }
  SilentPort(const SilentPort&) = delete;
  SilentPort& operator=(const SilentPort&) = delete;

 private:
  int first_;
};

using ChangeOfTls = std::function<void(SSL_CTX*)>;

/// A TLS server that sends this animal of the zoo, under no rules but those that `change` makes. It may expect a PROXY
/// v2 header of 16 bytes first, and ends connections that begin otherwise.
inline RawServer::Options tls_serving(const std::string& animal, const ChangeOfTls& change = {},
                                      bool wants_proxy_header = false, const char* address = "127.0.0.1") {
  const auto& zoo = CertificateZoo::get();
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_min_proto_version(context.get(), TLS1_VERSION);
  if (SSL_CTX_use_certificate_chain_file(context.get(), zoo.pem(animal).c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), zoo.key(animal).c_str(), SSL_FILETYPE_PEM) != 1) {
    throw std::runtime_error("cannot read the certificate " + animal);
  }
  if (change) change(context.get());
  RawServer::Options options;
  options.address = address;
  options.channel = [context, wants_proxy_header](int fd) -> std::unique_ptr<Channel> {
    if (wants_proxy_header) {
      char first[16];
      if (::recv(fd, first, sizeof first, MSG_WAITALL) != sizeof first || first[0] != '\r') return nullptr;
    }
    auto channel = std::make_unique<TlsChannel>(context.get(), fd);
    if (!channel->accept()) return nullptr;
    return channel;
  };
  return options;
}

/// A server that waits for the first bytes, says its own, and then ends the connection or keeps silent.
inline RawServer::Options greeting(std::string bytes, bool ends = true) {
  RawServer::Options options;
  options.on_accept = [bytes = std::move(bytes), ends](RawServer::Peer& peer) {
    peer.wait_for_peer();
    char first[16384];  // what is closed with unread bytes is reset
    static_cast<void>(::recv(peer.fd(), first, sizeof first, 0));
    peer.send(bytes);
    if (ends) peer.close();
  };
  return options;
}

}  // namespace atgateway::test_support
