#include "gateway/slots.hpp"

#include <algorithm>
#include <utility>

namespace atgateway::gateway {

SlotPool::SlotPool(std::uint32_t limit, Wake wake) : limit_(limit), wake_(std::move(wake)) {}

std::size_t SlotPool::group(const std::string& base_url, std::uint32_t limit) {
  std::vector<Waiting> served;
  std::size_t index = 0;
  {
    const std::lock_guard lock(mutex_);
    const auto found =
        std::find_if(groups_.begin(), groups_.end(), [&](const Group& each) { return each.base_url == base_url; });
    index = static_cast<std::size_t>(found - groups_.begin());
    if (found == groups_.end()) groups_.push_back({base_url, limit, 0});
    groups_[index].limit = limit;
    served = hand_out();
  }
  for (const auto& each : served) wake_(each.worker, each.group);
  return index;
}

void SlotPool::set_limit(std::uint32_t limit) {
  std::vector<Waiting> served;
  {
    const std::lock_guard lock(mutex_);
    limit_ = limit;
    served = hand_out();
  }
  for (const auto& each : served) wake_(each.worker, each.group);
}

bool SlotPool::acquire(std::size_t worker, std::size_t group) {
  const std::lock_guard lock(mutex_);
  if (closed_) return false;
  auto& mine = groups_[group];
  const auto is_mine = [&](const Waiting& each) { return each.worker == worker && each.group == group; };
  // Whoever waits for the same upstream goes first; waiters for a full upstream hold up nobody else.
  const bool others_wait =
      std::any_of(queue_.begin(), queue_.end(), [&](const Waiting& each) { return each.group == group; });
  if (free(mine) && !others_wait) {
    ++in_flight_;
    ++mine.in_flight;
    return true;
  }
  if (std::none_of(queue_.begin(), queue_.end(), is_mine)) queue_.push_back({worker, group});
  return false;
}

void SlotPool::release(std::size_t group) {
  std::vector<Waiting> served;
  {
    const std::lock_guard lock(mutex_);
    --in_flight_;
    --groups_[group].in_flight;
    if (queue_.empty()) return;
    served = hand_out();
  }
  for (const auto& each : served) wake_(each.worker, each.group);
}

std::uint32_t SlotPool::in_flight() const {
  const std::lock_guard lock(mutex_);
  return in_flight_;
}

void SlotPool::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  queue_.clear();
}

std::vector<SlotPool::Waiting> SlotPool::hand_out() {
  std::vector<Waiting> served;
  for (auto each = queue_.begin(); each != queue_.end() && in_flight_ < limit_;) {
    auto& group = groups_[each->group];
    if (!free(group)) {
      ++each;
      continue;
    }
    ++in_flight_;
    ++group.in_flight;
    served.push_back(*each);
    each = queue_.erase(each);
  }
  return served;
}

}  // namespace atgateway::gateway
