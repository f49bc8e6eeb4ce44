#include "commands.hpp"
#include "exit_codes.hpp"

#include <atgateway/components.hpp>

#include <cstdio>
#include <memory>

namespace server {
namespace {

int print_versions(bool json) {
  const auto all = atgateway::components();
  if (json) {
    // Names and versions are letters, digits and punctuation that JSON needs no escapes for.
    std::string line = "{";
    for (const auto& each : all) {
      line += (line.size() > 1 ? ",\"" : "\"") + std::string(each.name) + "\":\"" + each.version + "\"";
    }
    std::printf("%s}\n", line.c_str());
    return exit_fine;
  }
  for (const auto& each : all) std::printf("%-10s %s\n", std::string(each.name).c_str(), each.version.c_str());
  return exit_fine;
}

}  // namespace

void add_version(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("version", "Versions of atgateway and of the libraries it leans on");
  const auto json = std::make_shared<bool>(false);
  command->add_flag("--json", *json, "One JSON object");
  command->footer("Examples:\n  atgateway version\n  atgateway version --json");
  command->callback([json, &run] { run = [json] { return print_versions(*json); }; });
}

}  // namespace server
