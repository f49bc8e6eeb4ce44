#include "catalog/make_check.hpp"
#include "diag/http_words.hpp"
#include "diag/judges.hpp"
#include "diag/words.hpp"
#include "probe/clean_text.hpp"

namespace atgateway::diag {

using Outcome = probe::HttpAnswer::Outcome;

std::string no_answer(const probe::HttpAnswer& answer) {
  std::string asked = answer.method + " " + answer.path + ": ";
  switch (answer.outcome) {
    case Outcome::answered:
      return asked + "status " + std::to_string(answer.status);
    case Outcome::not_connected:
      return asked + "no connection could be made" + (answer.trouble.empty() ? "" : " (" + answer.trouble + ")");
    case Outcome::tls_failed:
      return asked + (answer.trouble.empty() ? "the handshake failed" : answer.trouble);
    case Outcome::closed:
      return asked + "the connection was closed before a reply came";
    case Outcome::reset:
      return asked + "the connection was reset before a reply came";
    case Outcome::timed_out:
      return asked + "no reply" + (answer.trouble.empty() ? "" : " (" + answer.trouble + ")");
    case Outcome::not_http:
      return asked + "what came back is not HTTP" + (answer.trouble.empty() ? "" : " (" + answer.trouble + ")");
    case Outcome::cut:
      return asked + "time was up";
  }
  return asked;
}

std::string http_evidence(const probe::HttpAnswer& answer) {
  return object([&](json::Writer& out) { write(out.key("http"), answer); });
}

Judged judge_http_answer(const Context& context, const Fact<probe::HttpAnswer>& fact) {
  if (!fact.crash.empty()) return crashed(context, Layer::http, fact.crash);
  const auto* answer = fact.get();
  if (answer == nullptr || answer->outcome == Outcome::cut) return block(context, Layer::http, "deadline");
  Judged out;
  const auto evidence = http_evidence(*answer);
  const bool sick = answer->outcome != Outcome::answered || answer->status >= 500;
  Check responds =
      sick ? catalog::finding("http.responds", no_answer(*answer) + ".", "an HTTP reply below 500", {}, evidence)
           : catalog::pass("http.responds", no_answer(*answer), evidence);
  if (context.profile == Profile::gateway_egress) responds.owner = Owner::upstream;
  responds.duration_us = answer->duration_us;
  out.checks.push_back(std::move(responds));
  if (sick) {
    out.checks.push_back(catalog::blocked("http.no-redirect", "http.responds"));
    out.blocks = "http.responds";
    return out;
  }
  if (answer->status < 300 || answer->status >= 400 || answer->status == 304) {
    out.checks.push_back(catalog::pass("http.no-redirect", "Status " + std::to_string(answer->status) + "."));
    return out;
  }
  const auto location = answer->headers.find("location");
  Check redirect = catalog::finding(
      "http.no-redirect",
      no_answer(*answer) + (location ? ", to " + probe::clean_text(*location, 200) : std::string(", to nowhere")) + ".",
      "an answer on the called URL", {}, evidence);
  if (context.profile == Profile::gateway_egress) redirect.owner = Owner::upstream;
  out.blocks = redirect.id;
  out.checks.push_back(std::move(redirect));
  return out;
}

Judged judge_http(const Context& context, const ServiceFacts& facts) {
  return judge_http_answer(context, facts.health);
}

Judged judge_egress_http(const Context& context, const ServiceFacts& facts, const std::string& trust) {
  const auto* answer = facts.quota.get();
  const bool kept_at_home = answer != nullptr && answer->outcome == Outcome::tls_failed && context.token != nullptr;
  if (kept_at_home && !trust.empty()) return block(context, Layer::http, trust);
  return judge_http_answer(context, facts.quota);
}

}  // namespace atgateway::diag
