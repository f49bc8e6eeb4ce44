// A blocking call on a thread of its own, so that a thread of Python can wait for it and still hear signals.
#pragma once

#include "meeting.hpp"
#include "under_way.hpp"

#include <atgateway/clock.hpp>

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>

/// The thread is never joined: what cannot be stopped is left behind, and owns whatever it needs.
/// @threads `stop_token` and `tell` any; the others with the GIL
class Work {
 public:
  using Body = std::function<void(Work&)>;

  /// Begins at once. `body` must not touch Python; what it throws comes out of `join`.
  /// @throws Raised  as `UnderWay`; std::system_error when there is no thread to be had
  [[nodiscard]] static std::shared_ptr<Work> start(Body body);

  [[nodiscard]] std::stop_token stop_token() const noexcept { return stop_.get_token(); }
  template <class Change>
  void tell(Change change) {
    meeting_.tell(std::move(change));
  }

  /// Waits until `ready()` or until the work is done; a signal that raises cancels the work.
  /// @throws Raised  `Errc::forked` in a child
  template <class Ready>
  void wait(Ready ready) {
    refuse_when_forked();
    try {
      meeting_.wait([&] { return done_ || ready(); });
    } catch (pybind11::error_already_set&) {
      cancel();
      (void)linger(grace);
      throw;
    }
  }
  /// Waits for the end, and throws what the body threw.
  void join();
  /// Asks the work to end.
  void cancel() noexcept;
  /// Has it ended within `span`? Signals wait that long.
  [[nodiscard]] bool linger(std::chrono::milliseconds span);

 private:
  void refuse_when_forked() const;
  void run(Body body) noexcept;

  std::optional<UnderWay> under_way_{std::in_place};
  Meeting meeting_;
  std::stop_source stop_;
  bool done_ = false;
  std::exception_ptr failure_;
};
