// Base URLs and HOST:PORT, read so strictly that no two readers can see two hosts in one text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atgateway::net {

/// What was read, or what is wrong with it: the end of a sentence ("its host ends with a dot"), because configuration
/// and callers get different errors made of it.
template <class T>
struct Read {
  std::optional<T> value;
  std::string_view complaint;
};

struct HostPort {
  std::string host;  ///< lower-case; IPv6 without brackets, in its shortest form
  std::optional<std::uint16_t> port;
};

/// HOST, HOST:PORT, [IPv6], [IPv6]:PORT. A host that ends in a number must be four plain decimal parts.
[[nodiscard]] Read<HostPort> read_authority(std::string_view text);

struct BaseUrl {
  bool tls = true;
  std::string host;  ///< as in HostPort
  std::uint16_t port = 443;
  std::string path;  ///< without trailing slash; unreserved characters only
};

/// `http[s]://` authority, path. @source RFC 3986 section 3, less all that a base URL does not need
[[nodiscard]] Read<BaseUrl> read_base_url(std::string_view text);

/// The one form that is compared: no default port, no trailing slash.
[[nodiscard]] std::string to_text(const BaseUrl& url);

/// A host as it stands in URLs and Host fields: IPv6 addresses get their brackets.
[[nodiscard]] std::string bracketed(std::string_view host);

}  // namespace atgateway::net
