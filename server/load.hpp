// Configuration from its three places, with the flags that the subcommands share.
#pragma once

#include <CLI/CLI.hpp>

#include <atgateway/config.hpp>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace server {

/// Flags that set configuration, as they were given.
struct ConfigFlags {
  std::string config_file;
  std::vector<std::pair<std::string, std::string>> given;
};

/// Adds --config and the configuration flags to a subcommand; what is given on the command line ends up in the result.
std::shared_ptr<ConfigFlags> add_config_flags(CLI::App& command);

/// Reads file, environment and flags.
[[nodiscard]] atgateway::Result<atgateway::LoadedConfig> load(const ConfigFlags& flags);

/// Prints a configuration error for people: where, what, and what to do. @return exit_configuration
int explain_config_error(const atgateway::Error& error);

void print_warnings(const atgateway::LoadedConfig& loaded);

}  // namespace server
