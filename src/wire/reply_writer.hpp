// Replies to bytes. Framing fields are written here and nowhere else.
#pragma once

#include <atgateway/http.hpp>

#include <string>
#include <string_view>

namespace atgateway::wire {

struct ReplyFraming {
  int version_minor = 1;        ///< of the request
  bool close = false;           ///< say `Connection: close`
  bool head_only = false;       ///< no body bytes (not used for our methods, but 204/304 have none either)
  std::string_view date;        ///< IMF-fixdate
  std::string_view request_id;  ///< already checked
};

/// Appends status line, headers and body: Server, Date, x-request-id, Content-Length, Connection, then the reply's own.
void write_reply(std::string& out, const Reply& reply, const ReplyFraming& framing);

[[nodiscard]] std::string_view reason_phrase(int status) noexcept;

}  // namespace atgateway::wire
