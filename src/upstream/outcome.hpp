// Failures in words: what went wrong, in which phase, and what is known about the call.
#pragma once

#include "flow/upstream_reply.hpp"

#include <atgateway/clock.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace atgateway::upstream {

/// Where an exchange stands.
enum class Phase : std::uint8_t {
  resolve,
  connect,
  tls,
  write,       ///< the request is being written
  first_byte,  ///< the request is written, nothing came back
  body,        ///< the answer has begun
};

/// What may be said about delivery when an exchange ends in this phase.
[[nodiscard]] flow::Sent sent_in(Phase phase) noexcept;

/// `detail` is one sentence without its full stop; what is known about delivery is added.
[[nodiscard]] flow::UpstreamOutcome failed(Errc code, flow::Sent sent, std::string detail);

/// A phase took longer than its limit.
[[nodiscard]] flow::UpstreamOutcome limit_passed(Phase phase, milliseconds limit);

/// The request's own time was over.
[[nodiscard]] flow::UpstreamOutcome deadline_passed(Phase phase);

/// The upstream closed or reset the connection.
[[nodiscard]] flow::UpstreamOutcome connection_lost(Phase phase, std::string_view how);

/// No address of the upstream is one that `allow_addresses` allows.
[[nodiscard]] flow::UpstreamOutcome address_refused();

/// The answer has more bytes than the cap.
[[nodiscard]] flow::UpstreamOutcome reply_too_large(std::uint64_t cap);

/// An answer came, and it is not one. `what` continues "The upstream's answer …".
[[nodiscard]] flow::UpstreamOutcome bad_reply(std::string_view what);

}  // namespace atgateway::upstream
