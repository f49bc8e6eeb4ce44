#include "net/base_url.hpp"

#include "net/address.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace atgateway::net {
namespace {

constexpr std::size_t longest_url = 2048;
constexpr std::size_t longest_host = 253;
constexpr std::size_t longest_label = 63;

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_alpha(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char lower(char c) noexcept { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), lower);
  return out;
}

Read<std::uint16_t> read_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || text.front() == '0' || !std::all_of(text.begin(), text.end(), is_digit)) {
    return {std::nullopt, "its port is not a number from 1 to 65535"};
  }
  unsigned port = 0;
  std::from_chars(text.data(), text.data() + text.size(), port);
  if (port > 65535) return {std::nullopt, "its port is not a number from 1 to 65535"};
  return {static_cast<std::uint16_t>(port), {}};
}

/// The forms that inet_aton would take for an address (127.1, 0x7f.1, 2130706433) end in a number: such a host must be
/// four plain decimal parts or it is refused, so that nobody down the line reads another address in it than we do.
bool ends_in_number(std::string_view host) noexcept {
  const auto dot = host.rfind('.');
  const auto last = dot == std::string_view::npos ? host : host.substr(dot + 1);
  if (std::all_of(last.begin(), last.end(), is_digit)) return true;
  return last.size() >= 2 && last[0] == '0' && (last[1] == 'x' || last[1] == 'X');
}

Read<std::string> read_name(std::string_view text) {
  if (text.empty()) return {std::nullopt, "it has no host"};
  if (text.size() > longest_host) return {std::nullopt, "its host is too long"};
  if (text.back() == '.') return {std::nullopt, "its host ends with a dot"};
  std::size_t label = 0;
  for (const char c : text) {
    if (c == '.') {
      if (label == 0) return {std::nullopt, "its host has an empty part"};
      label = 0;
      continue;
    }
    if (!is_alpha(c) && !is_digit(c) && c != '-' && c != '_') {
      return {std::nullopt, "its host has a character that host names do not have"};
    }
    if (++label > longest_label) return {std::nullopt, "a part of its host is too long"};
  }
  std::string host = lowered(text);
  if (ends_in_number(host)) {
    const auto address = SocketAddress::parse_ip(host, 0);
    if (!address.ok() || address->ip() != host) {
      return {std::nullopt, "its host looks like a number but is not four decimal parts"};
    }
  }
  return {std::move(host), {}};
}

Read<std::string> read_path(std::string_view text) {
  if (!text.empty() && text.back() == '/') text.remove_suffix(1);
  std::string_view rest = text;
  while (!rest.empty()) {
    rest.remove_prefix(1);  // the slash
    const auto segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size());
    if (segment.empty()) return {std::nullopt, "its path has an empty segment"};
    if (segment == "." || segment == "..") return {std::nullopt, "its path has a dot segment"};
    const bool plain = std::all_of(segment.begin(), segment.end(), [](char c) {
      return is_alpha(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~';
    });
    if (!plain) return {std::nullopt, "its path has a character other than letters, digits, '-', '.', '_' and '~'"};
  }
  return {std::string(text), {}};
}

}  // namespace

Read<HostPort> read_authority(std::string_view text) {
  HostPort out;
  std::string_view rest;
  if (!text.empty() && text.front() == '[') {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return {std::nullopt, "its IPv6 address is not closed"};
    const auto address = SocketAddress::parse_ip(text.substr(1, end - 1), 0);
    if (!address.ok() || address->family() != AF_INET6) return {std::nullopt, "its IPv6 address cannot be read"};
    out.host = address->ip();
    rest = text.substr(end + 1);
    if (!rest.empty() && rest.front() != ':') return {std::nullopt, "something follows its IPv6 address"};
  } else {
    const auto colon = text.find(':');
    auto name = read_name(text.substr(0, colon));
    if (!name.value) return {std::nullopt, name.complaint};
    out.host = std::move(*name.value);
    rest = colon == std::string_view::npos ? std::string_view() : text.substr(colon);
  }
  if (!rest.empty()) {
    const auto port = read_port(rest.substr(1));
    if (!port.value) return {std::nullopt, port.complaint};
    out.port = port.value;
  }
  return {std::move(out), {}};
}

Read<BaseUrl> read_base_url(std::string_view text) {
  if (text.empty()) return {std::nullopt, "it is empty"};
  if (text.size() > longest_url) return {std::nullopt, "it is too long"};
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7f) return {std::nullopt, "it has a space, control or non-ASCII character"};
    if (c == '@') return {std::nullopt, "it has user information"};
    if (c == '?') return {std::nullopt, "it has a query"};
    if (c == '#') return {std::nullopt, "it has a fragment"};
    if (c == '%') return {std::nullopt, "it has a percent sign"};
    if (c == '\\') return {std::nullopt, "it has a backslash"};
  }
  BaseUrl url;
  const auto mark = text.find("://");
  const std::string scheme = lowered(text.substr(0, mark == std::string_view::npos ? 0 : mark));
  if (scheme != "https" && scheme != "http") return {std::nullopt, "it does not begin with https:// or http://"};
  url.tls = scheme == "https";
  text.remove_prefix(mark + 3);

  const auto slash = text.find('/');
  auto authority = read_authority(text.substr(0, slash));
  if (!authority.value) return {std::nullopt, authority.complaint};
  auto path = read_path(slash == std::string_view::npos ? std::string_view() : text.substr(slash));
  if (!path.value) return {std::nullopt, path.complaint};
  url.host = std::move(authority.value->host);
  url.port = authority.value->port.value_or(url.tls ? std::uint16_t{443} : std::uint16_t{80});
  url.path = std::move(*path.value);
  return {std::move(url), {}};
}

std::string bracketed(std::string_view host) {
  return host.find(':') == std::string_view::npos ? std::string(host) : "[" + std::string(host) + "]";
}

std::string to_text(const BaseUrl& url) {
  std::string out = (url.tls ? "https://" : "http://") + bracketed(url.host);
  if (url.port != (url.tls ? 443 : 80)) out += ":" + std::to_string(url.port);
  return out + url.path;
}

}  // namespace atgateway::net
