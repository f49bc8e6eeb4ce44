// Runtime: the threads. Nothing starts before the first one is made.
#pragma once

#include <atgateway/result.hpp>
#include <atgateway/sinks.hpp>

#include <memory>

namespace atgateway::inline v0_1 {

struct RuntimeOptions {
  unsigned workers = 0;         ///< reactor threads; 0 = one per core this process may use
  unsigned lookup_threads = 8;  ///< at most this many blocking name lookups at once; 1–64
  Sinks sinks;
};

class RuntimeCore;  // private

/// Owns the reactor threads and the name-lookup threads. Gateways and listeners made on it must go first.
///
/// The threads block all signals, so a host's handlers run on its own threads. After `fork()` the child's calls
/// return `Errc::forked`; the parent is not touched.
/// @blocking the destructor joins the reactor threads; a name lookup that hangs is left behind, not waited for
/// @threads  any
/// @since    0.1
class ATGATEWAY_EXPORT Runtime {
 public:
  /// @return a running runtime; on failure `Errc::internal` (the system refused a thread or a descriptor)
  ///         or `Errc::bad_config` (an option is out of range)
  [[nodiscard]] static Result<Runtime> start(RuntimeOptions options = {});
  Runtime(Runtime&&) noexcept;
  Runtime& operator=(Runtime&&) noexcept;
  ~Runtime();

  [[nodiscard]] unsigned workers() const noexcept;
  /// Is the calling thread one of ours? Waiting for a call there would deadlock.
  [[nodiscard]] bool on_runtime_thread() const noexcept;

  /// For the library's own rooms.
  [[nodiscard]] const std::shared_ptr<RuntimeCore>& core() const noexcept { return core_; }

 private:
  friend class RuntimeCore;
  explicit Runtime(std::shared_ptr<RuntimeCore> core) noexcept;
  std::shared_ptr<RuntimeCore> core_;
};

}  // namespace atgateway::inline v0_1
