// What a TlsServerContext holds; for Stream.
#pragma once

#include "net/tls.hpp"

#include <openssl/ssl.h>

#include <memory>

namespace atgateway::net {

struct FreeContext {
  void operator()(SSL_CTX* context) const noexcept { SSL_CTX_free(context); }
};

struct TlsServerContext::Impl {
  std::unique_ptr<SSL_CTX, FreeContext> context;
};

}  // namespace atgateway::net
