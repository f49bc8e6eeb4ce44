// Who pays where, for each pair of credentials in a batch.
#pragma once

#include "gateway/job.hpp"

#include <atgateway/http.hpp>

#include <vector>

namespace atgateway::gateway {

/// Resolves the credentials that a row needs, and the batch's first ones when `first_always`. Refused ones become the
/// trouble of their rows.
/// @return one leg for each of the batch's credentials; an error when all that are needed were refused
[[nodiscard]] Result<std::vector<Leg>> resolve_credentials(flow::Batch& batch, const Snapshot& snapshot,
                                                           const Request& request, bool first_always);

}  // namespace atgateway::gateway
