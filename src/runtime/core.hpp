// What the rooms above need of a Runtime: its reactors and its resolver.
#pragma once

#include "net/reactor.hpp"
#include "net/system_resolver.hpp"

#include <atgateway/runtime.hpp>
#include <atgateway/sinks.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace atgateway::inline v0_1 {

class RuntimeCore {
 public:
  virtual ~RuntimeCore() = default;
  /// `Runtime::start` with another way to look up names, for tests. `lookups.threads` is overruled by the options.
  [[nodiscard]] static Result<Runtime> start(RuntimeOptions options, net::ResolverOptions lookups);
  [[nodiscard]] virtual std::size_t workers() const noexcept = 0;
  [[nodiscard]] virtual net::Reactor& reactor(std::size_t worker) noexcept = 0;
  /// Index of the worker whose thread this is, or workers() when it is none of ours.
  [[nodiscard]] virtual std::size_t current_worker() const noexcept = 0;
  [[nodiscard]] virtual net::SystemResolver& resolver() noexcept = 0;
  /// Are we the child of a fork that happened after start? Then the threads are not here.
  [[nodiscard]] virtual bool forked() const noexcept = 0;
  [[nodiscard]] virtual const Sinks& sinks() const noexcept = 0;
  /// Gives the event to the sink; swallows what it throws.
  virtual void report(const Event& event) noexcept = 0;
  virtual void report(const AccessRecord& record) noexcept = 0;
};

}  // namespace atgateway::inline v0_1
