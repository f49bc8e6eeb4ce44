// ReplayStore: answers kept under the callers' request keys, so that a retry is answered and not billed again.
#pragma once

#include "base/digest.hpp"
#include "base/unique_function.hpp"

#include <atgateway/clock.hpp>
#include <atgateway/http.hpp>

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::gateway {

/// What a replay repeats: status and body unchanged, with the headers that belong to the body.
struct KeptReply {
  int status = 200;
  Headers headers;
  std::string body;
};

/// One for the process, whatever the worker. Keys and bodies are known by keyed digests only: no token, no row is kept
/// beside the answers themselves.
class ReplayStore {
 public:
  using Waiter = base::UniqueFunction<void(std::shared_ptr<const KeptReply>)>;
  enum class Claim {
    owner,   ///< nobody has this key: go on, and call `finish`
    replay,  ///< `reply` is the answer
    joined,  ///< the same request is running: the waiter gets its answer
    reused,  ///< the key belongs to another body
    full,    ///< running requests alone fill the store
  };
  struct Claimed {
    Claim claim;
    std::shared_ptr<const KeptReply> reply;
  };

  ReplayStore(std::chrono::seconds ttl, std::uint64_t bytes);

  /// The digest under which a request is known. Parts are told apart by their lengths.
  [[nodiscard]] base::Digest digest(std::span<const std::string_view> parts) const;
  [[nodiscard]] base::Digest digest(std::initializer_list<std::string_view> parts) const {
    return digest(std::span(parts.begin(), parts.size()));
  }

  /// @param waiter called once, on whatever thread finishes the request; only when `joined`
  /// @param poll_name another name under which the answer can be asked for; `reused` when it belongs to another key
  [[nodiscard]] Claimed claim(const base::Digest& key, const base::Digest& body, TimePoint now, Waiter waiter,
                              const std::optional<base::Digest>& poll_name = {});
  /// The answer under its other name: null while it is being made, nothing when there is none.
  [[nodiscard]] std::optional<std::shared_ptr<const KeptReply>> poll(const base::Digest& poll_name, TimePoint now);
  /// The owner is done: whoever joined gets the reply. Kept for later callers, or the key is freed.
  void finish(const base::Digest& key, std::shared_ptr<const KeptReply> reply, bool keep, TimePoint now);
  /// Does anybody wait for the owner of this key?
  [[nodiscard]] bool has_waiters(const base::Digest& key) const;

 private:
  struct Entry {
    base::Digest body;
    std::shared_ptr<const KeptReply> reply;  ///< null while running
    TimePoint expires;
    std::vector<Waiter> waiters;
    std::optional<base::Digest> poll_name;
    std::list<base::Digest>::iterator place;  ///< in finished_, once finished
    std::uint64_t bytes = 0;
  };
  using Entries = std::map<base::Digest, Entry>;

  void drop(Entries::iterator entry);
  void drop_expired(TimePoint now);
  [[nodiscard]] bool make_room(std::uint64_t bytes);

  const std::chrono::seconds ttl_;
  const std::uint64_t limit_;
  const std::string secret_;  ///< makes digests useless outside this process
  mutable std::mutex mutex_;
  Entries entries_;
  std::map<base::Digest, base::Digest> poll_names_;  ///< to the entries' keys
  std::list<base::Digest> finished_;                 ///< oldest first
  std::uint64_t used_ = 0;
};

}  // namespace atgateway::gateway
