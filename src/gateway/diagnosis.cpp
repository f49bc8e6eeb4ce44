#include "gateway/diagnosis.hpp"

#include "net/quiet_thread.hpp"

#include <algorithm>
#include <utility>

namespace atgateway::gateway {

Diagnosis::~Diagnosis() {
  going_.request_stop();
  std::optional<std::thread> last;
  {
    const std::lock_guard lock(mutex_);
    gone_ = true;
    last = std::move(thread_);
  }
  if (last && last->joinable()) last->join();
}

bool Diagnosis::may_start(TimePoint now) {
  if (running_ || gone_) return false;
  if (!refilled_) refilled_ = now;
  const auto earned = (now - *refilled_) / interval;
  if (earned > 0) {
    tokens_ = static_cast<unsigned>(std::min<long long>(burst, static_cast<long long>(tokens_) + earned));
    *refilled_ += earned * interval;
  }
  if (tokens_ == 0) return false;
  --tokens_;
  return true;
}

bool Diagnosis::start(TimePoint now, Look look) {
  const std::lock_guard lock(mutex_);
  if (!may_start(now)) return false;
  if (thread_ && thread_->joinable()) thread_->join();  // its look is over: it only hands on
  thread_ = net::make_quiet_thread("atg-diagnose", [this, look = std::move(look), stop = going_.get_token()]() mutable {
    HandOn hand_on = look(stop);
    {
      const std::lock_guard over(mutex_);
      running_ = false;
    }
    hand_on();
  });
  running_ = thread_.has_value();
  return running_;
}

}  // namespace atgateway::gateway
