// Extended DNS errors: why a server answers as it does.
#pragma once

#include "probe/dns.hpp"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace atgateway::probe {

/// Those among the options of an OPT record, at most 16.  @source RFC 8914
[[nodiscard]] std::vector<DnsReply::Extended> read_extended_errors(std::span<const std::uint8_t> options);

/// "Blocked"; empty for a code that is not in the registry.
/// @source https://www.iana.org/assignments/dns-parameters/
[[nodiscard]] std::string_view extended_error_name(std::uint16_t code) noexcept;

}  // namespace atgateway::probe
