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
  unsigned threads = 8;                ///< blocking lookups at once
  std::chrono::milliseconds refresh{30000};  ///< asked again after this
  std::chrono::milliseconds stale{3600000};  ///< an old answer serves this long when the new lookup fails or hangs
  /// The blocking lookup; the default is getaddrinfo. Runs on a lookup thread.
  std::function<Result<AddressList>(const std::string& host, std::uint16_t port)> lookup;
};

/// getaddrinfo blocks, cannot be cancelled and knows no TTL: so it runs on detached threads over shared state, one
/// lookup in flight per name, and answers are refreshed by time. A lookup that hangs costs one of the threads and
/// delays nobody who asks for another name (as long as a thread is free).
class SystemResolver {
 public:
  using Done = base::UniqueFunction<void(Result<AddressList>)>;

  explicit SystemResolver(ResolverOptions options = {});
  ~SystemResolver();  ///< waits for nobody; pending `Done`s are dropped unrun
  SystemResolver(const SystemResolver&) = delete;
  SystemResolver& operator=(const SystemResolver&) = delete;

  /// The remembered answer if it is fresh enough to use now, without locking out other threads for long. Starts a
  /// refresh in the background when it is older than `refresh`.
  [[nodiscard]] std::shared_ptr<const AddressList> cached(const std::string& host, std::uint16_t port);

  /// Calls `done` on `home`'s thread, never inside this call, at the latest at `deadline` (then with
  /// `Errc::upstream_resolve_failed`). IP literals never reach the lookup. Any thread.
  void resolve(Reactor& home, std::string host, std::uint16_t port, Deadline deadline, Done done);

  /// A connection to the remembered answer failed: ask again at the next use.
  void distrust(const std::string& host, std::uint16_t port);

 private:
  struct Shared;
  std::shared_ptr<Shared> shared_;
};

}  // namespace atgateway::net
