// What no single value can show: keys that are missing, that contradict each other, or that do not do what they seem
// to.
#pragma once

#include "config/reading.hpp"

#include <string>

namespace atgateway::config {

/// Keys without which an item means nothing, and features that are not built yet.
[[nodiscard]] Result<void> judge_presence(Reading& reading);
/// Listeners, in their full form in `config.listeners`; `full` says how they were given, for the pointers.
[[nodiscard]] Result<void> judge_listeners(Reading& reading, bool full);
[[nodiscard]] Result<void> judge_upstreams(Reading& reading);
[[nodiscard]] Result<void> judge_some_upstream(const Reading& reading);
[[nodiscard]] Result<void> judge_credentials(Reading& reading);
/// Files that are named exist and can be read; secret ones by us alone.
[[nodiscard]] Result<void> judge_files(Reading& reading, bool full);

/// "/listen" or "/listeners/0/address": where a listener's address was given.
[[nodiscard]] std::string address_pointer(std::size_t listener, bool full);
/// "/tls" or "/listeners/0/tls": where a section of a listener was given.
[[nodiscard]] std::string section_pointer(std::size_t listener, bool full, std::string_view section);

}  // namespace atgateway::config
