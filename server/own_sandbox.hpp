// The upstream "sandbox:": a sandbox of this process's own.
#pragma once

#include <atgateway/config.hpp>
#include <atgateway/runtime.hpp>
#include <atgateway/sandbox.hpp>
#include <atgateway/sinks.hpp>

#include <optional>

namespace server {

/// Starts it when the configuration asks for it, and makes the upstream connect to it. A warning goes to the sinks: it
/// must never pass for the real thing.
[[nodiscard]] atgateway::Result<std::optional<atgateway::Sandbox>> start_own_sandbox(atgateway::Runtime& runtime,
                                                                                     atgateway::Config& config,
                                                                                     const atgateway::Sinks& sinks);

}  // namespace server
