// Base URLs: parsed strictly, compared exactly, never followed.
#pragma once

#include "upstream/transport.hpp"

#include <atgateway/config.hpp>
#include <atgateway/result.hpp>

#include <string>
#include <string_view>

namespace atgateway::upstream {

/// Brings a base URL into the one form that is compared: scheme and host lower-cased, default port and one trailing
/// slash dropped. `upstream_not_allowed` for anything with userinfo, query, fragment, '%', backslash, dot segments,
/// non-ASCII, a trailing-dot host, another scheme than http or https, or a port that is not 1–65535.
[[nodiscard]] Result<std::string> canonical_base_url(std::string_view text);

/// The record of a configured upstream; `bad_config` says what is wrong. `sandbox:` needs `connect_to`.
[[nodiscard]] Result<Endpoint> make_endpoint(const UpstreamConfig& config);

}  // namespace atgateway::upstream
