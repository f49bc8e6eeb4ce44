// The first bytes of a connection that may begin with a PROXY v2 header.
#pragma once

#include "listen/proxy_gate.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace atgateway::listen {

struct Introduction {
  enum class Step : std::uint8_t {
    wait,         ///< call again when the socket can be read
    welcome,      ///< whatever comes next belongs to TLS or HTTP
    health_only,  ///< the same, for the health routes
    close,
  };
  Step step = Step::wait;
  std::string source;  ///< IP:PORT of the caller, when a believed header named it
  std::optional<std::uint32_t> link_id;
};

/// Takes the header, and not a byte more, from the socket: TLS reads from the same descriptor afterwards. Bytes are
/// only looked at until it is whole; SO_RCVLOWAT keeps the reactor quiet until there are more of them.
[[nodiscard]] Introduction read_introduction(int fd, const ProxyTerms& terms, const ProxyGate& gate);

}  // namespace atgateway::listen
