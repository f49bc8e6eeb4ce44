// OpenSSL's way to a socket: as its own socket BIO, but a broken pipe raises no signal.
#pragma once

#include <openssl/bio.h>

namespace atgateway::net {

/// The socket under a BIO, and how its last transfer ended.
struct BioSocket {
  int fd = -1;
  bool ended = false;  ///< a FIN was read
  int error = 0;       ///< errno of a transfer that failed for good
};

/// A BIO over a nonblocking socket that it does not own; `socket` must stay until the BIO is gone. Null without memory.
[[nodiscard]] BIO* make_socket_bio(BioSocket& socket) noexcept;

}  // namespace atgateway::net
