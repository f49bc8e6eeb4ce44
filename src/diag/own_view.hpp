// The gateway's own view: its configuration, its certificate, and its way to CARTO, as a report.
#pragma once

#include "diag/context.hpp"

#include <atgateway/clock.hpp>
#include <atgateway/diagnostics.hpp>
#include <atgateway/http.hpp>
#include <atgateway/secret.hpp>

#include <memory>
#include <string>
#include <vector>

namespace atgateway::diag {

/// A certificate file that callers are shown.
struct OwnCertificate {
  std::string listener, file;
};

struct OwnView {
  std::string target;  ///< the upstream's base URL
  Goal goal;
  std::string ca_file;  ///< the upstream's only authorities; empty = the system's
  std::vector<net::Cidr> allow_addresses;
  std::shared_ptr<const Secret> token;  ///< that the caller may spend, or null
  std::vector<std::string> remarks;     ///< sentences: what is risky in the configuration or the state
  std::vector<OwnCertificate> certificates;
  Arrival arrival;  ///< of the call that asks
  std::string host_header;
};

/// @blocking at most until the scope's deadline
[[nodiscard]] Report look_around(const OwnView& view, const Scope& scope);

}  // namespace atgateway::diag
