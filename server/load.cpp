#include "load.hpp"

#include "exit_codes.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>

extern char** environ;

namespace server {

std::shared_ptr<ConfigFlags> add_config_flags(CLI::App& command) {
  auto flags = std::make_shared<ConfigFlags>();
  for (const auto& flag : atgateway::config_flags()) {
    const std::string name(flag.name);
    if (name == "config") {
      command.add_option("--config", flags->config_file, std::string(flag.description))
          ->type_name(std::string(flag.value_name));
      continue;
    }
    command
        .add_option_function<std::string>(
            "--" + name, [flags, name](const std::string& value) { flags->given.emplace_back(name, value); },
            std::string(flag.description))
        ->type_name(std::string(flag.value_name));
  }
  return flags;
}

atgateway::Result<atgateway::LoadedConfig> load(const ConfigFlags& flags) {
  atgateway::ConfigSources sources;
  for (char** each = environ; *each != nullptr; ++each) {
    const std::string entry(*each);
    const auto equals = entry.find('=');
    if (equals != std::string::npos) sources.environment.emplace(entry.substr(0, equals), entry.substr(equals + 1));
  }
  sources.flags = flags.given;
  sources.file_name = flags.config_file;
  if (sources.file_name.empty()) {
    const auto found = sources.environment.find("ATGATEWAY_CONFIG");
    if (found != sources.environment.end()) sources.file_name = found->second;
  }
  if (!sources.file_name.empty()) {
    std::ifstream file(sources.file_name, std::ios::binary);
    if (!file) {
      return atgateway::Error(atgateway::Errc::bad_config, "the file " + sources.file_name + " cannot be read")
          .with_hint("Check the path given with --config or ATGATEWAY_CONFIG.");
    }
    sources.file_text.assign(std::istreambuf_iterator<char>(file), {});
  }
  return atgateway::load_config(sources);
}

int explain_config_error(const atgateway::Error& error) {
  std::string line = "atgateway: configuration: ";
  if (!error.field().empty()) line += std::string(error.field()) + ": ";
  line += std::string(error.detail()) + "\n  " + std::string(error.hint()) + "\n";
  std::fputs(line.c_str(), stderr);
  return exit_configuration;
}

void print_warnings(const atgateway::LoadedConfig& loaded) {
  for (const auto& warning : loaded.warnings) std::fprintf(stderr, "atgateway: warning: %s\n", warning.c_str());
}

}  // namespace server
