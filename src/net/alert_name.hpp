// TLS alerts by name.
#pragma once

#include <string>

namespace atgateway::net {

/// "unrecognized_name"; a number that stands for nothing known as "alert 99".  @source RFC 8446 section 6 and those
/// before
[[nodiscard]] std::string alert_name(int description);

}  // namespace atgateway::net
