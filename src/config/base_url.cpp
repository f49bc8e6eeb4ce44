#include "config/base_url.hpp"

#include "config/text_rules.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

namespace atgateway::config {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return out;
}

std::string_view judge_characters(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) <= 0x20 || static_cast<unsigned char>(c) >= 0x7f) {
      return "has a space, a control character or a character that is not ASCII";
    }
    if (c == '@') return "holds a user name or password; the token goes into token_file or comes with the call";
    if (c == '?') return "has a query";
    if (c == '#') return "has a fragment";
    if (c == '%') return "has a percent sign";
    if (c == '\\') return "has a backslash";
  }
  return {};
}

// One spelling per address: ::0001 and ::1 are the same host.
std::string canonical_ip6(const std::string& host) {
  in6_addr address{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (inet_pton(AF_INET6, host.c_str(), &address) != 1) return host;
  return inet_ntop(AF_INET6, &address, text.data(), text.size()) == nullptr ? host : std::string(text.data());
}

std::string_view judge_authority(std::string_view text, BaseUrl& out, std::string_view default_port) {
  const bool port_given =
      text.find(':', text.find(']') == std::string_view::npos ? 0 : text.find(']')) != std::string_view::npos;
  auto given = port_given || text.starts_with('[') ? split_host_port(text) : HostPort{.host = text};
  if (given.host.empty()) return "has no host";
  if (given.host.ends_with('.')) return "has a host that ends in a dot";
  if (!is_host(given)) return "has a host that is neither a name nor an IP address";
  if (given.has_port && !read_port(given.port)) return "has a port that is not a number from 1 to 65535";
  out.host = lower(given.host);
  if (given.bracketed) out.host = canonical_ip6(out.host);
  out.canonical += given.bracketed ? "[" + out.host + "]" : out.host;
  if (given.has_port && given.port != default_port) out.canonical.append(":").append(given.port);
  return {};
}

}  // namespace

BaseUrl read_base_url(std::string_view text) {
  BaseUrl out;
  const auto refuse = [&](std::string_view why) {
    out.complaint = why;
    return out;
  };
  if (text == sandbox_url) {
    out.canonical = text;
    return out;
  }
  if (text.empty()) return refuse("is empty");
  if (text.size() > 2048) return refuse("is longer than 2048 characters");
  if (const auto why = judge_characters(text); !why.empty()) return refuse(why);
  const auto scheme_end = text.find("://");
  const auto scheme = lower(text.substr(0, scheme_end == std::string_view::npos ? 0 : scheme_end));
  if (scheme != "https" && scheme != "http") return refuse("does not begin with https://");
  out.plaintext = scheme == "http";
  out.canonical = scheme + "://";
  text.remove_prefix(scheme_end + 3);

  const auto slash = std::min(text.find('/'), text.size());
  if (const auto why = judge_authority(text.substr(0, slash), out, out.plaintext ? "80" : "443"); !why.empty()) {
    return refuse(why);
  }
  auto path = text.substr(slash);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (!path.empty() && (path == "/" || judge_text(Rule::path, path))) {
    return refuse("has a path with an empty or dot segment, or with other characters than letters, digits, - . _ ~");
  }
  out.canonical += path;
  return out;
}

}  // namespace atgateway::config
