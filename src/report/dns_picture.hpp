// The way from the name to its addresses, once for each nameserver that was asked, side by side.
#pragma once

#include <atgateway/diagnostics.hpp>

#include <string>

namespace atgateway::report {

/// A `figure`, or nothing when nobody was asked.
[[nodiscard]] std::string dns_picture(const Report& report);

}  // namespace atgateway::report
