#include "catalog/make_check.hpp"
#include "diag/http_words.hpp"
#include "diag/identity.hpp"
#include "diag/judges.hpp"
#include "probe/clean_text.hpp"

namespace atgateway::diag {
namespace {

using Outcome = probe::HttpAnswer::Outcome;

Check judge_identity(const probe::HttpAnswer& page) {
  constexpr std::string_view id = "gateway.identity";
  const auto server = page.headers.find("server");
  const auto version = gateway_version(page);
  const std::string named = server ? "Server: " + probe::clean_text(*server, 80) : "no Server header";
  Check check;
  if (is_gateway(page)) {
    check = catalog::pass(id,
                          version.empty() ? "A gateway, which keeps its version to itself (" + problem_code(page) + ")."
                                          : "atgateway " + version,
                          http_evidence(page));
  } else if (!version.empty()) {
    check =
        catalog::warning(id, "It is atgateway " + version + ", behind something that says " + named + ".",
                         "Server: atgateway", {}, http_evidence(page),
                         "A proxy stands in front and rewrites replies; see that it neither retries nor redirects.");
  } else {
    check = catalog::finding(id, no_answer(page) + ", " + named + ".",
                             "Server: atgateway, and a gateway's /openapi.json", {}, http_evidence(page));
  }
  check.duration_us = page.duration_us;
  return check;
}

Check judge_ready(const probe::HttpAnswer& answer) {
  constexpr std::string_view id = "gateway.ready";
  Check check;
  if (answer.outcome == Outcome::answered && answer.status == 200) {
    check = catalog::pass(id, "Ready.", http_evidence(answer));
  } else {
    check = catalog::finding(id, no_answer(answer) + ".", "GET /readyz: status 200", {}, http_evidence(answer));
  }
  check.duration_us = answer.duration_us;
  return check;
}

}  // namespace

Judged judge_gateway(const Context& context, const ServiceFacts& facts) {
  for (const auto* fact : {&facts.openapi, &facts.ready}) {
    if (!fact->crash.empty()) return crashed(context, Layer::gateway, fact->crash);
    if (fact->get() == nullptr || fact->get()->outcome == Outcome::cut)
      return block(context, Layer::gateway, "deadline");
  }
  Judged out;
  out.checks.push_back(judge_identity(*facts.openapi.get()));
  if (out.checks.back().status == CheckStatus::fail) {
    out.blocks = "gateway.identity";
    out.checks.push_back(catalog::blocked("gateway.ready", out.blocks));
    return out;
  }
  out.checks.push_back(judge_ready(*facts.ready.get()));
  if (out.checks.back().status == CheckStatus::fail) out.blocks = "gateway.ready";
  return out;
}

}  // namespace atgateway::diag
