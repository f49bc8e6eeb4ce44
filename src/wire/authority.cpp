#include "wire/authority.hpp"

#include "wire/characters.hpp"

namespace atgateway::wire {
namespace {

bool is_port(std::string_view text) noexcept {
  if (text.empty() || text.size() > 5) return false;
  unsigned value = 0;
  for (const char c : text) {
    if (!is_digit(c)) return false;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value <= 65535;
}

/// What may stand between the brackets. Which groups make an address is not judged here: nobody connects to it.
bool is_bracketed(std::string_view text) noexcept {
  bool colon = false;
  for (const char c : text) {
    colon = colon || c == ':';
    if (c != ':' && c != '.' && !is(hex_digit, c)) return false;
  }
  return colon;
}

}  // namespace

bool is_authority(std::string_view text) noexcept {
  if (text.starts_with('[')) {
    const auto close = text.find(']');
    if (close == std::string_view::npos || !is_bracketed(text.substr(1, close - 1))) return false;
    text.remove_prefix(close + 1);
    return text.empty() || (text.front() == ':' && is_port(text.substr(1)));
  }
  const auto colon = text.find(':');
  const auto host = text.substr(0, colon);
  if (host.empty() || !all(host_character, host)) return false;
  return colon == std::string_view::npos || is_port(text.substr(colon + 1));
}

}  // namespace atgateway::wire
