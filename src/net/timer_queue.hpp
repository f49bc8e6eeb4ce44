// The timers of one reactor: a binary heap in which a timer that moves to a later time stays where it is.
#pragma once

#include "net/reactor.hpp"

#include <cstddef>
#include <vector>

namespace atgateway::net {

/// One timer. `at` is when it should fire; the heap may hold an earlier key and corrects it when that comes up.
struct TimerNode {
  static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);
  enum class Place : unsigned char { nowhere, heap, due };

  Task callback;
  TimePoint at{};
  bool armed = false;
  Place place = Place::nowhere;
  std::size_t index = nowhere;  ///< in the heap or in the list of due timers
};

class TimerQueue {
 public:
  void arm(TimerNode& timer, TimePoint at);
  void cancel(TimerNode& timer) noexcept;
  /// The timer goes away: forget it, even while its callback runs.
  void remove(TimerNode& timer) noexcept;

  [[nodiscard]] bool empty() const noexcept { return heap_.empty(); }
  /// When to look again, at the latest; not before anything is due. Only when not `empty`.
  [[nodiscard]] TimePoint next() const noexcept { return heap_.front().key; }

  /// Calls each timer that is due at `now`. What callbacks arm waits for the next call, even when it is due already.
  template <class OnException>
  void fire(TimePoint now, OnException&& on_exception) {
    collect_due(now);
    for (std::size_t i = 0; i < due_.size(); ++i) {
      TimerNode* timer = take_due(i);
      if (timer == nullptr) continue;
      // The callback may destroy its timer, so it must not live inside it while it runs.
      Task callback = std::move(timer->callback);
      firing_ = timer;
      try {
        callback();
      } catch (...) {
        on_exception(std::current_exception());
      }
      if (firing_ == timer) timer->callback = std::move(callback);
      firing_ = nullptr;
    }
    due_.clear();
  }

 private:
  struct Entry {
    TimePoint key;
    TimerNode* timer;
  };

  void collect_due(TimePoint now) noexcept;
  TimerNode* take_due(std::size_t i) noexcept;
  void put(std::size_t index, Entry entry) noexcept;
  void sift_up(std::size_t index) noexcept;
  void sift_down(std::size_t index) noexcept;
  void erase(std::size_t index) noexcept;

  std::vector<Entry> heap_;
  std::vector<TimerNode*> due_;  ///< null where a timer went away or was armed anew
  TimerNode* firing_ = nullptr;
};

}  // namespace atgateway::net
