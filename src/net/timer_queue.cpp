#include "net/timer_queue.hpp"

#include <utility>

namespace atgateway::net {

using Place = TimerNode::Place;

void TimerQueue::arm(TimerNode& timer, TimePoint at) {
  if (timer.place == Place::due) {
    due_[timer.index] = nullptr;
    timer.place = Place::nowhere;
  }
  if (timer.place == Place::heap) {
    timer.at = at;
    timer.armed = true;
    Entry& entry = heap_[timer.index];
    if (at >= entry.key) return;  // corrected when the old key comes up
    entry.key = at;
    sift_up(timer.index);
    return;
  }
  // Room first: firing must not need memory, and a failure here must leave the timer as it was.
  if (heap_.size() == heap_.capacity()) heap_.reserve(2 * heap_.size() + 16);
  due_.reserve(heap_.capacity());
  timer.at = at;
  timer.armed = true;
  timer.place = Place::heap;
  timer.index = heap_.size();
  heap_.push_back({at, &timer});
  sift_up(timer.index);
}

void TimerQueue::cancel(TimerNode& timer) noexcept {
  timer.armed = false;
  // A cancelled timer stays in the heap until its key comes up: most are armed again, for later, long before.
}

void TimerQueue::remove(TimerNode& timer) noexcept {
  if (firing_ == &timer) firing_ = nullptr;
  if (timer.place == Place::due) due_[timer.index] = nullptr;
  if (timer.place == Place::heap) erase(timer.index);
  timer.place = Place::nowhere;
}

void TimerQueue::collect_due(TimePoint now) noexcept {
  while (!heap_.empty() && heap_.front().key <= now) {
    TimerNode& timer = *heap_.front().timer;
    if (timer.armed && timer.at > now) {
      heap_.front().key = timer.at;
      sift_down(0);
      continue;
    }
    erase(0);
    timer.place = Place::nowhere;
    if (!timer.armed) continue;
    timer.place = Place::due;
    timer.index = due_.size();
    due_.push_back(&timer);
  }
}

TimerNode* TimerQueue::take_due(std::size_t i) noexcept {
  TimerNode* timer = due_[i];
  if (timer == nullptr) return nullptr;
  timer->place = Place::nowhere;
  return std::exchange(timer->armed, false) ? timer : nullptr;
}

void TimerQueue::put(std::size_t index, Entry entry) noexcept {
  heap_[index] = entry;
  entry.timer->index = index;
}

void TimerQueue::sift_up(std::size_t index) noexcept {
  const Entry entry = heap_[index];
  while (index > 0) {
    const std::size_t parent = (index - 1) / 2;
    if (heap_[parent].key <= entry.key) break;
    put(index, heap_[parent]);
    index = parent;
  }
  put(index, entry);
}

void TimerQueue::sift_down(std::size_t index) noexcept {
  const Entry entry = heap_[index];
  for (;;) {
    std::size_t child = 2 * index + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1].key < heap_[child].key) ++child;
    if (entry.key <= heap_[child].key) break;
    put(index, heap_[child]);
    index = child;
  }
  put(index, entry);
}

void TimerQueue::erase(std::size_t index) noexcept {
  const Entry last = heap_.back();
  heap_.pop_back();
  if (index == heap_.size()) return;
  put(index, last);
  sift_up(index);
  sift_down(last.timer->index);
}

}  // namespace atgateway::net
