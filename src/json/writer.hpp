// Writes JSON into a string, left to right. Commas are its business, nesting is yours.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace atgateway::json {

/// Appends `text` as a JSON string with quotes: control characters, quote and backslash escaped; U+2028 and U+2029
/// too, so that a line is a line everywhere. Bytes that are not UTF-8 become U+FFFD.
void append_string(std::string& out, std::string_view text);

class Writer {
 public:
  explicit Writer(std::string& out) noexcept : out_(out) {}
  Writer& begin_object();
  Writer& end_object();
  Writer& begin_array();
  Writer& end_array();
  Writer& key(std::string_view name);
  Writer& string(std::string_view text);
  Writer& number(std::int64_t value);
  Writer& number(std::uint64_t value);
  Writer& number(std::uint32_t value) { return number(static_cast<std::uint64_t>(value)); }
  Writer& number(int value) { return number(static_cast<std::int64_t>(value)); }
  Writer& number(double value);  ///< shortest form that reads back the same; not finite = null
  Writer& boolean(bool value);
  Writer& null();
  /// Bytes that are JSON already, as they are.
  Writer& raw(std::string_view json);
  // The common pairs.
  Writer& member(std::string_view name, std::string_view text) { return key(name).string(text); }
  Writer& member(std::string_view name, const char* text) { return key(name).string(text); }
  Writer& member(std::string_view name, const std::string& text) { return key(name).string(text); }
  Writer& member(std::string_view name, bool value) { return key(name).boolean(value); }
  template <class N>
    requires(std::is_arithmetic_v<N> && !std::is_same_v<N, bool>)
  Writer& member(std::string_view name, N value) {
    if constexpr (std::is_floating_point_v<N>)
      return key(name).number(static_cast<double>(value));
    else if constexpr (std::is_signed_v<N>)
      return key(name).number(static_cast<std::int64_t>(value));
    else
      return key(name).number(static_cast<std::uint64_t>(value));
  }

 private:
  void separate();
  std::string& out_;
  bool need_comma_ = false;
};

}  // namespace atgateway::json
