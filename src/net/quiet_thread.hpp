// Threads that a host does not notice: named, and deaf to signals.
#pragma once

#include "net/reactor.hpp"

#include <optional>
#include <string>
#include <thread>

namespace atgateway::net {

/// Starts a thread with signals blocked from its first instruction on: a host's handlers run on the host's own threads,
/// and SIGPIPE never comes. Only what a thread brings on itself (SIGSEGV and its like) stays open, for crash reporters.
/// `name` has at most 15 characters. What `body` throws ends the process, as ever.
/// @return nothing when the system refuses a thread
[[nodiscard]] std::optional<std::thread> make_quiet_thread(std::string name, Task body);

/// The same, detached.
[[nodiscard]] bool start_quiet_thread(std::string name, Task body);

}  // namespace atgateway::net
