// From bytes to tape: the grammar, the limits, and what is said when either is broken.
#pragma once

#include "json/document.hpp"
#include "json/tape.hpp"

#include <atgateway/result.hpp>

namespace atgateway::json {

enum class Comments : bool { refused, skipped };

/// Fills `tape.nodes` and `tape.decoded` from `tape.source`.
[[nodiscard]] Result<void> read(Tape& tape, const Limits& limits, Comments comments);

}  // namespace atgateway::json
