// Single looks at the network, without judgement: what a name resolves to, who answers, which certificates they show.
#pragma once

#include <atgateway/clock.hpp>
#include <atgateway/result.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace atgateway::inline v0_1 {

/// Asks for a name's records.
///
/// @param nameserver  IP[:PORT] to ask directly over UDP, then TCP when the answer is cut; empty = the system's
/// resolver
/// @param type        "A", "AAAA", "CNAME", "TXT", "NS", "SOA", "SRV", "PTR", "MX"; the system's resolver: A and AAAA
/// @return the evidence of `dns.resolves`: a JSON object. A sick network is in it, never an error. `Errc::bad_target`
///         when name, server or type cannot be read
/// @blocking at most until `scope.deadline` (10 s when there is none)  @threads any  @secrets none  @since 0.1
/// @source RFC 1035, RFC 6891 (EDNS), RFC 8914 (extended errors)
[[nodiscard]] ATGATEWAY_EXPORT Result<std::string> resolve(const std::string& name, const std::string& nameserver = {},
                                                           std::string_view type = "A", const Scope& scope = {});

/// Connects to every address of the host, each on its own.  @return the evidence of `tcp.connects`  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT Result<std::string> connect(const std::string& host, std::uint16_t port,
                                                           const Scope& scope = {});

/// Shakes hands and looks at the certificates, trusting nobody.
/// @param server_name  for SNI and the names; empty = the host
/// @return the evidence of `tls.handshake`  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT Result<std::string> inspect_tls(const std::string& host, std::uint16_t port,
                                                               const std::string& server_name = {},
                                                               const Scope& scope = {});

}  // namespace atgateway::inline v0_1
