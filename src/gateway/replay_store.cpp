#include "gateway/replay_store.hpp"

#include "base/random_id.hpp"

#include <atgateway/secret.hpp>

#include <utility>

namespace atgateway::gateway {
namespace {

// What an entry costs beside its body: tree node, list node, digests.
constexpr std::uint64_t overhead = 256;

}  // namespace

ReplayStore::ReplayStore(std::chrono::seconds ttl, std::uint64_t bytes)
    : ttl_(ttl), limit_(bytes), secret_(base::random_id()) {}

base::Digest ReplayStore::digest(std::span<const std::string_view> parts) const {
  constexpr std::size_t length_bytes = 21;
  std::size_t bytes = 0;
  for (const auto part : parts) bytes += part.size() + length_bytes;
  std::string whole;
  whole.reserve(bytes);  // one that grew would leave tokens behind
  for (const auto part : parts) {
    whole += std::to_string(part.size());
    whole += ':';
    whole += part;
  }
  const auto made = base::hmac_sha256(secret_, whole);
  wipe(whole);  // a part may be a token
  return made;
}

ReplayStore::Claimed ReplayStore::claim(const base::Digest& key, const base::Digest& body, TimePoint now, Waiter waiter,
                                        const std::optional<base::Digest>& poll_name) {
  const std::lock_guard lock(mutex_);
  drop_expired(now);
  if (poll_name) {
    const auto named = poll_names_.find(*poll_name);
    if (named != poll_names_.end() && named->second != key) return {Claim::reused, nullptr};
  }
  const auto found = entries_.find(key);
  if (found != entries_.end()) {
    auto& entry = found->second;
    if (entry.body != body) return {Claim::reused, nullptr};
    if (entry.reply) return {Claim::replay, entry.reply};
    entry.waiters.push_back(std::move(waiter));
    return {Claim::joined, nullptr};
  }
  if (!make_room(overhead)) return {Claim::full, nullptr};
  Entry entry{body, nullptr, TimePoint::max(), {}, poll_name, {}, overhead};
  entries_.emplace(key, std::move(entry));
  if (poll_name) poll_names_.emplace(*poll_name, key);
  used_ += overhead;
  return {Claim::owner, nullptr};
}

// The answer is held by value: a waiter may drop what the caller holds.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
void ReplayStore::finish(const base::Digest& key, std::shared_ptr<const KeptReply> reply, bool keep, TimePoint now) {
  std::vector<Waiter> waiters;
  {
    const std::lock_guard lock(mutex_);
    const auto found = entries_.find(key);
    if (found == entries_.end()) return;
    auto& entry = found->second;
    waiters = std::move(entry.waiters);
    entry.waiters.clear();
    // An answer that does not fit is kept all the same when it is alone: forgetting it would bill a retry.
    if (!keep) {
      drop(found);
    } else {
      const auto bytes = overhead + reply->body.size();
      (void)make_room(reply->body.size());
      used_ += bytes - entry.bytes;
      entry.bytes = bytes;
      entry.reply = reply;
      entry.expires = now + ttl_;
      entry.place = finished_.insert(finished_.end(), key);
    }
  }
  for (auto& waiter : waiters) waiter(reply);
}

std::optional<std::shared_ptr<const KeptReply>> ReplayStore::poll(const base::Digest& poll_name, TimePoint now) {
  const std::lock_guard lock(mutex_);
  drop_expired(now);
  const auto named = poll_names_.find(poll_name);
  if (named == poll_names_.end()) return std::nullopt;
  return entries_.find(named->second)->second.reply;
}

bool ReplayStore::has_waiters(const base::Digest& key) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(key);
  return found != entries_.end() && !found->second.waiters.empty();
}

void ReplayStore::drop(Entries::iterator entry) {
  used_ -= entry->second.bytes;
  if (entry->second.poll_name) poll_names_.erase(*entry->second.poll_name);
  if (entry->second.reply) finished_.erase(entry->second.place);
  entries_.erase(entry);
}

void ReplayStore::drop_expired(TimePoint now) {
  while (!finished_.empty()) {
    const auto oldest = entries_.find(finished_.front());
    if (oldest->second.expires > now) return;
    drop(oldest);
  }
}

bool ReplayStore::make_room(std::uint64_t bytes) {
  while (used_ + bytes > limit_ && !finished_.empty()) drop(entries_.find(finished_.front()));
  return used_ + bytes <= limit_;
}

}  // namespace atgateway::gateway
