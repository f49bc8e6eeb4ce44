// What texts of each kind must look like. Nothing here touches the network.
#pragma once

#include "config/key.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atgateway::config {

/// What is wrong with a text, completing "… must be"; and how to put it right. Neither holds the text itself.
struct Complaint {
  std::string must_be;
  std::string hint;
};

/// Judges a text by its rule; `base_url` is judged later, with its neighbours.
[[nodiscard]] std::optional<Complaint> judge_text(Rule rule, std::string_view text);

[[nodiscard]] bool is_ip(std::string_view text);
/// 127/8, ::1 or the name localhost; of an address or a host, without port and brackets.
[[nodiscard]] bool is_loopback(std::string_view host);
/// A decimal port without leading zeros.
[[nodiscard]] std::optional<std::uint16_t> read_port(std::string_view text);

/// HOST:PORT or [IPv6]:PORT taken apart at the right colon, unchecked; no port = no colon.
struct HostPort {
  std::string_view host;  // without brackets
  std::string_view port;
  bool bracketed = false;
  bool has_port = false;
};
[[nodiscard]] HostPort split_host_port(std::string_view text);
/// A host name, an IPv4 address, or (bracketed) an IPv6 address.
[[nodiscard]] bool is_host(const HostPort& given);

}  // namespace atgateway::config
