// The members of an object, read by name: what is unknown, missing or of another kind is told with its place.
#pragma once

#include "json/document.hpp"

#include <atgateway/clock.hpp>
#include <atgateway/http.hpp>
#include <atgateway/result.hpp>
#include <atgateway/secret.hpp>

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::rpc {

enum class Need : bool { optional, required };

/// Read everything, then ask `wrong()`: after a mistake the values mean nothing. A null is as if it were not there.
class Params {
 public:
  /// @param object   an object or null; must outlive this
  /// @param pointer  JSON Pointer to it
  Params(const json::Value& object, std::string_view pointer) : object_(object), pointer_(pointer) {}

  /// Anything at all.
  std::optional<json::Value> value(std::string_view name, Need need = Need::optional);
  std::optional<json::Value> object(std::string_view name, Need need = Need::optional);
  /// Valid while the document lives.
  std::string_view view(std::string_view name, Need need = Need::optional, std::string_view otherwise = {});
  std::string text(std::string_view name, Need need = Need::optional) { return std::string(view(name, need)); }
  Secret secret(std::string_view name) { return Secret(view(name)); }
  /// Base64.
  std::string bytes(std::string_view name, Need need = Need::required);
  std::vector<std::string> texts(std::string_view name);
  /// HTTP's bytes as characters.
  std::string latin1(std::string_view name);
  /// An array of [name, value], as of `latin1`.
  Headers headers(std::string_view name);
  /// A whole number from `least` to `most`; required when there is no `otherwise`.
  std::int64_t integer(std::string_view name, std::int64_t least, std::int64_t most,
                       std::optional<std::int64_t> otherwise = std::nullopt);
  std::uint64_t natural(std::string_view name, std::uint64_t otherwise);  ///< 0 to 2^64-1
  double number(std::string_view name, double otherwise);
  /// Given in seconds, rounded up to milliseconds; what is beyond 30 years is as good as 30 years.
  std::optional<milliseconds> seconds(std::string_view name);
  /// One of `words`, by its place.
  std::optional<std::size_t> word(std::string_view name, std::initializer_list<std::string_view> words,
                                  Need need = Need::optional);

  /// What is wrong, an unknown or doubled name first: it explains what is missing.
  [[nodiscard]] std::optional<Error> wrong() const;

 private:
  std::optional<json::Value> of_kind(std::string_view name, Need need, json::Kind kind, const char* what);
  std::string pointer_to(std::string_view name) const;
  void complain(std::string_view name, const std::string& what, std::string hint = {});
  void complain_at(std::string pointer, const std::string& what, std::string hint = {});

  json::Value object_;
  std::string_view pointer_;
  std::vector<std::string_view> known_;
  std::optional<Error> first_;
};

}  // namespace atgateway::rpc
