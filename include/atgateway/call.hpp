// Call, Completion, Handler: the shape of everything that answers requests.
#pragma once

#include <atgateway/clock.hpp>
#include <atgateway/export.hpp>
#include <atgateway/http.hpp>

#include <functional>
#include <memory>

namespace atgateway::inline v0_1 {

/// Runs exactly once, on a Runtime thread; must not block. What it throws is caught and reported as an event.
using Completion = std::function<void(Result<Reply>)>;

struct CallState;  // private

/// A call under way. Dropping it does not cancel.  @threads any  @since 0.1
class ATGATEWAY_EXPORT Call {
 public:
  Call() noexcept = default;
  explicit Call(std::shared_ptr<CallState> state) noexcept : state_(std::move(state)) {}
  Call(Call&&) noexcept = default;
  Call& operator=(Call&&) noexcept = default;
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /// Asks the call to end; again does nothing. Rows not yet sent are dropped; a metered call already on the wire is
  /// left to finish and is counted. The completion still runs, with `Errc::cancelled` unless an answer came first.
  void cancel() noexcept;

 private:
  std::shared_ptr<CallState> state_;
};

/// Anything that answers requests: `Gateway::handler()`, `Sandbox`'s, or a host's own. Takes the request by value and
/// must not run the completion before it returns.
using Handler = std::function<Call(Request, Scope, Completion)>;

/// A Handler from a function that answers at once. It runs on the Runtime thread that read the request and must not
/// block; what it throws is answered with 500.  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT Handler answer_with(std::function<Reply(const Request&)> answer);

}  // namespace atgateway::inline v0_1
