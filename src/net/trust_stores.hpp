// The authorities that a certificate may lead to, as three separate stores.
#pragma once

#include <atgateway/result.hpp>

#include <openssl/x509.h>

#include <memory>
#include <string>

namespace atgateway::net {

struct FreeStore {
  void operator()(X509_STORE* store) const noexcept { X509_STORE_free(store); }
};
using StoreHandle = std::unique_ptr<X509_STORE, FreeStore>;

/// What this machine has. OpenSSL locks a store by itself: many threads may use one.
struct TrustStores {
  StoreHandle public_roots;  ///< null where nobody keeps them apart from local additions
  StoreHandle local;         ///< what OpenSSL's programs on this machine trust
};

/// Debian's package ca-certificates keeps Mozilla's authorities here; what an administrator adds is elsewhere.
inline constexpr const char* public_roots_folder = "/usr/share/ca-certificates/mozilla";

/// Reads files, some 10 ms of it.
[[nodiscard]] std::shared_ptr<const TrustStores> read_trust_stores(const std::string& roots = public_roots_folder);

/// The same, once for all that use it at the same time; whoever comes after the last of them reads anew.
[[nodiscard]] std::shared_ptr<const TrustStores> shared_trust_stores();

/// The authorities of a PEM file.  @return `Errc::tls_setup_failed` with why not
[[nodiscard]] Result<StoreHandle> read_trust_file(const std::string& file);

}  // namespace atgateway::net
