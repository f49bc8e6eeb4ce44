#include "net/remembered_name.hpp"

#include <algorithm>
#include <utility>

namespace atgateway::net {

RememberedName::Judgement RememberedName::judge(TimePoint now, const AnswerTimes& times) const {
  const bool failing = error_ && now - failed_at_ < times.failure;
  const bool hanging = asked_at_ && now - *asked_at_ >= times.patience;
  const auto age = now - answered_at_;
  Judgement judgement;
  if (answer_ && !distrusted_ && age < times.refresh) {
    judgement.use = answer_;
    return judgement;
  }
  judgement.ask = !asked_at_ && !failing;
  // A name in steady use never waits: its refresh runs while the old answer serves.
  const auto beside_refresh = std::min(2 * times.refresh, std::max(times.refresh, times.stale));
  if (answer_ && !distrusted_ && age < beside_refresh) judgement.use = answer_;
  if (!judgement.use && (failing || hanging)) judgement.use = fallback(now, times);
  if (!judgement.use && failing) judgement.error = error_;
  return judgement;
}

RememberedName::Answer RememberedName::fallback(TimePoint now, const AnswerTimes& times) const {
  return answer_ && now - answered_at_ < std::max(times.refresh, times.stale) ? answer_ : nullptr;
}

void RememberedName::answered(TimePoint now, Answer answer) {
  asked_at_.reset();
  error_.reset();
  distrusted_ = false;
  answer_ = std::move(answer);
  answered_at_ = now;
}

void RememberedName::failed(TimePoint now, Error error) {
  asked_at_.reset();
  error_ = std::move(error);
  failed_at_ = now;
}

void RememberedName::distrust(TimePoint now, const AnswerTimes& times) {
  // A dead upstream is tried often: that must not turn into a lookup for every try.
  if (answer_ && now - answered_at_ >= times.failure) distrusted_ = true;
}

}  // namespace atgateway::net
