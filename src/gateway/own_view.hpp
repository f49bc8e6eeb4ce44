// What the gateway looks at when it is asked how it is.
#pragma once

#include "diag/own_view.hpp"
#include "gateway/snapshot.hpp"

#include <atgateway/clock.hpp>
#include <atgateway/http.hpp>

#include <memory>

namespace atgateway::gateway {

/// All by value: the looking happens on another thread, and may outlive the request.
/// @param token  that this call may spend, or null
[[nodiscard]] diag::OwnView make_own_view(const Snapshot& snapshot, const Upstream& upstream,
                                          std::shared_ptr<const Secret> token, const Request& request, TimePoint now);

}  // namespace atgateway::gateway
