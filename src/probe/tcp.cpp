#include "probe/tcp.hpp"

#include "probe/clean_text.hpp"
#include "probe/dial.hpp"
#include "probe/timing.hpp"
#include "probe/waiting.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>

#include <algorithm>

namespace atgateway::probe {
namespace {

using Outcome = TcpAttempt::Outcome;

constexpr std::size_t most_addresses = 64;
constexpr unsigned most_failures = 3;
constexpr milliseconds least_watch{20}, most_watch{200};

/// One address on its way through its samples.
class Run {
 public:
  Run(TcpAttempt& attempt, unsigned samples, milliseconds patience) noexcept
      : attempt_(attempt), left_(samples), patience_(patience) {}

  void begin() {
    --left_;
    state_ = State::connecting;
    dialling_ = begin_dialling(attempt_.address);
    until_ = dialling_.begun + patience_;
    if (dialling_.error != 0) decide(dialling_.begun);
  }
  [[nodiscard]] bool done() const noexcept { return state_ == State::done; }
  [[nodiscard]] TimePoint until() const noexcept { return until_; }
  [[nodiscard]] pollfd wanted() const noexcept {
    return {dialling_.socket.get(), static_cast<short>(state_ == State::connecting ? POLLOUT : 0), 0};
  }
  void ready(TimePoint now) {
    if (state_ == State::connecting) {
      decide(now);
    } else {
      unwatch();
    }
  }
  void expire() {
    if (state_ == State::connecting) {
      fail(Outcome::timed_out, silence(patience_));
    } else {
      next();
    }
  }

 private:
  enum class State : std::uint8_t { connecting, watching, done };

  void decide(TimePoint now) {
    DialEnd end = end_dialling(dialling_);
    if (end.outcome != Outcome::connected) return fail(end.outcome, std::move(end.trouble));
    attempt_.outcome = Outcome::connected;
    const bool first = attempt_.times_us.empty();
    const auto took = now - dialling_.begun;
    attempt_.times_us.push_back(std::chrono::duration_cast<std::chrono::microseconds>(took).count());
    tcp_info info{};
    socklen_t size = sizeof info;
    if (getsockopt(dialling_.socket.get(), IPPROTO_TCP, TCP_INFO, &info, &size) == 0 && info.tcpi_rtt > 0) {
      attempt_.rtt_us = info.tcpi_rtt;
    }
    if (!first) return next();
    // Load balancers and proxies may accept for a backend that they then do not find.
    state_ = State::watching;
    until_ = now + std::clamp<Clock::duration>(2 * took, least_watch, most_watch);
  }

  void unwatch() {
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(dialling_.socket.get(), SOL_SOCKET, SO_ERROR, &error, &size);
    if (error == 0 && peer_end(dialling_.socket.get()) != PeerEnd::reset) return next();
    attempt_.outcome = Outcome::reset;
    const auto later = microseconds_since(dialling_.begun) - attempt_.times_us.back();
    attempt_.trouble = "reset " + std::to_string(later) + " us after it was made";
    finish();
  }

  void fail(Outcome outcome, std::string trouble) {
    attempt_.trouble = std::move(trouble);
    if (attempt_.times_us.empty()) {
      attempt_.outcome = outcome;
      return finish();
    }
    if (++attempt_.failures == most_failures) return finish();
    next();
  }

  void next() {
    if (left_ == 0) return finish();
    begin();
  }

  void finish() {
    dialling_.socket = Socket();
    state_ = State::done;
  }

  TcpAttempt& attempt_;
  unsigned left_;
  milliseconds patience_;
  State state_ = State::connecting;
  Dialling dialling_;
  TimePoint until_{};
};

/// One turn: waits, then moves on whoever can. @return whether anybody is left
bool turn(std::vector<Run>& runs, Waiting& waiting) {
  std::vector<pollfd> wanted;
  std::vector<Run*> waiters;
  TimePoint soonest = TimePoint::max();
  for (Run& run : runs) {
    if (run.done()) continue;
    wanted.push_back(run.wanted());
    waiters.push_back(&run);
    soonest = std::min(soonest, run.until());
  }
  if (waiters.empty()) return false;
  static_cast<void>(waiting.wait(wanted, Deadline(soonest)));
  if (waiting.over()) return false;
  // Whoever was decided in time counts as such, however late we come to look.
  static_cast<void>(poll(wanted.data(), wanted.size(), 0));
  const TimePoint now = Clock::now();
  for (std::size_t i = 0; i < waiters.size(); ++i) {
    if (wanted[i].revents != 0) {
      waiters[i]->ready(now);
    } else if (now >= waiters[i]->until()) {
      waiters[i]->expire();
    }
  }
  return true;
}

void write(json::Writer& out, const TcpAttempt& attempt) {
  out.begin_object();
  out.member("address", attempt.address.to_string());
  out.member("outcome", to_text(attempt.outcome));
  if (!attempt.trouble.empty()) out.member("trouble", clean_text(attempt.trouble));
  write_spread(out, "time", attempt.times_us);
  if (attempt.rtt_us) out.member("rtt_us", *attempt.rtt_us);
  if (attempt.failures > 0) out.member("failures", attempt.failures);
  out.end_object();
}

}  // namespace

TcpAttempts try_addresses(const std::vector<net::SocketAddress>& addresses, unsigned samples, milliseconds patience,
                          const Scope& scope) {
  const TimePoint begun = Clock::now();
  TcpAttempts all;
  all.attempts.resize(std::min(addresses.size(), most_addresses));
  all.not_tried = addresses.size() - all.attempts.size();
  for (std::size_t i = 0; i < all.attempts.size(); ++i) all.attempts[i].address = addresses[i];
  Waiting waiting(scope);
  if (!waiting.over()) {
    std::vector<Run> runs;
    runs.reserve(all.attempts.size());
    for (TcpAttempt& attempt : all.attempts) runs.emplace_back(attempt, std::max(samples, 1U), patience).begin();
    while (turn(runs, waiting)) {
    }
  }
  all.duration_us = microseconds_since(begun);
  return all;
}

void write(json::Writer& out, const TcpAttempts& attempts) {
  out.begin_object().key("attempts").begin_array();
  for (const TcpAttempt& attempt : attempts.attempts) write(out, attempt);
  out.end_array();
  if (attempts.not_tried > 0) out.member("not_tried", attempts.not_tried);
  out.member("duration_us", attempts.duration_us);
  out.end_object();
}

std::string_view to_text(TcpAttempt::Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::connected:
      return "connected";
    case Outcome::refused:
      return "refused";
    case Outcome::timed_out:
      return "timed-out";
    case Outcome::reset:
      return "reset";
    case Outcome::unreachable:
      return "unreachable";
    case Outcome::forbidden:
      return "forbidden";
    case Outcome::failed:
      return "failed";
    case Outcome::cut:
      return "cut";
  }
  return "cut";
}

}  // namespace atgateway::probe
