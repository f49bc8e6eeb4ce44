// What resolv.conf and the hosts file say, read from their text.
#pragma once

#include "probe/dns.hpp"

#include <string>
#include <string_view>

namespace atgateway::probe {

/// Fills nameservers (the first three, as the system's resolver does; 127.0.0.1 when there is none), search and ndots.
/// @source resolv.conf(5)
void read_resolv_conf(std::string_view text, SystemAnswer& into);

/// Has a line of the hosts file this name?  @source hosts(5)
[[nodiscard]] bool hosts_file_has(std::string_view text, std::string_view name);

/// What the search list does to the answer's name, in a sentence; empty when it has no part in it.
[[nodiscard]] std::string search_note_of(const SystemAnswer& answer);

}  // namespace atgateway::probe
