// Names to addresses through the system's resolver, on threads of their own, remembered for a while.
#pragma once

#include "base/unique_function.hpp"
#include "net/address.hpp"
#include "net/reactor.hpp"

#include <atgateway/clock.hpp>
#include <atgateway/result.hpp>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace atgateway::net {

using AddressList = std::vector<SocketAddress>;

struct ResolverOptions {
  unsigned threads = 8;                      ///< blocking lookups at once
  std::chrono::milliseconds refresh{30000};  ///< asked again after this
  std::chrono::milliseconds stale{3600000};  ///< an old answer serves this long when the new lookup fails or hangs
  /// A refresh that takes longer than this counts as hanging: whoever waits gets the old answer, if there is one.
  std::chrono::milliseconds patience{300};
  /// A failure is remembered this long and no longer. An answer younger than this is not asked for again, even when it
  /// is distrusted.
  std::chrono::milliseconds failure{1000};
  /// The blocking lookup; the default is getaddrinfo. Runs on a lookup thread.
  std::function<Result<AddressList>(const std::string& host, std::uint16_t port)> lookup;
  /// The clock by which answers age; the default is `Clock::now`. Any thread.
  std::function<TimePoint()> now;
};

/// getaddrinfo blocks, cannot be cancelled and knows no TTL: so it runs on detached threads over shared state, one
/// lookup in flight per host and port, and answers are refreshed by time. A lookup that hangs costs one of the threads
/// and delays nobody who asks for another name (as long as a thread is free).
///
/// The life of an answer: up to `refresh` it is used as it is. Up to twice that it is still used, while a new lookup
/// runs behind it. Later the new lookup is waited for, and the old answer serves up to `stale` when that fails or
/// hangs. A failure is remembered for `ResolverOptions::failure` only.
class SystemResolver {
 public:
  using Done = base::UniqueFunction<void(Result<AddressList>)>;

  explicit SystemResolver(ResolverOptions options = {});
  /// Waits for nobody. Pending `Done`s are dropped unrun, on their reactor's thread or with their reactor.
  ~SystemResolver();
  SystemResolver(const SystemResolver&) = delete;
  SystemResolver& operator=(const SystemResolver&) = delete;

  /// Other times for all names, from the next question on. Any thread.
  void configure(std::chrono::milliseconds refresh, std::chrono::milliseconds stale);

  /// The remembered answer if it can be used now, or null; never waits. Starts a refresh in the background when it is
  /// older than `refresh`. IP literals are not remembered: ask `resolve`. Any thread.
  [[nodiscard]] std::shared_ptr<const AddressList> cached(const std::string& host, std::uint16_t port);

  /// Calls `done` on `home`'s thread, never inside this call, at the latest at `deadline` (then with
  /// `Errc::upstream_resolve_failed`). IP literals never reach the lookup. Any thread. `home` must outlive the
  /// resolver or be forgotten first.
  void resolve(Reactor& home, std::string host, std::uint16_t port, Deadline deadline, Done done);

  /// Drops all that waits for this reactor, whose `run` has returned: it may be destroyed after this.
  void forget(Reactor& home);

  /// A connection to the remembered answer failed: ask again at the next use. Any thread.
  void distrust(const std::string& host, std::uint16_t port);

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace atgateway::net
