// What somebody gets who typed something that is not there.
#pragma once

#include <CLI/CLI.hpp>

namespace server {

/// Prints help or the mistake with the nearest thing that exists. @return the exit code
int explain_parse_error(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv);

}  // namespace server
