// The library behind two pipes, for programs that start atgateway instead of linking it.
#pragma once

#include <atgateway/export.hpp>
#include <atgateway/result.hpp>

#include <cstddef>

namespace atgateway::inline v0_1 {

struct RpcOptions {
  int input = 0;                                      ///< descriptor of requests; stays open
  int output = 1;                                     ///< descriptor of answers; stays open
  std::size_t longest_line = std::size_t{256} << 20;  ///< bytes; a longer one is refused unread
};

/// Reads requests, a JSON object a line, and writes answers, until the input ends or nobody reads the output. What is
/// under way then is cancelled. A line that cannot be understood is answered with an error, and the next one read.
///
/// Both ends of the pipes are expected to be of the same version: docs/rpc.md may change with any of them.
/// @return success, or `Errc::internal` when the system refuses a thread or a descriptor
/// @blocking until then; SIGPIPE must be ignored or blocked by the host
/// @threads  once at a time for a pair of descriptors; two threads of its own, and a Runtime per gateway and sandbox
/// @secrets  a token in a request goes to the call that it is for; the line it came in is overwritten
/// @since    0.1
[[nodiscard]] ATGATEWAY_EXPORT Result<void> run_rpc(const RpcOptions& options = {});

}  // namespace atgateway::inline v0_1
