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
///
/// A field of the reply whose name is one of these, is not a token, or whose value holds a control character is left
/// out: nothing that a reply carries can end a line. A status outside 200 to 599 is written as 500.
void write_reply(std::string& out, const Reply& reply, const ReplyFraming& framing);

[[nodiscard]] std::string_view reason_phrase(int status) noexcept;

}  // namespace atgateway::wire
