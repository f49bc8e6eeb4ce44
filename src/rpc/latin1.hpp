// HTTP's bytes as text: each is the character of its number, U+0000 to U+00FF.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace atgateway::rpc {

[[nodiscard]] std::string from_latin1(std::string_view bytes);
/// Nothing when a character is no byte.  @param text  UTF-8, checked
[[nodiscard]] std::optional<std::string> to_latin1(std::string_view text);

}  // namespace atgateway::rpc
