// host[:port], as it stands in Host and in absolute targets.
#pragma once

#include <string_view>

namespace atgateway::wire {

/// Is this `host[:port]`?
///
/// A name or IPv4 address of letters, digits and "-._~", or an IPv6 address in brackets; a port of 1 to 5 digits up to
/// 65535. Narrower than RFC 3986 3.2: no userinfo, no percent-encoding, no sub-delimiters, no empty host or port.
[[nodiscard]] bool is_authority(std::string_view text) noexcept;

}  // namespace atgateway::wire
