#include "report/phases.hpp"

#include "report/outline.hpp"

#include <algorithm>

namespace atgateway::report {
namespace {

constexpr std::size_t most_attempts = 16, most_read = 256;

std::int64_t took(const Check* check) {
  return check == nullptr ? -1 : std::clamp<std::int64_t>(check->duration_us, -1, 86'400'000'000);
}

void mark_failed(Attempt& attempt, std::string word) {
  attempt.failed = true;
  attempt.word = std::move(word);
}

/// Puts the one that counts first, then what failed. With no success the phase took as long as its check.
void settle(Phase& phase, const Check* check) {
  auto& all = phase.attempts;
  const auto good = std::ranges::find(all, false, &Attempt::failed);
  if (good != all.end()) {
    std::rotate(all.begin(), good, good + 1);
  } else if (!all.empty() && all.front().took_us <= 0) {
    all.front().took_us = took(check);
  }
  if (all.size() > 1)
    std::stable_sort(all.begin() + 1, all.end(), [](const auto& a, const auto& b) { return a.failed && !b.failed; });
  if (all.size() > most_attempts) {
    phase.more += all.size() - most_attempts;
    all.resize(most_attempts);
  }
}

std::string unless_empty(const std::string& text, std::string_view otherwise) {
  return text.empty() ? std::string(otherwise) : text;
}

/// What a nameserver's two questions, A and AAAA, come to: the slower one, and bad when neither has an address.
void add_reply(std::vector<Attempt>& all, json::Value reply, std::int64_t patience_us) {
  Attempt now{text(reply, "server"), {}, false, -1, times(reply, "time")};
  now.took_us = now.times.median;
  const auto outcome = text(reply, "outcome"), rcode = text(reply, "rcode");
  if (outcome != "answered") {
    mark_failed(now, unless_empty(outcome, "?"));
    // All were asked at once, so silence lasted as long as the whole.
    if (outcome == "timed-out") now.took_us = patience_us;
  } else if (member(reply, "addresses").size() == 0) {
    mark_failed(now, is_true(reply, "chain_loops") ? "aliases in a circle"
                     : rcode == "NOERROR"          ? "no address"
                                                   : unless_empty(rcode, "?"));
  }
  const auto before = std::ranges::find(all, now.what, &Attempt::what);
  if (before == all.end()) {
    all.push_back(std::move(now));
    return;
  }
  const bool tells_more = before->failed && (!now.failed || before->word == "no address");
  if (tells_more) {
    before->failed = now.failed;
    before->word = now.word;
  }
  if (now.took_us > before->took_us) {
    before->took_us = now.took_us;
    before->times = now.times;
  }
}

Phase dns_phase(const Report& report) {
  Phase phase{"DNS", {}, {}, 0, 0};
  const auto* check = check_of(report, "dns.resolves");
  const auto document = evidence_of(check);
  std::vector<Attempt> servers;
  std::size_t read = 0;
  for (const auto reply : member(document.root(), "nameservers").elements()) {
    if (++read > most_read) break;
    if (reply.is(json::Kind::object)) add_reply(servers, reply, took(check));
  }
  if (const auto system = member(document.root(), "system");
      system.is(json::Kind::object) && !is_true(system, "literal")) {
    Attempt own{
        is_true(system, "from_hosts_file") ? "hosts file" : "system's resolver", {}, false, -1, times(system, "time")};
    own.took_us = own.times.median;
    if (member(system, "addresses").size() == 0) {
      const bool finished = is_true(system, "finished");
      mark_failed(own, finished ? "no address" : "no answer");
    }
    // Where nameservers were asked instead of the system, its failure says nothing of the path.
    const bool asked_instead = own.failed && check->status != CheckStatus::fail;
    if (!asked_instead) phase.attempts.push_back(std::move(own));
  }
  std::ranges::move(servers, std::back_inserter(phase.attempts));
  settle(phase, check);
  return phase;
}

Phase tcp_phase(const Report& report) {
  Phase phase{"TCP", {}, {}, 0, 0};
  const auto* check = check_of(report, "tcp.connects");
  const auto document = evidence_of(check);
  const auto attempts = member(member(document.root(), "tcp"), "attempts");
  for (const auto each : attempts.elements()) {
    if (phase.attempts.size() == most_read) break;
    if (!each.is(json::Kind::object)) continue;
    Attempt attempt{text(each, "address"), {}, false, -1, times(each, "time")};
    attempt.took_us = attempt.times.median;
    if (const auto outcome = text(each, "outcome"); outcome != "connected") {
      mark_failed(attempt, unless_empty(outcome, "?"));
      if (outcome == "timed-out") attempt.took_us = took(check);
    } else if (const auto lost = whole(each, "failures", 1000); lost > 0) {
      attempt.word = std::to_string(lost) + " lost";
    }
    phase.attempts.push_back(std::move(attempt));
  }
  phase.more = attempts.size() - std::min(attempts.size(), most_read);
  settle(phase, check);
  return phase;
}

Phase tls_phase(const Report& report) {
  Phase phase{"TLS", {}, {}, 0, 0};
  const auto* check = check_of(report, "tls.handshake");
  const auto document = evidence_of(check);
  for (const auto each : member(member(document.root(), "tls"), "looks").elements()) {
    if (phase.attempts.size() == most_read) break;
    const auto outcome = text(each, "outcome");
    // That no connection could be made is told above.
    if (!each.is(json::Kind::object) || outcome == "not-connected") continue;
    Attempt attempt{text(each, "address"), {}, false, -1, times(each, "time")};
    attempt.took_us = attempt.times.median;
    if (outcome != "done") {
      const auto alert = text(each, "alert");
      mark_failed(attempt, alert.empty() ? unless_empty(outcome, "?") : "alert " + alert);
    } else if (const auto lost = whole(each, "failures", 1000); lost > 0) {
      attempt.word = std::to_string(lost) + " lost";
    }
    phase.attempts.push_back(std::move(attempt));
  }
  settle(phase, check);
  return phase;
}

/// One call, from its request to the first byte of the answer.
Phase call_phase(const Report& report, std::string_view name, std::string_view id) {
  Phase phase{name, {}, {}, 0, 0};
  const auto* check = check_of(report, id);
  const auto document = evidence_of(check);
  const auto http = member(document.root(), "http");
  if (!http.is(json::Kind::object)) return phase;
  const auto parts = member(http, "phases");
  Attempt attempt{(id == "upstream.reachable" ? "" : text(http, "method") + " ") + text(http, "path"),
                  {},
                  false,
                  -1,
                  times(parts, "first_byte")};
  attempt.took_us = attempt.times.median;
  const auto status = whole(http, "status", 999);
  if (status > 0) attempt.what += " → " + std::to_string(status);
  if (attempt.took_us < 0) {
    const auto all = microseconds(http, "duration_us");
    const auto before = std::max<std::int64_t>(0, times(parts, "connect").median) +
                        std::max<std::int64_t>(0, times(parts, "tls").median);
    if (all >= before) attempt.took_us = all - before;
  }
  if (check->status == CheckStatus::fail) {
    const auto code = text(document.root(), "code"), outcome = text(http, "outcome");
    mark_failed(attempt, !code.empty()           ? code
                         : outcome == "answered" ? "status " + std::to_string(status)
                                                 : unless_empty(outcome, "?"));
  }
  phase.attempts.push_back(std::move(attempt));
  return phase;
}

}  // namespace

std::vector<Phase> phases_of(const Report& report) {
  const bool egress = report.profile == Profile::gateway_egress;
  constexpr std::string_view ids[] = {"dns.resolves", "tcp.connects", "tls.handshake", "http.responds",
                                      "upstream.reachable"};
  std::vector<Phase> all{dns_phase(report), tcp_phase(report), tls_phase(report),
                         call_phase(report, egress ? "CARTO" : "HTTP", ids[3])};
  // On the gateway's own way out that is the same call.
  if (!egress) all.push_back(call_phase(report, "Gateway → CARTO", ids[4]));
  const auto tells_something = [](const Phase& phase) {
    return std::ranges::any_of(phase.attempts, [](const auto& each) { return each.failed || each.took_us >= 0; });
  };
  if (std::ranges::none_of(all, tells_something)) return {};
  std::int64_t at = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto& phase = all[i];
    if (phase.attempts.empty()) {
      const auto* check = check_of(report, ids[i]);
      phase.absent = check == nullptr                     ? "not looked at"
                     : check->status == CheckStatus::skip ? why_skipped(*check)
                                                          : "no data";
    }
    phase.starts_us = at;
    // Two calls on a connection each: neither waits for the other.
    if (i < 3) at = phase.ends_us();
  }
  return all;
}

}  // namespace atgateway::report
