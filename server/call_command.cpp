// call: one request through the library, without a network in front of it.
#include "commands.hpp"
#include "exit_codes.hpp"
#include "harden.hpp"
#include "load.hpp"
#include "log.hpp"
#include "read_token.hpp"
#include "signals.hpp"

#include <atgateway/gateway.hpp>
#include <atgateway/sandbox.hpp>
#include <atgateway/secret.hpp>

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace server {
namespace {

using namespace atgateway;

struct CallOptions {
  std::shared_ptr<ConfigFlags> flags;
  std::string service;
  std::vector<std::string> rows;
  std::string include = "raw", geometry = "geojson", on_error = "row", token_file;
  bool dry_run = false;
};

/// The envelope. Rows are pasted as they are: the gateway judges them, as it judges a caller's.
std::string envelope(const CallOptions& options) {
  std::string body = "{\"rows\":[";
  for (std::size_t i = 0; i < options.rows.size(); ++i) body += (i > 0 ? "," : "") + options.rows[i];
  body += "],\"include\":[";
  if (options.include != "none") {
    body += options.include == "both" ? "\"raw\",\"geom\"" : "\"" + options.include + "\"";
  }
  return body + "],\"geometry\":\"" + options.geometry + "\",\"on_error\":\"" + options.on_error + "\"}";
}

int call(const CallOptions& options) {
  // Nothing listens here, so no certificate is needed.
  auto flags = *options.flags;
  flags.given.emplace_back("tls-mode", "off");
  auto loaded = load(flags);
  if (!loaded) return explain_config_error(loaded.error());
  auto& config = loaded->config;
  if (config.upstreams.empty()) {
    return explain_config_error(Error(Errc::bad_config, "there must be at least one upstream", "/upstreams"));
  }
  const Signals signals;
  harden(false);
  auto runtime = Runtime::start({.workers = 1, .sinks = log_to_stderr({.level = LogConfig::Level::warn})});
  if (!runtime) {
    std::fprintf(stderr, "atgateway call: %s\n", std::string(runtime.error().detail()).c_str());
    return exit_internal;
  }
  auto given = read_token(options.token_file);
  if (!given) {
    std::fprintf(stderr, "atgateway call: --token-file: the file cannot be read\n");
    return exit_usage;
  }
  auto token = std::move(*given);
  // No warning: the reply says so itself.
  const auto sandbox = start_own_sandbox(*runtime, config, {});
  if (!sandbox) return explain_config_error(sandbox.error());
  if (*sandbox && token.empty()) token = Secret("sandbox-token");
  auto gateway = Gateway::create(*runtime, config);
  if (!gateway) return explain_config_error(gateway.error());

  Request request;
  request.method = "POST";
  request.target = "/v1/rows/" + options.service + (options.dry_run ? "?dry_run=1" : "");
  request.headers.add("content-type", "application/json");
  if (!token.empty()) {
    auto line = "Bearer " + std::string(token.reveal());
    request.headers.add("authorization", line);
    wipe(line);
  }
  request.body = envelope(options);
  const auto reply = gateway->handle(std::move(request));
  if (!reply) {
    std::fprintf(stderr, "atgateway call: %s\n", std::string(reply.error().detail()).c_str());
    return exit_internal;
  }
  std::printf("%s\n", reply->body.c_str());
  return reply->status == 200 && reply->facts.failed == 0 ? exit_fine : exit_findings;
}

}  // namespace

void add_call(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("call", "Send one request through the library and print the reply");
  const auto options = std::make_shared<CallOptions>();
  command->add_option("service", options->service, "geocode, quota, …")->required()->type_name("SERVICE");
  command->add_option("--row", options->rows, "A row: a JSON array of arguments, or an object by name; may be repeated")
      ->type_name("JSON")
      ->required()
      ->allow_extra_args(false);
  command->add_option("--include", options->include, "What comes back for each row")
      ->check(CLI::IsMember({"raw", "geom", "both", "none"}))
      ->capture_default_str();
  command->add_option("--geometry", options->geometry, "How geometries are written")
      ->check(CLI::IsMember({"geojson", "wkt"}))
      ->capture_default_str();
  command->add_option("--on-error", options->on_error, "What a failing row does")
      ->check(CLI::IsMember({"row", "null", "fail"}))
      ->capture_default_str();
  command
      ->add_option("--token-file", options->token_file,
                   "File with the API access token, - for standard input; else ATGATEWAY_TOKEN")
      ->type_name("FILE");
  command->add_flag("--dry-run", options->dry_run, "Print the plan; send nothing");
  options->flags = add_config_flags(*command);
  command->footer(
      "Examples:\n"
      "  atgateway call geocode --row '[\"Madrid, Spain\"]' --upstream sandbox:\n"
      "  ATGATEWAY_TOKEN=… atgateway call quota --row '{}' --upstream https://gcp-us-east1.api.carto.com\n"
      "  atgateway call geocode --row '{\"address\": \"Toledo\", \"country\": \"ES\"}' --dry-run --upstream sandbox:\n"
      "Exit code 1 when a row failed or the request was refused.");
  command->callback([options, &run] { run = [options] { return call(*options); }; });
}

}  // namespace server
