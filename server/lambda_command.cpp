// lambda: the gateway as an AWS Lambda function, as its own runtime.
#include "commands.hpp"
#include "exit_codes.hpp"
#include "harden.hpp"
#include "load.hpp"
#include "log.hpp"
#include "signals.hpp"

#include <atgateway/gateway.hpp>
#include <atgateway/lambda.hpp>
#include <atgateway/sandbox.hpp>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace server {
namespace {

using namespace atgateway;

struct LambdaFlags {
  std::shared_ptr<ConfigFlags> flags;
  bool allow_core = false;
};

// Lambda takes 6 MiB, and Redshift's answer is a string in a string: its quotes grow twice.
constexpr std::uint64_t most_reply_bytes = 4U << 20;

int explain(const Error& error) {
  std::fprintf(stderr, "atgateway lambda: %s\n  %s\n", std::string(error.detail()).c_str(),
               std::string(error.hint()).c_str());
  return error.code() == Errc::bad_config ? exit_configuration : exit_internal;
}

/// The log shows only that a function ended; the init error shows why.
int refuse_to_start(const std::string& runtime_api, const Error& error) {
  if (const auto told = report_lambda_init_error(runtime_api, error); !told) explain(told.error());
  return error.code() == Errc::bad_config ? explain_config_error(error) : explain(error);
}

/// Waits for the loop's end, and tells it to end when a signal asks for it.
Result<void> run_until_signal(const LambdaOptions& options, const Signals& signals) {
  Result<void> outcome;
  std::atomic<bool> ended{false};
  std::jthread loop([&](const std::stop_token& stop) {
    outcome = run_lambda(options, stop);
    ended = true;
    ::kill(::getpid(), SIGHUP);  // wakes the wait below; harmless where it comes late, for it stays blocked
  });
  while (!ended) {
    const int signal = signals.wait(std::chrono::hours(24));
    if (signal == SIGTERM || signal == SIGINT) break;
  }
  loop.request_stop();
  loop.join();
  return outcome;
}

int lambda(const LambdaFlags& options) {
  const char* variable = std::getenv("AWS_LAMBDA_RUNTIME_API");
  const std::string runtime_api = variable == nullptr ? "" : variable;
  if (runtime_api.empty()) {
    return explain(Error(Errc::bad_config, "AWS_LAMBDA_RUNTIME_API is not set: this is not inside AWS Lambda")
                       .with_hint("Use atgateway serve elsewhere, or run this under Lambda's emulator."));
  }
  // Nothing listens here, so no certificate is needed.
  auto flags = *options.flags;
  flags.given.emplace_back("tls-mode", "off");
  auto loaded = load(flags);
  if (!loaded) return refuse_to_start(runtime_api, loaded.error());
  auto& config = loaded->config;
  if (config.upstreams.empty()) {
    return refuse_to_start(runtime_api, Error(Errc::bad_config, "there must be at least one upstream", "/upstreams"));
  }
  config.limits.reply_bytes = std::min(config.limits.reply_bytes, most_reply_bytes);
  print_warnings(*loaded);
  const Signals signals;
  harden(options.allow_core);
  const auto sinks = log_to_stderr(config.log);
  auto runtime = Runtime::start({.workers = config.workers, .sinks = sinks});
  if (!runtime) return refuse_to_start(runtime_api, runtime.error());
  const auto sandbox = start_own_sandbox(*runtime, config, sinks);
  if (!sandbox) return refuse_to_start(runtime_api, sandbox.error());
  auto gateway = Gateway::create(*runtime, config);
  if (!gateway) return refuse_to_start(runtime_api, gateway.error());
  const LambdaOptions lambda_options{.runtime_api = runtime_api, .handler = gateway->handler(), .sinks = sinks};
  const auto outcome = run_until_signal(lambda_options, signals);
  return outcome ? exit_fine : explain(outcome.error());
}

}  // namespace

void add_lambda(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("lambda", "The gateway as an AWS Lambda function (custom runtime)");
  const auto options = std::make_shared<LambdaFlags>();
  options->flags = add_config_flags(*command);
  command->add_flag("--allow-core", options->allow_core, "Allow core dumps, which would hold tokens");
  command->footer(
      "Answers Amazon Redshift's Lambda UDFs, API Gateway's REST (1.0) and HTTP (2.0) events and function URLs.\n"
      "Redshift: the function's name tells the service, as in CREATE EXTERNAL FUNCTION carto_geocode(…) … LAMBDA '…'.\n"
      "Configuration as for serve; nothing listens here. Replies are kept below 4 MiB, since Lambda takes 6 MB.\n"
      "Lambda sets AWS_LAMBDA_RUNTIME_API. SIGTERM ends it after the invocation that runs.\n"
      "Examples (the container image's ENTRYPOINT, or a shell script named bootstrap):\n"
      "  atgateway lambda --upstream https://carto.example.com/api\n"
      "  atgateway lambda --config /var/task/gateway.json\n"
      "  atgateway lambda --upstream sandbox:");
  command->callback([options, &run] { run = [options] { return lambda(*options); }; });
}

}  // namespace server
