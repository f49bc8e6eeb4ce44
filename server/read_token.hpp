// The API access token, from where others cannot see it.
#pragma once

#include <atgateway/secret.hpp>

#include <optional>
#include <string>

namespace server {

/// From the file (- for standard input) or ATGATEWAY_TOKEN; never from the command line, which others can read. Blanks
/// and line ends behind it do not count. @return empty when there is none; nothing when the file cannot be read
[[nodiscard]] std::optional<atgateway::Secret> read_token(const std::string& file);

}  // namespace server
