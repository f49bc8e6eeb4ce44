#include "base/digest.hpp"
#include "catalog/make_check.hpp"
#include "diag/http_words.hpp"
#include "diag/identity.hpp"
#include "diag/judges.hpp"
#include "diag/vantage.hpp"
#include "diag/words.hpp"
#include "json/document.hpp"
#include "probe/clean_text.hpp"

#include <atgateway/error.hpp>

#include <algorithm>
#include <array>

namespace atgateway::diag {
namespace {

using Outcome = probe::HttpAnswer::Outcome;

constexpr std::string_view reachable = "upstream.reachable";
constexpr std::string_view accepted = "token.accepted";

/// What one quota call came to: a stable code of the gateway, or "ok".
std::string code_of(const probe::HttpAnswer& answer) {
  if (auto code = problem_code(answer); !code.empty()) return code;
  if (answer.status != 200) return {};
  const auto document = json::Document::parse(answer.body);
  const auto result = document.ok() ? document->root().find("result") : std::nullopt;
  const auto status = result ? result->find("status") : std::nullopt;
  if (!status) return {};
  if (status->text() == "ok") return "ok";
  const auto error = result->find("error");
  const auto code = error ? error->find("code") : std::nullopt;
  if (!code || !errc_from_slug(code->text())) return {};
  return std::string(code->text());
}

/// The gateway's own words for what failed: those of a problem document, or of the row's error.
std::string words_of(const probe::HttpAnswer& answer) {
  const auto document = json::Document::parse(answer.body);
  if (!document.ok()) return {};
  auto words = document->root().find("detail");
  if (const auto result = document->root().find("result")) {
    const auto error = result->find("error");
    words = error ? error->find("message") : std::nullopt;
  }
  return words && words->is(json::Kind::string) ? probe::clean_text(words->text(), 300) : std::string();
}

/// Reasons for which no `ca` file would make the certificate acceptable. OpenSSL's words, see
/// X509_verify_cert_error_string.
bool blames_certificate(std::string_view words) noexcept {
  constexpr std::array<std::string_view, 4> reasons{"mismatch", "expired", "not yet valid", "does not match"};
  return std::ranges::any_of(reasons, [&](auto reason) { return words.find(reason) != std::string_view::npos; });
}

std::string quota_evidence(const Context& context, const probe::HttpAnswer& answer, std::string_view code) {
  return object([&](json::Writer& out) {
    if (!code.empty()) out.member("code", code);
    if (context.token != nullptr) {
      out.key("token").begin_object();
      out.member("sha256", base::hex(base::sha256(context.token->reveal()), 4)).member("length", context.token->size());
      out.end_object();
    }
    write(out.key("http"), answer);
  });
}

/// The two checks of one call, before anything is put into them.
struct Pair {
  Check upstream, token;

  [[nodiscard]] Judged judged(std::int64_t took_us) && {
    upstream.duration_us = token.duration_us = took_us;
    Judged out;
    if (upstream.status == CheckStatus::fail) out.blocks = upstream.id;
    if (out.blocks.empty() && token.status == CheckStatus::fail) out.blocks = token.id;
    out.checks.push_back(std::move(upstream));
    out.checks.push_back(std::move(token));
    return out;
  }
};

Check not_asked() {
  return catalog::skip(accepted, SkipReason::not_asked,
                       "No token was given; ATGATEWAY_TOKEN or --token-file gives one.");
}

Check undecided(std::string_view id, std::string why) { return catalog::skip(id, SkipReason::no_data, std::move(why)); }

/// What CARTO says of the token, as a row code.
Check judge_token_code(const Context& context, std::string_view code, const std::string& evidence) {
  const auto bad = [&](std::string observed, std::string fix = {}) {
    return catalog::finding(accepted, std::move(observed), "CARTO takes the token", {}, evidence, std::move(fix));
  };
  if (code == "ok") {
    return context.token == nullptr ? not_asked() : catalog::pass(accepted, "CARTO takes the token.", evidence);
  }
  if (code == "upstream-unauthorized") {
    return bad("CARTO does not know the token (401): it has expired, was revoked, or belongs to another CARTO.");
  }
  if (code == "upstream-forbidden") return bad("CARTO knows the token, and does not let it use LDS (403).");
  if (code == "upstream-quota-exceeded") {
    return bad("CARTO says that the quota is used up (429).", "Wait for the next period, or have the quota raised.");
  }
  return undecided(accepted, "CARTO limits the rate just now; ask again.");
}

bool speaks_of_token(std::string_view code) noexcept {
  constexpr std::array<std::string_view, 5> codes{"ok", "upstream-unauthorized", "upstream-forbidden",
                                                  "upstream-quota-exceeded", "upstream-rate-limited"};
  return std::ranges::find(codes, code) != codes.end();
}

/// Codes with which the gateway says that its own way to CARTO failed; who can mend that.
struct WayOut {
  std::string_view code, observed, fix;
  Owner owner;
};
constexpr std::array ways_out{
    WayOut{"upstream-resolve-failed", "The gateway cannot resolve CARTO's name.",
           "Let the pod reach the cluster's DNS (a NetworkPolicy may stop port 53), or correct the upstream's name.",
           Owner::cluster},
    WayOut{"upstream-connect-refused", "CARTO's address refuses the gateway's connection.",
           "See that CARTO's service runs, and that the upstream's port is right.", Owner::upstream},
    WayOut{"upstream-connect-timeout", "The gateway's connections to CARTO stay unanswered.",
           "Let the pod's egress reach CARTO: a NetworkPolicy or a firewall stands in the way.", Owner::cluster},
    WayOut{"upstream-tls-failed", "The gateway does not trust CARTO's certificate, or cannot shake hands with it.",
           "Give the upstream a `ca` file with its authority, or have CARTO's certificate mended.", Owner::gateway},
    WayOut{"upstream-timeout", "CARTO does not answer the gateway in time.", "Look at CARTO's own health.",
           Owner::upstream},
    WayOut{"upstream-outcome-unknown", "CARTO's connection broke before its answer came.",
           "Look at CARTO's own health.", Owner::upstream},
    WayOut{"upstream-error", "CARTO answers the gateway with an error of its own (5xx).", "Look at CARTO's own health.",
           Owner::upstream},
    WayOut{"upstream-bad-reply", "What answers the gateway is not CARTO's API.",
           "Correct the upstream's base URL; a proxy's page may answer in CARTO's place.", Owner::gateway},
    WayOut{"upstream-rejected", "CARTO does not know the call (4xx): the base URL may be wrong.",
           "Correct the upstream's base URL: it ends where /v3/lds begins.", Owner::gateway},
    WayOut{"upstream-unavailable", "The gateway has stopped calling CARTO for a while, because its calls failed.",
           "Look at CARTO's own health and at the gateway's /status; it tries again by itself.", Owner::upstream},
};

Judged judge_code(const Context& context, const probe::HttpAnswer& answer, std::string_view code) {
  const auto evidence = quota_evidence(context, answer, code);
  if (speaks_of_token(code)) {
    return Pair{catalog::pass(reachable, "CARTO answers the gateway.", evidence),
                judge_token_code(context, code, evidence)}
        .judged(answer.duration_us);
  }
  if (const auto way = std::ranges::find(ways_out, code, &WayOut::code); way != ways_out.end()) {
    const auto words = words_of(answer);
    Check check = catalog::finding(reachable, std::string(way->observed) + (words.empty() ? "" : " It says: " + words),
                                   "CARTO answers the gateway's quota call", {}, evidence, std::string(way->fix));
    check.owner = way->owner;
    if (code == "upstream-resolve-failed" && words.find("not known") != std::string::npos) {
      check.owner = Owner::gateway;
      check.remediation.text = "DNS answers, and has no such name: correct the upstream's base URL, or add the name.";
    }
    if (code == "upstream-tls-failed" && blames_certificate(words)) {
      check.owner = Owner::upstream;
      check.remediation.text = "Have CARTO's certificate mended, or correct the upstream's base URL.";
    }
    return Pair{std::move(check), catalog::blocked(accepted, reachable)}.judged(answer.duration_us);
  }
  if (code == "upstream-not-allowed") {
    Check check =
        catalog::finding(reachable, "The gateway has no upstream with this base URL, or none that is the default.",
                         "a base URL of the gateway's configuration", {"atgateway config explain --config FILE"},
                         evidence, "Give the API base URL exactly as the gateway's configuration has it.");
    check.owner = Owner::caller;
    return Pair{std::move(check), catalog::blocked(accepted, reachable)}.judged(answer.duration_us);
  }
  if (code == "token-missing") {
    Check check = catalog::skip(reachable, SkipReason::not_asked,
                                "Without a token the gateway calls nobody; its own view needs none.",
                                {"curl -sS " + context.target + "/v1/diagnose"});
    return Pair{std::move(check), not_asked()}.judged(answer.duration_us);
  }
  if (answer.outcome == Outcome::timed_out) {
    Check check = catalog::finding(
        reachable,
        "The gateway answers by itself, and its call to CARTO does not come back: " + no_answer(answer) + ".",
        "CARTO answers the gateway's quota call", {"curl -sS " + context.target + "/v1/diagnose"}, evidence,
        "Ask the gateway's own view: it says which hop of its way to CARTO is silent.");
    return Pair{std::move(check), catalog::blocked(accepted, reachable)}.judged(answer.duration_us);
  }
  const std::string why =
      "The gateway did not make the call: " + (code.empty() ? no_answer(answer) : std::string(code)) + ".";
  return Pair{undecided(reachable, why), context.token == nullptr ? not_asked() : undecided(accepted, why)}.judged(
      answer.duration_us);
}

Judged both_blocked(const std::string& by) {
  Judged out;
  out.checks.push_back(catalog::blocked(reachable, by));
  out.checks.push_back(catalog::blocked(accepted, by));
  out.blocks = by;
  return out;
}

Judged both_crashed(const Context& context, const std::string& what) {
  Judged out = crashed(context, Layer::upstream, what);
  out.checks.push_back(catalog::blocked(accepted, reachable));
  return out;
}

/// A token was to go along, and the handshake could not be believed.
Judged not_sent(const std::string& trust) {
  if (!trust.empty()) return both_blocked(trust);
  constexpr std::string_view why =
      "The token was not sent, because this machine cannot verify the certificate; --ca FILE names its authority.";
  return Pair{undecided(reachable, std::string(why)), undecided(accepted, std::string(why))}.judged(0);
}

}  // namespace

Judged judge_quota(const Context& context, const ServiceFacts& facts, const std::string& trust) {
  if (!facts.quota.crash.empty()) return both_crashed(context, facts.quota.crash);
  const auto* answer = facts.quota.get();
  if (answer == nullptr || answer->outcome == Outcome::cut) return both_blocked("deadline");
  if (answer->outcome == Outcome::tls_failed && context.token != nullptr) return not_sent(trust);
  return judge_code(context, *answer, answer->outcome == Outcome::answered ? code_of(*answer) : std::string());
}

Judged judge_egress_quota(const Context& context, const ServiceFacts& facts, const std::string& trust) {
  if (!facts.quota.crash.empty()) return both_crashed(context, facts.quota.crash);
  const auto* answer = facts.quota.get();
  if (answer == nullptr || answer->outcome == Outcome::cut) return both_blocked("deadline");
  if (answer->outcome == Outcome::tls_failed && context.token != nullptr) return not_sent(trust);
  const auto evidence = quota_evidence(context, *answer, {});
  const bool names_quota =
      answer->body.find("quota") != std::string::npos || answer->body.find("Quota") != std::string::npos;
  const std::string_view code = answer->status == 200   ? "ok"
                                : answer->status == 401 ? "upstream-unauthorized"
                                : answer->status == 403 ? "upstream-forbidden"
                                : answer->status == 429
                                    ? (names_quota ? "upstream-quota-exceeded" : "upstream-rate-limited")
                                    : "";
  if (code.empty()) {
    Check check =
        catalog::finding(reachable, no_answer(*answer) + ".", "CARTO's LDS statistics, or its refusal of a token", {},
                         evidence, "Correct the base URL: it ends where /v3/lds begins.");
    check.owner = Owner::gateway;
    return Pair{std::move(check), catalog::blocked(accepted, reachable)}.judged(answer->duration_us);
  }
  Check token = context.token == nullptr ? not_asked() : judge_token_code(context, code, evidence);
  return Pair{catalog::pass(reachable, no_answer(*answer) + ".", evidence), std::move(token)}.judged(
      answer->duration_us);
}

}  // namespace atgateway::diag
