// How long each phase of a call took, as the evidence of the checks tells it.
#pragma once

#include "report/evidence.hpp"

#include <atgateway/diagnostics.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::report {

/// Something that was tried in a phase: a nameserver, an address, a call.
struct Attempt {
  std::string what;  ///< "10.20.0.4:443"; a stranger's text
  std::string word;  ///< what came instead of success: "refused", "NXDOMAIN"; empty = nothing
  bool failed = false;
  std::int64_t took_us = -1;  ///< the median; -1 = not known
  Times times;
};

struct Phase {
  std::string_view name;          ///< "TCP"
  std::string absent;             ///< why it was not looked at: "blocked by dns.resolves"; empty when it was
  std::vector<Attempt> attempts;  ///< the one that counts, then the others, failed ones first; at most 16
  std::size_t more = 0;           ///< that are not among them
  std::int64_t starts_us = 0;     ///< after the first question to DNS, were one phase done after the other

  [[nodiscard]] std::int64_t ends_us() const noexcept {
    return starts_us + (attempts.empty() ? 0 : std::max<std::int64_t>(0, attempts.front().took_us));
  }
  [[nodiscard]] bool failed() const noexcept { return !attempts.empty() && attempts.front().failed; }
};

/// DNS, TCP, TLS, HTTP and the gateway's way to CARTO. Empty when nothing of all this was looked at.
[[nodiscard]] std::vector<Phase> phases_of(const Report& report);

}  // namespace atgateway::report
