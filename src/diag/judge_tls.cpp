#include "catalog/make_check.hpp"
#include "diag/judges.hpp"
#include "diag/vantage.hpp"
#include "diag/words.hpp"
#include "probe/clean_text.hpp"

#include <algorithm>
#include <functional>

namespace atgateway::diag {
namespace {

using probe::TlsLook;
using Outcome = TlsLook::Outcome;

constexpr std::int64_t day = 86400;
constexpr std::int64_t early_days = 30;
constexpr int least_strength = 112;  // bits, NIST SP 800-57: RSA 2048, P-224, SHA-224

bool is_done(const TlsLook& look) noexcept { return look.outcome == Outcome::done && !look.facts.chain.empty(); }

/// What went wrong with one handshake, whose that is, and what to do.
struct Trouble {
  std::string observed, fix;
  Owner owner = Owner::gateway;
};

Trouble trouble_of(const Context& context, const TlsLook& look) {
  const std::string who = look.address.to_string();
  if (look.wants_proxy_header && !look.sent_proxy_header) {
    return {who + " answers only when the connection begins with a PROXY protocol header.",
            context.profile == Profile::databricks_ncc
                ? "Switch azure-pls-proxy-protocol on at the Service (Private Link then sends the header), or set "
                  "proxy_protocol.mode to off at the gateway."
                : "The gateway requires PROXY protocol, and a caller inside the network sends none: give in-network "
                  "callers a "
                  "listener of their own without it, or use --proxy-header here."};
  }
  if (look.wants_proxy_header) {
    return {who + " answers only without the PROXY protocol header that was sent.",
            "Leave --proxy-header away; on Private Link switch azure-pls-proxy-protocol off, or proxy_protocol on.",
            context.profile == Profile::databricks_ncc ? Owner::gateway : Owner::caller};
  }
  if (look.first_bytes_are == "proxy-v2" || look.first_bytes_are == "proxy-v1") {
    return {who + " begins by sending a PROXY protocol header itself.",
            "A proxy in front is turned the wrong way round: it must send the header to its backend, not to callers.",
            Owner::cloud_network};
  }
  if (look.first_bytes_are == "http") {
    return {who + " answers in plain HTTP.", "Serve TLS on this port (tls.mode on), or call the port that has TLS."};
  }
  switch (look.outcome) {
    case Outcome::not_tls:
      return {who + " speaks another protocol than TLS (" + look.first_bytes_are + ").",
              "Correct the port, or the Service's target port."};
    case Outcome::alert:
      if (look.alert == "unrecognized_name") {
        return {who + " has no certificate for the name " + look.server_name + " (alert unrecognized_name).",
                "Add the name to the server's certificates, or the host rule of the ingress in front."};
      }
      return {who + " refuses the handshake: alert " + probe::clean_text(look.alert, 60) + ".",
              "Look at the server's log for the reason of this alert."};
    case Outcome::closed:
      return {who + " closes the connection during the handshake" +
                  (look.sent_proxy_header ? "" : ", with or without a PROXY protocol header") + ".",
              "Look whether PROXY protocol is on at one end only, and at the server's log."};
    case Outcome::reset:
      return {
          who + " resets the connection during the handshake.",
          "Something between here and the gateway cuts it: a firewall that inspects TLS, or a backend without TLS."};
    case Outcome::timed_out:
      return {
          who + " accepts the connection and then stays silent.",
          "The backend waits for something else (a PROXY protocol header), hangs, or a device swallows large packets."};
    default:
      return {who + ": " + (look.trouble.empty() ? "the handshake fails" : look.trouble) + ".", {}};
  }
}

std::string look_evidence(const probe::TlsLooks& looks) {
  return object([&](json::Writer& out) { write(out.key("tls"), looks); });
}

std::string name_of(const net::CertificateFacts& leaf) {
  return leaf.names.empty() ? "no name at all" : as_list(leaf.names, 4);
}

Check judge_names(const Context& context, const TlsLook& look) {
  constexpr std::string_view id = "tls.name-matches";
  const auto& leaf = look.facts.chain.front();
  if (look.facts.name_matches) return catalog::pass(id, "The certificate is for " + name_of(leaf) + ".");
  std::string observed = "The certificate at " + look.address.to_string() + " is for " + name_of(leaf) + ", not for " +
                         context.goal.host + ".";
  if (look.facts.common_name_only) observed += " Only its common name would match, and nobody reads that any more.";
  return catalog::finding(id, std::move(observed), "a subjectAltName that covers " + context.goal.host,
                          {"openssl s_client -connect " + look.address.to_string() + " -servername " +
                           context.goal.host + " </dev/null | openssl x509 -noout -subject -ext subjectAltName"},
                          "{}",
                          context.profile == Profile::gateway_egress
                              ? "Correct the upstream's base URL, or have CARTO's certificate made for this name."
                              : "");
}

/// Is one missing between what was sent and a root? A leaf whose issuer is unknown may be a private authority's as
/// well: it counts as missing where the caller named the root, or the leaf comes from an authority of the public.
bool lacks_intermediate(const net::TlsFacts& facts) noexcept {
  return facts.chain_end == net::ChainEnd::leaf_of_unknown &&
         (facts.given_file.has_value() || facts.chain.front().names_issuers_place);
}

Check judge_complete(const Context&, const TlsLook& look) {
  constexpr std::string_view id = "tls.chain-complete";
  const auto& facts = look.facts;
  const auto sent = count_of(facts.chain.size(), "certificate", "certificates");
  if (lacks_intermediate(facts)) {
    return catalog::finding(id,
                            look.address.to_string() + " sends " + sent + ", and the issuer (" + facts.missing_issuer +
                                ") is neither among them nor a known authority.",
                            "every certificate from the leaf up to, not including, the root");
  }
  if (facts.chain_end == net::ChainEnd::leaf_of_unknown) {
    return catalog::skip(id, SkipReason::no_data,
                         "The issuer (" + facts.missing_issuer +
                             ") is not known here, so nobody can tell whether a certificate is "
                             "missing; --ca FILE names the root.");
  }
  return catalog::pass(id, sent + " sent" +
                               (facts.chain_end == net::ChainEnd::authority_of_unknown
                                    ? ", up to an authority that is not known here (" + facts.missing_issuer + ")."
                                    : "."));
}

Check judge_trusted(const Context& context, const TlsLook& look) {
  constexpr std::string_view id = "tls.chain-trusted";
  const auto& facts = look.facts;
  if (lacks_intermediate(facts)) return catalog::blocked(id, "tls.chain-complete");
  const bool publicly = facts.public_roots.value_or(false);
  const bool locally = facts.local_store.value_or(false);
  const bool given = facts.given_file.value_or(false);
  const std::string issuer =
      facts.chain_end == net::ChainEnd::self_signed
          ? (facts.chain.size() == 1 ? "The certificate is signed by itself" : "The chain ends at a root of its own")
          : "Its authority is " + (facts.missing_issuer.empty() ? facts.chain.back().issuer : facts.missing_issuer);
  const std::string because = facts.trust_problem.empty() ? "" : " (" + facts.trust_problem + ")";
  if (context.profile == Profile::databricks_ncc) {
    if (!facts.public_roots) {
      return catalog::skip(id, SkipReason::no_data, "This machine has no list of public authorities to judge by.",
                           {"apt-get install ca-certificates"});
    }
    if (publicly) return catalog::pass(id, "A public authority's.");
    return catalog::finding(id, issuer + ", which no public authority vouches for" + because + ".",
                            "a public authority, the only ones that serverless compute is known to trust");
  }
  if (context.only_that_ca ? given : (given || locally || publicly)) {
    return catalog::pass(id, given      ? "An authority of the given file."
                             : publicly ? "A public authority's."
                                        : "An authority that this machine trusts, and the public does not.");
  }
  Check check =
      catalog::finding(id,
                       issuer + ", which " + (context.only_that_ca ? "the upstream's `ca` file" : "this machine") +
                           " does not trust" + because + ".",
                       "an authority that callers trust");
  if (context.profile == Profile::gateway_egress) {
    check.owner = Owner::upstream;
    check.remediation.text = "Give the upstream a `ca` file with its authority in the gateway's configuration.";
  } else {
    check.remediation.text += " Where callers trust a private authority, give it here with --ca FILE.";
  }
  return check;
}

Check judge_dates(const Context& context, const TlsLook& look) {
  constexpr std::string_view id = "tls.not-expiring";
  const net::CertificateFacts* worst = &look.facts.chain.front();
  for (const auto& each : look.facts.chain) {
    if (each.not_before > context.now_s) {
      return catalog::finding(id, each.subject + " is not valid before " + as_date(each.not_before) + ".",
                              "a certificate that is valid now", {}, "{}",
                              "Check the clocks; else wait, or issue it anew.");
    }
    if (each.not_after < worst->not_after) worst = &each;
  }
  const std::int64_t left = worst->not_after - context.now_s;
  const auto evidence = object([&](json::Writer& out) {
    out.member("not_after", worst->not_after).member("seconds_left", left).member("subject", worst->subject);
  });
  const std::string until = worst->subject + ": " + as_date(worst->not_after);
  if (left < 0) {
    return catalog::finding(
        id, until + ", expired " + count_of(static_cast<std::size_t>(-left / day), "day", "days") + " ago.",
        "a certificate that is valid now", {}, evidence);
  }
  const auto days = static_cast<std::size_t>(left / day);
  if (left < early_days * day) {
    return catalog::warning(id, until + ", " + count_of(days, "day", "days") + " left.", "30 days or more left", {},
                            evidence);
  }
  return catalog::pass(id, "Until " + as_date(worst->not_after) + ", " + std::to_string(days) + " days left.",
                       evidence);
}

Check judge_version(const Context&, const TlsLook& look) {
  constexpr std::string_view id = "tls.version";
  const auto& facts = look.facts;
  std::vector<std::string> weak;
  if (facts.version != "TLSv1.3" && facts.version != "TLSv1.2") weak.push_back(facts.version + " is spoken");
  for (const auto& each : facts.chain) {
    if (each.key_strength > 0 && each.key_strength < least_strength) {
      weak.push_back(each.subject + " has a key of " + each.key);
    }
    // Nobody looks at the signature under a root.
    if (!each.self_signed && each.signature_strength > 0 && each.signature_strength < least_strength) {
      weak.push_back(each.subject + " is signed with " + each.signature);
    }
  }
  const std::string seen = facts.version + ", " + facts.chain.front().key;
  if (weak.empty()) return catalog::pass(id, seen);
  return catalog::finding(id, as_list(weak, 3) + ".", "TLS 1.2 or 1.3; keys and signatures of today");
}

using Judge = Check (*)(const Context&, const TlsLook&);

/// Rank of a check's outcome: of several addresses the worst is told.
int badness(const Check& check) noexcept {
  switch (check.status) {
    case CheckStatus::fail:
      return 3;
    case CheckStatus::warn:
      return 2;
    case CheckStatus::skip:
      return 1;
    default:
      return 0;
  }
}

Check worst_of(const Context& context, const probe::TlsLooks& looks, Judge judge) {
  std::optional<Check> worst;
  for (const auto& look : looks.looks) {
    if (!is_done(look)) continue;
    Check check = judge(context, look);
    if (!worst || badness(check) > badness(*worst)) worst = std::move(check);
  }
  return std::move(*worst);
}

std::optional<Check> judge_handshake(const Context& context, const probe::TlsLooks& facts) {
  constexpr std::string_view id = "tls.handshake";
  const TlsLook* done = nullptr;
  const TlsLook* broken = nullptr;
  bool cut = false;
  for (const auto& look : facts.looks) {
    if (is_done(look)) {
      if (done == nullptr) done = &look;
    } else if (look.outcome == Outcome::cut) {
      cut = true;
    } else if (look.outcome != Outcome::not_connected && broken == nullptr) {
      broken = &look;
    }
  }
  if (broken == nullptr && done == nullptr) return std::nullopt;
  if (broken == nullptr && !cut) {
    return catalog::pass(id, done->facts.version + ", " + done->facts.cipher, look_evidence(facts));
  }
  if (broken == nullptr) return std::nullopt;
  const auto trouble = trouble_of(context, *broken);
  Check check = catalog::finding(id, trouble.observed, "a completed handshake with every address", {},
                                 look_evidence(facts), trouble.fix);
  check.owner = context.profile == Profile::gateway_egress ? Owner::upstream : trouble.owner;
  return check;
}

}  // namespace

Judged judge_tls(const Context& context, const Fact<probe::TlsLooks>& fact) {
  if (!context.goal.tls) {
    Judged out;
    for (const auto id : ids_of(context, Layer::tls)) {
      out.checks.push_back(catalog::skip(id, SkipReason::not_applicable, "This upstream is spoken to without TLS."));
    }
    return out;
  }
  if (!fact.crash.empty()) return crashed(context, Layer::tls, fact.crash);
  const auto* facts = fact.get();
  auto handshake = facts == nullptr ? std::nullopt : judge_handshake(context, *facts);
  if (!handshake) return block(context, Layer::tls, "deadline");
  handshake->duration_us = facts->duration_us;
  if (handshake->status == CheckStatus::fail) {
    Judged out = block(context, Layer::tls, handshake->id);
    *std::ranges::find(out.checks, handshake->id, &Check::id) = std::move(*handshake);
    return out;
  }
  Judged out;
  out.checks.push_back(std::move(*handshake));
  for (const Judge judge : {judge_names, judge_trusted, judge_complete, judge_dates, judge_version}) {
    out.checks.push_back(worst_of(context, *facts, judge));
    if (context.profile == Profile::gateway_egress) out.checks.back().owner = Owner::upstream;
  }
  return out;
}

}  // namespace atgateway::diag
