#include "usage.hpp"

#include "exit_codes.hpp"

#include <atgateway/suggest.hpp>

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace server {
namespace {

/// The subcommand that the arguments lead to, as far as they do.
const CLI::App* deepest(const CLI::App& app, int argc, char** argv) {
  const CLI::App* here = &app;
  for (int i = 1; i < argc; ++i) {
    const auto below = here->get_subcommands([&](const CLI::App* each) { return each->check_name(argv[i]); });
    if (below.empty()) break;
    here = below.front();
  }
  return here;
}

std::vector<std::string> names_below(const CLI::App& app) {
  std::vector<std::string> names;
  for (const auto* each : app.get_subcommands([](const CLI::App*) { return true; })) names.push_back(each->get_name());
  for (const auto* each : app.get_options()) {
    for (const auto& name : each->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// The first argument that this subcommand does not know, as it was typed.
std::string unknown_argument(const CLI::App& app, int argc, char** argv) {
  const auto names = names_below(app);
  bool inside = app.get_parent() == nullptr;
  for (int i = 1; i < argc; ++i) {
    const std::string typed(argv[i]);
    if (!inside) {
      inside = typed == app.get_name();
      continue;
    }
    auto name = typed.substr(0, typed.find('='));
    bool known = false;
    for (const auto& each : names) known = known || each == name;
    const bool could_be_name =
        name.starts_with("--") || app.get_options([](const CLI::Option* o) { return o->get_positional(); }).empty();
    if (!known && could_be_name) return name;
    if (known && name.starts_with("--")) {
      const auto* option = app.get_option_no_throw(name);
      if (option != nullptr && option->get_items_expected_max() > 0 && typed.find('=') == std::string::npos) ++i;
    }
  }
  return {};
}

}  // namespace

int explain_parse_error(const CLI::App& app, const CLI::ParseError& error, int argc, char** argv) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
  const auto* where = deepest(app, argc, argv);
  const auto path = where->get_parent() == nullptr ? std::string("atgateway") : "atgateway " + where->get_name();
  std::string message = error.what();
  // A misspelt subcommand shows as "required" where there must be one, and as "extra" where there need not.
  const auto code = error.get_exit_code();
  const bool unknown =
      code == static_cast<int>(CLI::ExitCodes::ExtrasError) || code == static_cast<int>(CLI::ExitCodes::RequiredError);
  std::string hint;
  if (unknown) {
    const auto typed = unknown_argument(*where, argc, argv);
    if (!typed.empty()) {
      message = "there is no '" + typed + "' here";
      const auto names = names_below(*where);
      const std::vector<std::string_view> views(names.begin(), names.end());
      const auto meant = atgateway::nearest_name(typed, views);
      if (!meant.empty()) hint = "Did you mean '" + std::string(meant) + "'?";
    }
  }
  std::fprintf(stderr, "%s: %s\n", path.c_str(), message.c_str());
  if (!hint.empty()) std::fprintf(stderr, "%s\n", hint.c_str());
  std::fprintf(stderr, "Try '%s --help'.\n", path.c_str());
  return exit_usage;
}

}  // namespace server
