// CallState: what a Call points to; whoever makes Calls derives from it.
#pragma once

#include <atgateway/call.hpp>

namespace atgateway::inline v0_1 {

struct CallState {
  CallState() = default;
  CallState(const CallState&) = delete;
  CallState& operator=(const CallState&) = delete;
  virtual ~CallState();

  /// Any thread, any number of times, also after the completion has run. Never runs the completion itself.
  virtual void cancel() noexcept = 0;
};

}  // namespace atgateway::inline v0_1
