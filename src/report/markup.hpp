// Text inside XML and HTML.
#pragma once

#include <string>
#include <string_view>

namespace atgateway::report {

/// Fit for content and for values in double quotes, of XML 1.0 and of HTML.
[[nodiscard]] std::string escaped(std::string_view text);
/// The same, with line ends kept.
[[nodiscard]] std::string escaped_lines(std::string_view text);

}  // namespace atgateway::report
