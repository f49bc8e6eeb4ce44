// Commands that fetch a snapshot's files, with the names of one installation filled in.
#pragma once

#include "snapshot/files.hpp"

#include <atgateway/site.hpp>

#include <string>
#include <string_view>

namespace atgateway::snapshot {

/// What a variable of the commands stands for, as far as the site file knows; empty = it does not.
[[nodiscard]] std::string variable_value(std::string_view variable, const Site* site);

/// The command with "$NAME" replaced by the site's value in quotes, or by '<name>' to be filled in by hand.
[[nodiscard]] std::string command_with_names(std::string_view command, const Site* site);

/// The same for a file, its output redirected into it; empty when no command fetches it.
[[nodiscard]] std::string fetch_command(const FileInfo& file, const Site* site);

}  // namespace atgateway::snapshot
