// The table of meanings, and which of them is meant.
#pragma once

#include "classify/seen.hpp"

#include <atgateway/classify.hpp>

namespace atgateway::classify {

/// The first row that is meant; the last one always is.
[[nodiscard]] const HttpRequestMeaning& meaning_of(const Seen& seen) noexcept;

}  // namespace atgateway::classify
