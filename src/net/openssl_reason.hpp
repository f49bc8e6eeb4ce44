// What OpenSSL has to say, taken from its queue so that nobody else on this thread finds it there.
#pragma once

#include <string>

namespace atgateway::net {

/// The oldest error of this thread, which the others only report, or 0. The queue is empty afterwards: libcurl shares
/// it, and takes what it finds for its own.
[[nodiscard]] unsigned long take_openssl_error() noexcept;

/// "certificate has expired", "no start line"; never a file's or a peer's bytes.
[[nodiscard]] std::string openssl_reason(unsigned long error);

}  // namespace atgateway::net
