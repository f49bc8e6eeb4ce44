// UpstreamReply: what came back, and how far the call got when nothing did.
#pragma once

#include <atgateway/result.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace atgateway::flow {

/// Microseconds spent in each phase; -1 = absent (a reused connection has no connect).
struct PhaseTimes {
  std::int64_t resolve_us = -1, connect_us = -1, tls_us = -1, first_byte_us = -1, total_us = -1;
};

struct UpstreamReply {
  int status = 0;
  std::string body;
  std::optional<std::int64_t> retry_after_s;
  bool sandbox = false;  ///< the reply carried `atgateway-sandbox: 1`
  PhaseTimes times;
};

/// Did the request leave this process? Decides billing and whether it may be sent again.
enum class Sent : std::uint8_t {
  no,     ///< not a byte of it was written: repeating is free
  maybe,  ///< bytes were written and no answer came: it may have been carried out
  yes,    ///< an answer came
};

struct UpstreamOutcome {
  Result<UpstreamReply> reply;
  Sent sent = Sent::no;
};

}  // namespace atgateway::flow
