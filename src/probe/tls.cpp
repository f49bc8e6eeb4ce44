#include "probe/tls.hpp"

#include "net/quiet_thread.hpp"
#include "probe/dial.hpp"
#include "probe/tls_handshake.hpp"
#include "probe/waiting.hpp"

#include <algorithm>
#include <exception>
#include <thread>
#include <utility>

namespace atgateway::probe {
namespace {

using Outcome = TlsLook::Outcome;

constexpr std::size_t most_addresses = 8;
constexpr unsigned most_failures = 3;

/// Could a PROXY header, or its absence, be what the server minds?
bool worth_the_other_way(const Handshake& first, bool had_header) noexcept {
  switch (first.outcome) {
    case Outcome::done:
    case Outcome::not_connected:
    case Outcome::cut:
      return false;
    case Outcome::closed:
    case Outcome::reset:
    case Outcome::timed_out:
      return had_header || !first.heard_anything;
    default:
      return had_header;
  }
}

bool speaks_tls(const Handshake& handshake) noexcept {
  return handshake.outcome == Outcome::done || handshake.outcome == Outcome::alert;
}

void take_more_samples(TlsLook& look, const TlsQuestion& question, Waiting& waiting) {
  for (unsigned sample = 1; sample < question.samples && look.failures < most_failures; ++sample) {
    Handshake next = shake_hands(look.address, question, look.sent_proxy_header, FactsWanted::no, waiting);
    if (next.outcome == Outcome::cut) return;
    if (next.outcome == Outcome::done) {
      look.times_us.push_back(next.took_us);
      continue;
    }
    ++look.failures;
    look.trouble = std::string(to_text(next.outcome));
    if (!next.alert.empty()) look.trouble += ": " + next.alert;
    if (!next.trouble.empty()) look.trouble += ": " + next.trouble;
  }
}

void look_at(TlsLook& look, const TlsQuestion& question, const Scope& scope) {
  Waiting waiting(scope);
  Handshake first = shake_hands(look.address, question, look.sent_proxy_header, FactsWanted::yes, waiting);
  look.outcome = first.outcome;
  look.alert = std::move(first.alert);
  look.first_bytes_are = std::move(first.first_bytes_are);
  look.trouble = std::move(first.trouble);
  look.facts = std::move(first.facts);
  if (look.outcome == Outcome::done) {
    look.times_us.push_back(first.took_us);
    take_more_samples(look, question, waiting);
  } else if (worth_the_other_way(first, look.sent_proxy_header) && !waiting.over()) {
    Handshake second = shake_hands(look.address, question, !look.sent_proxy_header, FactsWanted::yes, waiting);
    look.wants_proxy_header =
        second.outcome == Outcome::done || (second.outcome == Outcome::alert && !speaks_tls(first));
    if (look.wants_proxy_header) look.facts = std::move(second.facts);
  }
}

/// What a thread may throw ends the process: so a look that cannot be made is one that failed.
void look_at_safely(TlsLook& look, const TlsQuestion& question, const Scope& scope) noexcept {
  try {
    look_at(look, question, scope);
  } catch (const std::exception&) {
    look.outcome = Outcome::failed;
    look.trouble = "no memory";  // short enough to need none
  }
}

struct Threads {
  Threads() = default;
  Threads(const Threads&) = delete;
  Threads& operator=(const Threads&) = delete;
  ~Threads() { join(); }
  void join() {
    for (std::thread& thread : all) thread.join();
    all.clear();
  }
  std::vector<std::thread> all;
};

}  // namespace

TlsLooks look_at_tls(const TlsQuestion& question, const Scope& scope) {
  const TimePoint begun = Clock::now();
  TlsLooks all;
  all.looks.resize(std::min(question.addresses.size(), most_addresses));
  all.not_tried = question.addresses.size() - all.looks.size();
  const bool literal = net::SocketAddress::parse_ip(question.host, 0).ok();
  for (std::size_t i = 0; i < all.looks.size(); ++i) {
    all.looks[i].address = question.addresses[i];
    all.looks[i].sent_proxy_header = question.proxy_header;
    if (!literal) all.looks[i].server_name = question.host;
  }
  Threads threads;
  threads.all.reserve(all.looks.size());
  for (TlsLook& look : all.looks) {
    const auto task = [&look, &question, &scope] { look_at_safely(look, question, scope); };
    std::optional<std::thread> thread;
    if (&look != &all.looks.back()) thread = net::make_quiet_thread("atg-tls-look", task);
    if (thread) {
      threads.all.push_back(std::move(*thread));
    } else {
      task();  // the last one; and whichever the system refuses a thread
    }
  }
  threads.join();
  all.duration_us = microseconds_since(begun);
  return all;
}

}  // namespace atgateway::probe
