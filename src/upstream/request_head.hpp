// What goes out in front of a call's body: the request line's target and the fields, checked once more.
#pragma once

#include "upstream/transport.hpp"

#include <string>
#include <string_view>

namespace atgateway::upstream {

/// The last look before bytes leave: `token_malformed` for a token that is not an RFC 6750 b64token of at most 8 KiB,
/// `internal` for a method, path, query, traceparent or request id that would break out of its place.
[[nodiscard]] Result<void> check_call(const flow::UpstreamCall& call, const SendOptions& options);

/// Value of Host: the public name, with the port when it is not the scheme's own.
[[nodiscard]] std::string host_field(const Endpoint& endpoint);

/// Prefix, path and query of the call.
void append_target(std::string& out, const Endpoint& endpoint, const flow::UpstreamCall& call);

/// All fields but Host and Content-Length, each followed by `line_end`. They hold the token: room is made first, so
/// that no outgrown buffer keeps a copy, and whoever owns `out` wipes it.
/// @source RFC 9110 sections 7.6.3 (Via), 10.1.5 (User-Agent); W3C Trace Context
void append_fields(std::string& out, const flow::UpstreamCall& call, const SendOptions& options,
                   std::string_view line_end);

/// A whole HTTP/1.1 request up to its body, and behind it the body if `body` is given. Room is made as above.
void append_request(std::string& out, const Endpoint& endpoint, const flow::UpstreamCall& call,
                    const SendOptions& options, std::string_view body);

}  // namespace atgateway::upstream
