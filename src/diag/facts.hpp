// What was measured on one path, before anybody judges it.
#pragma once

#include "probe/dns.hpp"
#include "probe/http.hpp"
#include "probe/tcp.hpp"
#include "probe/tls.hpp"

#include <optional>
#include <string>
#include <vector>

namespace atgateway::diag {

/// One measurement: not made, made, or broken by a bug of ours.
template <class T>
struct Fact {
  std::optional<T> value;
  std::string crash;  ///< what was thrown

  [[nodiscard]] const T* get() const noexcept { return value ? &*value : nullptr; }
};

struct NameFacts {
  Fact<probe::SystemAnswer> system;
  Fact<probe::DnsAnswers> wire;  ///< not made when no nameserver is to be asked
};

/// The pages and the one call that tell who answers and whether it works.
struct ServiceFacts {
  Fact<probe::HttpAnswer> health, ready, openapi, whoami;  ///< of a gateway
  Fact<probe::HttpAnswer> quota;  ///< of a gateway one `quota` call; on the way to CARTO its statistics, with the token
};

}  // namespace atgateway::diag
