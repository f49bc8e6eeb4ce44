// Forwarded calls: paths of the caller's own choice, as far as the operator allows them.
#pragma once

#include "flow/batch.hpp"

#include <atgateway/result.hpp>
#include <atgateway/service.hpp>

#include <span>
#include <string>

namespace atgateway::service {

/// The service of `/v1/forward`: one row, metered, not in `services()`.
[[nodiscard]] const ServiceInfo& forward_service() noexcept;

/// Is the path under one of these, at a segment border?
/// @return `path_not_allowed` (field `/path`) when it is not
[[nodiscard]] Result<void> judge_forward(const flow::Forward& forward, std::span<const std::string> allowed_paths);

}  // namespace atgateway::service
