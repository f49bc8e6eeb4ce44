// The configuration file: JSON with comments, against the table.
#pragma once

#include "config/reading.hpp"

namespace atgateway::config {

/// Reads `reading.sources.file_text` into the draft; a text without anything in it is a file without keys.
[[nodiscard]] Result<void> read_file(Reading& reading);

}  // namespace atgateway::config
