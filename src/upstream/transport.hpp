// Transport: the seam to the world. One HTTP exchange, sent at most once.
#pragma once

#include "base/unique_function.hpp"
#include "flow/upstream_call.hpp"
#include "flow/upstream_reply.hpp"
#include "net/address.hpp"

#include <atgateway/clock.hpp>
#include <atgateway/secret.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace atgateway::upstream {

/// One configured upstream, parsed once. Tokens go to these and nowhere else.
struct Endpoint {
  std::string base_url;  ///< canonical: lower-case scheme and host, no default port, no trailing slash
  bool tls = true;
  std::string host;  ///< for Host and SNI; IPv6 without brackets
  std::uint16_t port = 443;
  std::string prefix;        ///< path of the base URL, without trailing slash; may be empty
  std::string connect_host;  ///< where to connect; the same as host unless `connect_to`
  std::uint16_t connect_port = 443;
  std::string ca_file;  ///< empty = the system's
  bool http2 = false;
  std::vector<net::Cidr> allow_addresses;
  std::uint32_t max_connections = 64;
};

struct TransportLimits {
  milliseconds connect{3000}, tls{5000}, first_byte{60000};
  std::uint64_t reply_bytes = 16777216;
};

/// What goes out beside the call itself.
struct SendOptions {
  std::shared_ptr<const Secret> token;
  std::string traceparent;  ///< validated, or empty
  std::string request_id;
  Deadline deadline;
};

/// One per worker and configuration; everything on that worker's thread.
class Transport {
 public:
  using Done = base::UniqueFunction<void(flow::UpstreamOutcome)>;
  using Ticket = std::uint64_t;

  virtual ~Transport() = default;
  /// Puts the call on the wire at most once: nothing below this line repeats it. `done` runs exactly once, never
  /// inside `send`, unless the call was abandoned first. `endpoint` and `call` stay valid until then.
  [[nodiscard]] virtual Ticket send(const Endpoint& endpoint, const flow::UpstreamCall& call, SendOptions options,
                                    Done done) = 0;
  /// Ends an exchange whose answer nobody wants; `done` does not run. Unknown tickets are ignored.
  virtual void abandon(Ticket ticket) noexcept = 0;
};

}  // namespace atgateway::upstream
