// What is known about one name, and what may be done with it at a given time. No threads, no clock.
#pragma once

#include "net/system_resolver.hpp"

#include <memory>
#include <optional>

namespace atgateway::net {

/// The times by which an answer ages; see `ResolverOptions`.
struct AnswerTimes {
  std::chrono::milliseconds refresh, stale, patience, failure;
};

class RememberedName {
 public:
  using Answer = std::shared_ptr<const AddressList>;

  struct Judgement {
    Answer use;                  ///< good enough now
    std::optional<Error> error;  ///< failed a moment ago, and nothing else is there to use
    bool ask = false;            ///< start a lookup, whatever else is said
  };

  [[nodiscard]] Judgement judge(TimePoint now, const AnswerTimes& times) const;
  /// What serves when the lookup fails or hangs.
  [[nodiscard]] Answer fallback(TimePoint now, const AnswerTimes& times) const;

  void asked(TimePoint now) { asked_at_ = now; }
  void answered(TimePoint now, Answer answer);
  void failed(TimePoint now, Error error);
  void distrust(TimePoint now, const AnswerTimes& times);
  [[nodiscard]] bool in_flight() const noexcept { return asked_at_.has_value(); }

 private:
  Answer answer_;
  TimePoint answered_at_{};
  bool distrusted_ = false;
  std::optional<Error> error_;
  TimePoint failed_at_{};
  std::optional<TimePoint> asked_at_;  ///< set while a lookup is queued or running
};

}  // namespace atgateway::net
