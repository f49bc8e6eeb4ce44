// Who may announce somebody else's address by PROXY protocol v2, and who gets in without.
#pragma once

#include "net/address.hpp"

#include <atgateway/config.hpp>
#include <atgateway/result.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace atgateway::listen {

/// What holds for one peer.
struct ProxyTerms {
  enum class Without : std::uint8_t { welcome, health_only, close };

  bool admitted = true;                ///< otherwise closed at once
  bool looks = false;                  ///< the first bytes are looked at; otherwise nothing below matters
  bool believes = false;               ///< a header of this peer is believed; otherwise it closes the connection
  Without without = Without::welcome;  ///< what becomes of it without a header
};

class ProxyGate {
 public:
  /// On failure `Errc::bad_config`; `field` begins at the listener's configuration.
  [[nodiscard]] static Result<ProxyGate> make(const ProxyProtocolConfig& config);

  [[nodiscard]] ProxyTerms terms_for(const net::SocketAddress& peer) const noexcept;
  /// May this link come in? Nothing = the header named none.
  [[nodiscard]] bool admits(const std::optional<std::uint32_t>& link_id) const noexcept;

 private:
  ProxyProtocolConfig::Mode mode_ = ProxyProtocolConfig::Mode::off;
  std::vector<net::Cidr> trusted_, probe_sources_;
  std::vector<std::uint32_t> allowed_link_ids_;  // sorted; empty = not checked
};

}  // namespace atgateway::listen
