// Content-Encoding of request bodies: gzip and deflate, with a cap on what comes out.
#pragma once

#include <atgateway/result.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace atgateway::wire {

/// @param coding value of Content-Encoding; "" and "identity" leave the body as it is. "gzip" and "x-gzip" take one or
///        more members one after another (RFC 1952 2.2); "deflate" takes the zlib form (RFC 9110 8.4.1.2) and, because
///        some senders mean that, the bare form of RFC 1951
/// @return the plain body; `unsupported_content_encoding` for another coding or several; `body_too_large` as soon as
/// the
///         output passes `limit`; `bad_request` when the bytes are not what the coding says, end early or go on after
///         it
/// @secrets all buffers that held plain or packed bytes are overwritten, zlib's own included
[[nodiscard]] Result<std::string> decode_content(std::string_view coding, std::string body, std::size_t limit);

/// "application/json" with no charset or charset=utf-8 (any case, quotes allowed), also "+json".
[[nodiscard]] bool is_json_media_type(std::string_view content_type) noexcept;

}  // namespace atgateway::wire
