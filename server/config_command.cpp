#include "commands.hpp"
#include "exit_codes.hpp"
#include "load.hpp"

#include <cstdio>

namespace server {
namespace {

int check(const ConfigFlags& flags) {
  const auto loaded = load(flags);
  if (!loaded) return explain_config_error(loaded.error());
  print_warnings(*loaded);
  std::printf("The configuration is fine: %zu listener(s), %zu upstream(s), %zu warning(s).\n",
              loaded->config.listeners.size(), loaded->config.upstreams.size(), loaded->warnings.size());
  return exit_fine;
}

int explain(const ConfigFlags& flags) {
  const auto loaded = load(flags);
  if (!loaded) return explain_config_error(loaded.error());
  print_warnings(*loaded);
  std::fputs(atgateway::explain_config(*loaded).c_str(), stdout);
  std::fputc('\n', stdout);
  return exit_fine;
}

int schema() {
  std::fputs(atgateway::config_schema().c_str(), stdout);
  std::fputc('\n', stdout);
  return exit_fine;
}

}  // namespace

void add_config(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("config", "Check, explain or describe the configuration");
  command->require_subcommand(1);
  command->footer(
      "Examples:\n"
      "  atgateway config check --config gateway.json\n"
      "  ATGATEWAY_LIMITS_ROWS=500 atgateway config explain --config gateway.json\n"
      "  atgateway config schema > atgateway.schema.json");

  auto* checking = command->add_subcommand("check", "Say whether the configuration can be used; exit 78 when not");
  const auto check_flags = add_config_flags(*checking);
  checking->callback([check_flags, &run] { run = [check_flags] { return check(*check_flags); }; });

  auto* explaining =
      command->add_subcommand("explain", "Print the effective configuration and where each value came from");
  const auto explain_flags = add_config_flags(*explaining);
  explaining->callback([explain_flags, &run] { run = [explain_flags] { return explain(*explain_flags); }; });

  auto* describing = command->add_subcommand("schema", "Print the JSON Schema of the configuration file");
  describing->callback([&run] { run = [] { return schema(); }; });
}

}  // namespace server
