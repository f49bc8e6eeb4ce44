// TLS looks as JSON.
#include "probe/clean_text.hpp"
#include "probe/timing.hpp"
#include "probe/tls.hpp"

#include <array>
#include <ctime>

namespace atgateway::probe {
namespace {

/// "2026-11-23T09:00:00Z"
std::string moment(std::int64_t seconds) {
  const auto at = static_cast<std::time_t>(seconds);
  std::tm parts{};
  std::array<char, 64> text{};
  if (gmtime_r(&at, &parts) == nullptr) return "?";
  return {text.data(), std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts)};
}

void member_if_any(json::Writer& out, std::string_view name, const std::string& text) {
  if (!text.empty()) out.member(name, clean_text(text));
}

void member_if_known(json::Writer& out, std::string_view name, const std::optional<bool>& value) {
  if (value) out.member(name, *value);
}

std::string_view to_text(net::ChainEnd end) noexcept {
  switch (end) {
    case net::ChainEnd::none:
      return "none";
    case net::ChainEnd::known_root:
      return "known-root";
    case net::ChainEnd::self_signed:
      return "self-signed";
    case net::ChainEnd::leaf_of_unknown:
      return "leaf-of-unknown";
    case net::ChainEnd::authority_of_unknown:
      return "authority-of-unknown";
  }
  return "none";
}

void write(json::Writer& out, const net::CertificateFacts& certificate, std::size_t most_names) {
  out.begin_object();
  out.member("subject", clean_text(certificate.subject));
  out.member("issuer", clean_text(certificate.issuer));
  if (certificate.name_count > 0) {
    out.key("names").begin_array();
    for (std::size_t i = 0; i < certificate.names.size() && i < most_names; ++i) {
      out.string(clean_text(certificate.names[i]));
    }
    out.end_array();
    out.member("name_count", certificate.name_count);
  }
  out.member("not_before", moment(certificate.not_before));
  out.member("not_after", moment(certificate.not_after));
  out.member("key", clean_text(certificate.key));
  out.member("signature", clean_text(certificate.signature));
  out.member("sha256", certificate.sha256);
  out.member("self_signed", certificate.self_signed);
  out.member("is_ca", certificate.is_ca);
  out.end_object();
}

void write(json::Writer& out, const net::TlsFacts& facts) {
  constexpr std::size_t most_leaf_names = 100, most_authority_names = 5;
  member_if_any(out, "version", facts.version);
  member_if_any(out, "cipher", facts.cipher);
  member_if_any(out, "alpn", facts.alpn);
  if (!facts.version.empty()) {
    out.member("resumable", facts.resumable);
    out.member("client_certificate_asked", facts.client_certificate_asked);
  }
  if (facts.chain.empty()) return;
  out.member("name_matches", facts.name_matches);
  out.member("common_name_only", facts.common_name_only);
  out.member("chain_complete", facts.chain_complete);
  out.member("chain_end", to_text(facts.chain_end));
  member_if_any(out, "missing_issuer", facts.missing_issuer);
  member_if_known(out, "trusted_by_public_roots", facts.public_roots);
  member_if_known(out, "trusted_by_local_store", facts.local_store);
  member_if_known(out, "trusted_by_given_file", facts.given_file);
  member_if_any(out, "trust_problem", facts.trust_problem);
  out.key("chain").begin_array();
  for (const auto& certificate : facts.chain) {
    write(out, certificate, &certificate == &facts.chain.front() ? most_leaf_names : most_authority_names);
  }
  out.end_array();
  out.member("chain_size", facts.chain_size);
}

void write(json::Writer& out, const TlsLook& look) {
  out.begin_object();
  out.member("address", look.address.to_string());
  if (!look.server_name.empty()) out.member("server_name", clean_text(look.server_name));
  out.member("outcome", to_text(look.outcome));
  member_if_any(out, "alert", look.alert);
  member_if_any(out, "first_bytes_are", look.first_bytes_are);
  member_if_any(out, "trouble", look.trouble);
  out.member("sent_proxy_header", look.sent_proxy_header);
  if (look.wants_proxy_header) out.member("works_with_proxy_header", !look.sent_proxy_header);
  write_spread(out, "time", look.times_us);
  if (look.failures > 0) out.member("failures", look.failures);
  write(out, look.facts);
  out.end_object();
}

}  // namespace

void write(json::Writer& out, const TlsLooks& looks) {
  out.begin_object().key("looks").begin_array();
  for (const TlsLook& look : looks.looks) write(out, look);
  out.end_array();
  if (looks.not_tried > 0) out.member("not_tried", looks.not_tried);
  out.member("duration_us", looks.duration_us);
  out.end_object();
}

std::string_view to_text(TlsLook::Outcome outcome) noexcept {
  using Outcome = TlsLook::Outcome;
  switch (outcome) {
    case Outcome::done:
      return "done";
    case Outcome::not_connected:
      return "not-connected";
    case Outcome::alert:
      return "alert";
    case Outcome::not_tls:
      return "not-tls";
    case Outcome::closed:
      return "closed";
    case Outcome::reset:
      return "reset";
    case Outcome::timed_out:
      return "timed-out";
    case Outcome::failed:
      return "failed";
    case Outcome::cut:
      return "cut";
  }
  return "cut";
}

}  // namespace atgateway::probe
