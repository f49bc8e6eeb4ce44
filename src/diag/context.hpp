// What is judged, for which path, and from where: decided once, before anything is measured.
#pragma once

#include "net/address.hpp"

#include <atgateway/diagnostics.hpp>
#include <atgateway/secret.hpp>
#include <atgateway/site.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace atgateway::diag {

/// Where connections go, and what they are made for.
struct Goal {
  std::string dial_host;  ///< the name or literal that is resolved and connected to
  std::uint16_t dial_port = 443;
  std::string host;  ///< of the certificate, SNI and the Host field; usually the same
  std::uint16_t port = 443;
  bool tls = true;
  std::string path;  ///< base path of CARTO's API on `gateway_egress`, else empty
};

/// A range that addresses are expected in, and how it was written.
struct ExpectedRange {
  std::string text;
  net::Cidr range;
};

struct Context {
  Goal goal;
  std::string target;  ///< the URL, as reports show it
  Profile profile = Profile::local;
  VantageSeen vantage;
  bool literal = false;   ///< the goal's host is an IP address
  bool loopback = false;  ///< a loopback literal, or localhost
  std::vector<ExpectedRange> expected;
  std::vector<net::SocketAddress> nameservers;  ///< that are asked
  bool nameservers_given = false;               ///< by the caller, not by the system
  std::string ca_file;
  /// The CA file is the only authority (as of a configured upstream), not one more.
  bool only_that_ca = false;
  std::string api_base_url;
  std::vector<net::Cidr> allow_addresses;  ///< a token goes to no other; empty = any
  const Secret* token = nullptr;           ///< null = none
  bool inside = false;                     ///< the gateway itself looks: its way out shows wherever it stands
  bool proxy_header = false;
  unsigned samples = 1;
  std::optional<Site> site;
  std::int64_t now_s = 0;  ///< seconds since 1970

  /// Do the network layers of the judged path show from where we stand?
  [[nodiscard]] bool sees_network() const noexcept;
  /// A name that DNS can be asked for: neither a literal nor localhost.
  [[nodiscard]] bool asks_dns() const noexcept { return !literal && !loopback; }
};

/// @param environment  reads a variable; null = not set
using Environment = std::function<const char*(const char*)>;

/// Reads the options; opens nothing but the site file.
/// @return `Errc::bad_target`, or `Errc::bad_config` with the option's name as field ("/nameservers/0")
[[nodiscard]] Result<Context> make_context(const DiagnoseOptions& options, const Environment& environment);

}  // namespace atgateway::diag
