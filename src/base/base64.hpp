// Base64 (RFC 4648 section 4): how bytes that are not text travel in JSON.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atgateway::base {

[[nodiscard]] std::string to_base64(std::string_view bytes);
/// Nothing when it is not Base64: foreign characters, padding missing or misplaced, bits left over.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

}  // namespace atgateway::base
