#include "runtime/call_state.hpp"

namespace atgateway::inline v0_1 {

CallState::~CallState() = default;

void Call::cancel() noexcept {
  if (state_) state_->cancel();
}

}  // namespace atgateway::inline v0_1
