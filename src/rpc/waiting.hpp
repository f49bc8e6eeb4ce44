// How long a method may take, and what is said when the input ends first.
#pragma once

#include "rpc/methods.hpp"

#include <atgateway/clock.hpp>

namespace atgateway::rpc {

/// From now on; `deadline` is not given: as the library has it.
inline Scope scope_of(Params& params, const Context& context) {
  const auto span = params.seconds("deadline");
  return {span ? Deadline::after(*span) : Deadline::never(), context.stop};
}

/// What was found by then is no answer to what was asked.
inline Error input_ended() {
  return Error(Errc::cancelled, "the input ended before the answer").with_hint("Keep it open until the answer comes.");
}

}  // namespace atgateway::rpc
