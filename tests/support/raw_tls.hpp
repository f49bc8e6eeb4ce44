// TLS for RawServer: blocking, over OpenSSL, with one certificate.
#pragma once

#include "support/raw_server.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <memory>
#include <stdexcept>
#include <string>

namespace atgateway::test_support {

class TlsChannel : public Channel {
 public:
  TlsChannel(SSL_CTX* context, int fd) : ssl_(SSL_new(context)) { SSL_set_fd(ssl_, fd); }
  ~TlsChannel() override {
    if (!rude_) SSL_shutdown(ssl_);
    SSL_free(ssl_);
    ERR_clear_error();
  }
  bool accept() { return SSL_accept(ssl_) == 1 || (rude_ = true, false); }
  bool write(std::string_view bytes) override {
    return bytes.empty() || SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0 || (rude_ = true, false);
  }
  long read(char* into, std::size_t size) override {
    const int got = SSL_read(ssl_, into, static_cast<int>(size));
    if (got <= 0 && SSL_get_error(ssl_, got) != SSL_ERROR_ZERO_RETURN) rude_ = true;
    return got;
  }
  void say_no_goodbye() override { rude_ = true; }

 private:
  SSL* ssl_;
  bool rude_ = false;  // no close_notify: the connection is broken already
};

/// `certificate` and `key` are PEM files.
inline ChannelMaker tls_channel(const std::string& certificate, const std::string& key) {
  const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
  if (SSL_CTX_use_certificate_chain_file(context.get(), certificate.c_str()) != 1 ||
      SSL_CTX_use_PrivateKey_file(context.get(), key.c_str(), SSL_FILETYPE_PEM) != 1) {
    throw std::runtime_error("cannot read the test certificate " + certificate);
  }
  return [context](int fd) -> std::unique_ptr<Channel> {
    auto channel = std::make_unique<TlsChannel>(context.get(), fd);
    if (!channel->accept()) return nullptr;
    return channel;
  };
}

inline RawServer::Options tls_options(const std::string& certificate, const std::string& key) {
  RawServer::Options options;
  options.channel = tls_channel(certificate, key);
  return options;
}

}  // namespace atgateway::test_support
