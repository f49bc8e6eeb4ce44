#include "catalog/make_check.hpp"
#include "diag/judges.hpp"
#include "diag/vantage.hpp"
#include "diag/words.hpp"
#include "json/document.hpp"
#include "probe/clean_text.hpp"

#include <algorithm>

namespace atgateway::diag {
namespace {

constexpr std::string_view endpoint = "claim.private-endpoint";
constexpr std::string_view by_name = "claim.dns";

/// What the gateway said of how this run's own call arrived.
struct Arrived {
  std::string by;  ///< "private-link", "in-vnet", "unknown", or empty: it did not say
  std::string sni;
  std::optional<std::string> link_id;
};

Arrived read_arrival(const ServiceFacts& facts) {
  Arrived out;
  const auto* answer = facts.whoami.get();
  if (answer == nullptr || answer->status != 200) return out;
  const auto document = json::Document::parse(answer->body);
  if (!document.ok()) return out;
  const auto root = document->root();
  if (const auto by = root.find("arrived_by"); by && by->is(json::Kind::string))
    out.by = probe::clean_text(by->text(), 40);
  if (const auto id = root.find("link_id"); id && id->is(json::Kind::number)) out.link_id = std::string(id->text());
  if (const auto tls = root.find("tls")) {
    if (const auto sni = tls->find("sni"); sni && sni->is(json::Kind::string))
      out.sni = probe::clean_text(sni->text(), 253);
  }
  return out;
}

const Check* find(const std::vector<Check>& checks, std::string_view id) {
  const auto found = std::ranges::find(checks, id, &Check::id);
  return found == checks.end() ? nullptr : &*found;
}

Check judge_endpoint(const Context& context, const Arrived& arrived) {
  if (arrived.by == "private-link") {
    const auto evidence = object([&](json::Writer& out) {
      out.member("arrived_by", arrived.by);
      if (arrived.link_id) out.member("link_id", *arrived.link_id);
    });
    return catalog::pass(
        endpoint, arrived.link_id ? "Through Private Link, link id " + *arrived.link_id + "." : "Through Private Link.",
        evidence);
  }
  const auto ask = where_to_ask(context, "/v1/whoami");
  if (!context.sees_network()) {
    return catalog::skip(endpoint, SkipReason::not_visible_from_here, context.vantage.sentence, ask);
  }
  if (context.profile != Profile::databricks_ncc) {
    return catalog::skip(endpoint, SkipReason::not_applicable, "This path does not use the private endpoint.", {});
  }
  if (arrived.by == "in-vnet") {
    return catalog::warning(endpoint, "The gateway says that the call came from inside the network.",
                            "a call through the listener of Private Link", ask);
  }
  return catalog::skip(
      endpoint, SkipReason::no_data,
      "The gateway cannot tell how calls arrive: that takes PROXY protocol at both ends, or a listener with "
      "the role private-link.");
}

Check judge_by_name(const Context& context, const Arrived& arrived, const std::vector<Check>& checks) {
  if (!context.sees_network()) {
    return catalog::skip(by_name, SkipReason::not_visible_from_here, context.vantage.sentence,
                         where_to_ask(context, "/v1/whoami"));
  }
  if (context.literal || context.loopback) {
    return catalog::skip(by_name, SkipReason::not_applicable, "The target is an address, or this machine itself.");
  }
  const Check* resolves = find(checks, "dns.resolves");
  if (resolves == nullptr || resolves->status == CheckStatus::skip || resolves->status == CheckStatus::fail) {
    return follow(by_name, resolves, {});
  }
  if (arrived.by.empty())
    return catalog::skip(by_name, SkipReason::no_data, "The gateway did not say how the call arrived.");
  return catalog::pass(by_name,
                       "The gateway was found as " + (arrived.sni.empty() ? context.goal.host : arrived.sni) + ".");
}

}  // namespace

Check follow(std::string_view id, const Check* other, std::string observed) {
  if (other == nullptr) return catalog::skip(id, SkipReason::no_data, "Nothing was learnt of it.");
  if (other->status == CheckStatus::pass || other->status == CheckStatus::warn)
    return catalog::pass(id, std::move(observed));
  if (other->status != CheckStatus::skip) return catalog::blocked(id, other->id);
  if (!other->blocked_by.empty()) return catalog::blocked(id, other->blocked_by);
  return catalog::skip(id, other->reason.value_or(SkipReason::no_data), other->remediation.text,
                       other->remediation.commands);
}

Judged judge_claims(const Context& context, const ServiceFacts& facts, const std::vector<Check>& checks) {
  Judged out;
  const Check* identity = find(checks, "gateway.identity");
  const bool known =
      identity != nullptr && (identity->status == CheckStatus::pass || identity->status == CheckStatus::warn);
  if (known) {
    const auto arrived = read_arrival(facts);
    out.checks.push_back(judge_endpoint(context, arrived));
    out.checks.push_back(judge_by_name(context, arrived, checks));
  } else {
    out.checks.push_back(follow(endpoint, identity, {}));
    out.checks.push_back(follow(by_name, identity, {}));
  }
  out.checks.push_back(follow("claim.upstream", find(checks, "upstream.reachable"), "CARTO answered the gateway."));
  out.checks.push_back(follow("claim.credentials", find(checks, "token.accepted"), "CARTO took the token."));
  return out;
}

}  // namespace atgateway::diag
