#include "net/chain_judgement.hpp"

#include "net/address.hpp"

#include <openssl/err.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <climits>
#include <memory>

namespace atgateway::net {
namespace {

struct Free {
  void operator()(X509_STORE_CTX* context) const noexcept { X509_STORE_CTX_free(context); }
  void operator()(STACK_OF(X509) * owned) const noexcept { sk_X509_pop_free(owned, X509_free); }
};
struct FreeShell {
  void operator()(STACK_OF(X509) * borrowed) const noexcept { sk_X509_free(borrowed); }
};
using ContextHandle = std::unique_ptr<X509_STORE_CTX, Free>;
using Sent = std::vector<X509*>;

bool has_signed(X509* issuer, X509* certificate) noexcept {
  return X509_check_issued(issuer, certificate) == X509_V_OK && X509_verify(certificate, X509_get0_pubkey(issuer)) == 1;
}

/// Does the store hold the root that signed this certificate?
bool knows_root(X509_STORE* store, X509* certificate) noexcept {
  const ContextHandle context(store != nullptr ? X509_STORE_CTX_new() : nullptr);
  if (!context || X509_STORE_CTX_init(context.get(), store, certificate, nullptr) != 1) return false;
  const std::unique_ptr<STACK_OF(X509), Free> found(
      X509_STORE_CTX_get1_certs(context.get(), X509_get_issuer_name(certificate)));
  for (int i = 0; found && i < sk_X509_num(found.get()); ++i) {
    X509* const root = sk_X509_value(found.get(), i);
    // An intermediate in a store is no help to callers who do not have it.
    if (X509_self_signed(root, 0) == 1 && has_signed(root, certificate)) return true;
  }
  return false;
}

struct Trust {
  bool trusted = false;
  int reached = -1;  ///< how far up it came; whoever found a root and had other objections came furthest
  std::string problem;
};

/// The dates of what was sent stand in the facts for themselves. A root of the store that expired is seen nowhere else.
extern "C" int atgateway_forgive_dates(int ok, X509_STORE_CTX* context) noexcept {
  const int error = X509_STORE_CTX_get_error(context);
  if (ok == 1 || (error != X509_V_ERR_CERT_HAS_EXPIRED && error != X509_V_ERR_CERT_NOT_YET_VALID)) return ok;
  const X509* const current = X509_STORE_CTX_get_current_cert(context);
  const auto& sent = *static_cast<const Sent*>(X509_STORE_CTX_get_app_data(context));
  return std::any_of(sent.begin(), sent.end(), [&](const X509* one) { return X509_cmp(one, current) == 0; }) ? 1 : 0;
}

Trust ask(X509_STORE* store, const Sent& sent) {
  Trust trust;
  const std::unique_ptr<STACK_OF(X509), FreeShell> others(sk_X509_new_null());
  const ContextHandle context(X509_STORE_CTX_new());
  if (!others || !context) return trust;
  for (X509* const certificate : sent) sk_X509_push(others.get(), certificate);
  if (X509_STORE_CTX_init(context.get(), store, sent.front(), others.get()) != 1) return trust;
  X509_STORE_CTX_set_default(context.get(), "ssl_server");
  X509_VERIFY_PARAM_set_auth_level(X509_STORE_CTX_get0_param(context.get()), 0);
  Sent copy = sent;
  X509_STORE_CTX_set_app_data(context.get(), &copy);
  X509_STORE_CTX_set_verify_cb(context.get(), atgateway_forgive_dates);
  trust.trusted = X509_verify_cert(context.get()) == 1;
  if (trust.trusted) return trust;
  const int error = X509_STORE_CTX_get_error(context.get());
  const bool rootless =
      error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY || error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
      error == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE || error == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT ||
      error == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN;
  trust.reached = rootless ? X509_STORE_CTX_get_error_depth(context.get()) : INT_MAX;
  trust.problem = X509_verify_cert_error_string(error);
  return trust;
}

void follow(const Sent& sent, const TrustStores& stores, X509_STORE* given, TlsFacts& facts) {
  Sent left(sent.begin() + 1, sent.end());
  X509* current = sent.front();
  for (;;) {
    facts.chain_complete = true;
    if (X509_self_signed(current, 1) == 1) {
      facts.chain_end = ChainEnd::self_signed;
      return;
    }
    if (knows_root(stores.public_roots.get(), current) || knows_root(stores.local.get(), current) ||
        knows_root(given, current)) {
      facts.chain_end = ChainEnd::known_root;
      return;
    }
    facts.chain_complete = false;
    const auto next = std::find_if(left.begin(), left.end(), [&](X509* one) { return has_signed(one, current); });
    if (next == left.end()) break;
    current = *next;
    left.erase(next);
  }
  facts.chain_end = current == sent.front() ? ChainEnd::leaf_of_unknown : ChainEnd::authority_of_unknown;
  facts.missing_issuer = certificate_facts(current).issuer;
}

}  // namespace

void judge_name(X509* leaf, const std::string& host, TlsFacts& facts) {
  constexpr unsigned int whole_labels = X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
  if (host.empty()) return;
  if (SocketAddress::parse_ip(host, 0).ok()) {
    facts.name_matches = X509_check_ip_asc(leaf, host.c_str(), 0) == 1;
  } else {
    facts.name_matches = X509_check_host(leaf, host.data(), host.size(),
                                         whole_labels | X509_CHECK_FLAG_NEVER_CHECK_SUBJECT, nullptr) == 1;
  }
  facts.common_name_only = X509_get_ext_by_NID(leaf, NID_subject_alt_name, -1) < 0 &&
                           X509_check_host(leaf, host.data(), host.size(),
                                           whole_labels | X509_CHECK_FLAG_ALWAYS_CHECK_SUBJECT, nullptr) == 1;
  ERR_clear_error();
}

void judge_chain(const std::vector<X509*>& sent, const TrustStores& stores, X509_STORE* given, TlsFacts& facts) {
  follow(sent, stores, given, facts);
  Trust best;
  const auto note = [&](X509_STORE* store, std::optional<bool>& into) {
    if (store == nullptr) return;
    Trust trust = ask(store, sent);
    into = trust.trusted;
    if (!trust.trusted && (best.problem.empty() || trust.reached > best.reached)) best = std::move(trust);
  };
  note(stores.public_roots.get(), facts.public_roots);
  note(stores.local.get(), facts.local_store);
  note(given, facts.given_file);
  facts.trust_problem = best.problem;
  ERR_clear_error();
}

}  // namespace atgateway::net
