// Whom a chain of certificates is for, where it leads, and who trusts it.
#pragma once

#include "net/tls_inspection.hpp"
#include "net/trust_stores.hpp"

#include <openssl/x509.h>

#include <string>
#include <vector>

namespace atgateway::net {

/// Sets `name_matches` and `common_name_only`. `host` is a name or an IP literal.
void judge_name(X509* leaf, const std::string& host, TlsFacts& facts);

/// Sets what says where the chain leads and who trusts it. `sent` is not empty; `given` may be null.
void judge_chain(const std::vector<X509*>& sent, const TrustStores& stores, X509_STORE* given, TlsFacts& facts);

}  // namespace atgateway::net
