// From facts to checks: pure, one file per layer. What stands in a check's way is given, and given on.
#pragma once

#include "diag/context.hpp"
#include "diag/facts.hpp"

#include <atgateway/diagnostics.hpp>

#include <string>
#include <vector>

namespace atgateway::diag {

/// What a layer hands to the next: its checks, and what keeps the next one from being judged.
struct Judged {
  std::vector<Check> checks;
  std::string blocks;  ///< id of the check that failed, "deadline", or empty: go on
};

[[nodiscard]] Judged judge_config(const Context& context);
[[nodiscard]] Judged judge_names(const Context& context, const NameFacts& facts,
                                 const std::vector<net::SocketAddress>& addresses);
/// `names` tells whether the addresses came from this machine's own hosts file.
[[nodiscard]] Judged judge_tcp(const Context& context, const Fact<probe::TcpAttempts>& facts,
                               const NameFacts& names = {});
[[nodiscard]] Judged judge_tls(const Context& context, const Fact<probe::TlsLooks>& facts);
[[nodiscard]] Judged judge_http(const Context& context, const ServiceFacts& facts);
[[nodiscard]] Judged judge_gateway(const Context& context, const ServiceFacts& facts);
/// `trust` is the check that keeps a token from being sent, or empty.
[[nodiscard]] Judged judge_quota(const Context& context, const ServiceFacts& facts, const std::string& trust);
/// On the way from the gateway to CARTO.
[[nodiscard]] Judged judge_egress_http(const Context& context, const ServiceFacts& facts, const std::string& trust);
[[nodiscard]] Judged judge_egress_quota(const Context& context, const ServiceFacts& facts, const std::string& trust);
/// The four claims, from the checks made so far and what the gateway said of how we arrived.
[[nodiscard]] Judged judge_claims(const Context& context, const ServiceFacts& facts, const std::vector<Check>& checks);

/// A claim that holds when that other check (null = not made) holds; never a second failure for one cause.
[[nodiscard]] Check follow(std::string_view id, const Check* other, std::string observed);

/// The ids of a layer that are judged on this path, in the order of the table.
[[nodiscard]] std::vector<std::string_view> ids_of(const Context& context, Layer layer);

/// All of the layer's checks as skips for one cause.
[[nodiscard]] Judged block(const Context& context, Layer layer, const std::string& by);
[[nodiscard]] Judged not_visible(const Context& context, Layer layer);
/// All of the layer's checks as crashed: a probe broke.
[[nodiscard]] Judged crashed(const Context& context, Layer layer, const std::string& what);

}  // namespace atgateway::diag
