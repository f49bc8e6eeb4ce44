// The query string of a request, decoded.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace atgateway::sandbox {

/// Parameters by name. An empty value is the same as none.
class Query {
 public:
  /// `name=value&…`, percent-encoded UTF-8, '+' is a space. Nothing when an escape is broken, a name comes twice or
  /// there are more than 64.
  [[nodiscard]] static std::optional<Query> parse(std::string_view text);
  [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
};

/// A finite decimal number and nothing else.
[[nodiscard]] std::optional<double> to_number(std::string_view text) noexcept;

}  // namespace atgateway::sandbox
