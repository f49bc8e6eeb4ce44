#include "upstream/breaker.hpp"

#include <algorithm>
#include <chrono>

namespace atgateway::upstream {
namespace {

// All probes are out: nobody knows when one comes back, and asking in a circle would be worse than a pause.
constexpr milliseconds while_probing{100};

}  // namespace

Breaker::Breaker(const BreakerConfig& config) : config_(config), failures_(config.window), goods_(config.window) {}

void Breaker::configure(const BreakerConfig& config) {
  const std::scoped_lock lock(mutex_);
  config_ = config;
  failures_.set_window(config.window);
  goods_.set_window(config.window);
}

Breaker::Answer Breaker::ask(TimePoint now) {
  const std::scoped_lock lock(mutex_);
  settle(now);
  if (state_ == State::closed) return Answer::go;
  if (!may_probe(state_)) return Answer::wait;
  ++out_;
  ++of_this_;
  return Answer::probe;
}

void Breaker::succeeded(Answer asked, TimePoint now) {
  const std::scoped_lock lock(mutex_);
  settle(now);
  if (state_ == State::closed && asked == Answer::go) goods_.add(now);
  // Only a probe of this half-open time tells that the upstream is well again.
  if (asked != Answer::probe || !take_back_probe()) return;
  if (++successes_ < config_.probes) return;
  state_ = State::closed;
  failures_.clear();
  goods_.clear();
}

void Breaker::failed(Answer asked, TimePoint now) {
  const std::scoped_lock lock(mutex_);
  settle(now);
  const bool decides = asked == Answer::probe && take_back_probe();
  if (decides) {
    open(now);
  } else if (state_ == State::closed && asked != Answer::wait) {
    failures_.add(now);
    const auto failures = failures_.sum(now);
    if (failures >= config_.failures && failures >= goods_.sum(now)) open(now);
  }
}

void Breaker::unused(Answer asked, TimePoint now) {
  const std::scoped_lock lock(mutex_);
  settle(now);
  if (asked == Answer::probe) take_back_probe();
}

Breaker::State Breaker::state(TimePoint now) const {
  const std::scoped_lock lock(mutex_);
  return state_at(now);
}

milliseconds Breaker::wait(TimePoint now) const {
  const std::scoped_lock lock(mutex_);
  const auto state = state_at(now);
  if (state == State::closed || may_probe(state)) return milliseconds(0);
  if (state == State::half_open) return while_probing;
  return std::chrono::ceil<milliseconds>(opened_ + config_.open - now);
}

Breaker::State Breaker::state_at(TimePoint now) const {
  return state_ == State::open && now >= opened_ + config_.open ? State::half_open : state_;
}

bool Breaker::may_probe(State state) const { return state == State::half_open && out_ < std::max(config_.probes, 1U); }

void Breaker::settle(TimePoint now) {
  const auto state = state_at(now);
  if (state == state_) return;
  state_ = state;
  of_this_ = 0;
  successes_ = 0;
}

/// A report does not say when its probe was sent: the ones of an earlier half-open time are taken to come first.
/// @return whether it is one of this half-open time
bool Breaker::take_back_probe() {
  const bool earlier = out_ > of_this_;
  if (out_ > 0) --out_;
  if (state_ != State::half_open || earlier) {
    of_this_ = std::min(of_this_, out_);
    return false;
  }
  if (of_this_ > 0) --of_this_;
  return true;
}

void Breaker::open(TimePoint now) {
  state_ = State::open;
  opened_ = now;
  failures_.clear();
  goods_.clear();
}

}  // namespace atgateway::upstream
