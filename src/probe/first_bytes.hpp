// What speaks, when it is not what was expected.
#pragma once

#include <string_view>

namespace atgateway::probe {

/// "http", "proxy-v2", "proxy-v1", "ssh", "other"; empty for no bytes.
[[nodiscard]] std::string_view protocol_of(std::string_view first_bytes) noexcept;

}  // namespace atgateway::probe
