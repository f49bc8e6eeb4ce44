// START HERE. Gateway: a warehouse's request in, CARTO's answer out.
#pragma once

#include <atgateway/call.hpp>
#include <atgateway/config.hpp>
#include <atgateway/runtime.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace atgateway::inline v0_1 {

/// Answers the routes of docs/protocol.md by calling the configured upstreams.
///
/// @secrets tokens are taken from the request, sent to the selected upstream only, and never logged or kept
/// @threads any  @since 0.1
class ATGATEWAY_EXPORT Gateway {
 public:
  /// Listeners in `config` are ignored: a `Listener` is made separately, or not at all.
  /// @return a gateway; on failure `Errc::bad_config` with `field` as a JSON Pointer, or `Errc::forked`
  [[nodiscard]] static Result<Gateway> create(Runtime& runtime, Config config);
  Gateway(Gateway&&) noexcept;
  Gateway& operator=(Gateway&&) noexcept;
  /// Cancels what is left; every completion has run with `Errc::cancelled` when this returns.
  /// @blocking until then; must not run on a Runtime thread
  ~Gateway();

  /// Starts one request. Never calls back before it returns. Whatever a caller can do wrong is a `Reply`; a failed
  /// `Result` is only `Errc::cancelled`, `forked`, `out_of_memory` or `internal`.
  /// @param request taken by value    @param scope deadline (the config's `total` still holds) and stop token
  /// @blocking no  @threads any
  Call submit(Request request, Scope scope, Completion completion);

  /// `submit`, and wait.
  /// @return the reply; besides the errors of `submit`, `Errc::would_deadlock` on a Runtime thread, and
  ///         `Errc::deadline_exceeded` when the scope's deadline passed first
  /// @blocking at most until the scope's deadline
  [[nodiscard]] Result<Reply> handle(Request request, Scope scope = {});

  /// Swaps in the parts of `config` that can change while running; a request keeps the snapshot it began with.
  /// @return the JSON Pointers of differing values that need a restart; on failure nothing has changed
  [[nodiscard]] Result<std::vector<std::string>> reload(const Config& config);

  /// From now on `/readyz` says 503. Requests are still answered.
  void set_draining();
  /// Ends every request now: finished rows as they are, the rest with `draining`.
  void finish_now();
  /// Requests being worked on.
  [[nodiscard]] std::size_t in_flight() const noexcept;

  /// What an operator wants to see at a glance, as one JSON object: version, state, requests, slots, upstreams (base
  /// URLs; no tokens, no addresses).
  [[nodiscard]] std::string status_json() const;

  /// For a `Listener`. Valid while this gateway lives.
  [[nodiscard]] Handler handler();
  /// For `ListenerOptions::judge_head`: refuses unknown paths, methods and media types before the body is read.
  [[nodiscard]] std::function<std::optional<Reply>(const Request&)> head_judge();

 private:
  class Impl;
  explicit Gateway(std::shared_ptr<Impl> impl) noexcept;
  std::shared_ptr<Impl> impl_;
};

}  // namespace atgateway::inline v0_1
