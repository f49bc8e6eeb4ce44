#include "commands.hpp"
#include "exit_codes.hpp"
#include "harden.hpp"
#include "log.hpp"
#include "signals.hpp"

#include <atgateway/sandbox.hpp>

#include <cstdio>
#include <memory>
#include <string>

namespace server {
namespace {

struct Options {
  atgateway::SandboxOptions sandbox{.listen = "127.0.0.1:18080"};
  std::string latency = "0";
};

/// "20" or "20:5": milliseconds, and how much they vary.
bool read_latency(const std::string& text, atgateway::SandboxOptions& options) {
  const auto colon = text.find(':');
  try {
    std::size_t used = 0;
    const auto first = text.substr(0, colon);
    options.latency = std::chrono::milliseconds(std::stoul(first, &used));
    if (used != first.size()) return false;
    if (colon == std::string::npos) return true;
    const auto second = text.substr(colon + 1);
    options.latency_jitter = std::chrono::milliseconds(std::stoul(second, &used));
    return used == second.size();
  } catch (const std::exception&) {
    return false;
  }
}

int run_sandbox(Options& options) {
  auto& sandbox_options = options.sandbox;
  if (!sandbox_options.tls.certificate.empty()) sandbox_options.tls.mode = atgateway::TlsConfig::Mode::on;
  const Signals signals;
  harden(false);
  auto runtime =
      atgateway::Runtime::start({.workers = 1, .sinks = log_to_stderr({.level = atgateway::LogConfig::Level::warn})});
  if (!runtime) {
    std::fprintf(stderr, "atgateway sandbox: %s\n", std::string(runtime.error().detail()).c_str());
    return exit_internal;
  }
  auto sandbox = atgateway::Sandbox::start(*runtime, sandbox_options);
  if (!sandbox) {
    std::fprintf(stderr, "atgateway sandbox: %s\n  %s\n", std::string(sandbox.error().detail()).c_str(),
                 std::string(sandbox.error().hint()).c_str());
    return exit_configuration;
  }
  std::printf(
      "The sandbox answers at %s\n"
      "It emulates CARTO's Location Data Services: nothing is billed, nothing leaves this machine.\n"
      "  token that works: sandbox-token   others: sandbox-expired (401), sandbox-no-lds (403), sandbox-no-quota "
      "(429)\n"
      "  what was called:  %s/_sandbox/ledger\n"
      "Stop it with Ctrl-C.\n",
      sandbox->url().c_str(), sandbox->url().c_str());
  std::fflush(stdout);
  for (;;) {
    const int signal = signals.wait(std::chrono::hours(24));
    if (signal == SIGTERM || signal == SIGINT) return exit_fine;
  }
}

}  // namespace

void add_sandbox(CLI::App& app, Run& run) {
  auto* command = app.add_subcommand("sandbox", "A free, deterministic emulation of CARTO's LDS API on this machine");
  const auto options = std::make_shared<Options>();
  auto& sandbox = options->sandbox;
  command->add_option("--listen", sandbox.listen, "Where to listen; port 0 = any free one")
      ->type_name("IP:PORT")
      ->capture_default_str();
  auto* certificate =
      command->add_option("--tls-certificate", sandbox.tls.certificate, "Speak TLS with this certificate")
          ->type_name("FILE");
  auto* key = command->add_option("--tls-key", sandbox.tls.key, "The certificate's key")->type_name("FILE");
  certificate->needs(key);
  key->needs(certificate);
  command->add_option("--latency-ms", options->latency, "How long an answer takes, and by how much that varies")
      ->type_name("N[:JITTER]")
      ->check([options](const std::string& text) {
        return read_latency(text, options->sandbox) ? std::string()
                                                    : std::string("must be N or N:JITTER, in milliseconds");
      });
  command->add_option("--error-rate", sandbox.error_rate, "Share of calls that fail with --status")
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--status", sandbox.status, "What --error-rate answers")
      ->check(CLI::Range(400, 599))
      ->capture_default_str();
  command->add_option("--rate-limit", sandbox.rate_limit, "Calls per second before 429; 0 = no limit");
  command->add_option("--reset-rate", sandbox.reset_rate, "Share of calls whose connection is closed unanswered")
      ->check(CLI::Range(0.0, 1.0));
  command->add_option("--quota", sandbox.quota, "Metered rows per token before 429; 0 = no quota");
  command->add_option("--seed", sandbox.seed, "Makes the faults repeatable")->capture_default_str();
  command->add_flag("--sandbox-on-network", sandbox.on_network, "Allow an address that is not loopback");
  command->footer(
      "Examples:\n"
      "  atgateway sandbox\n"
      "  atgateway sandbox --listen 127.0.0.1:0 --latency-ms 50:10 --error-rate 0.05 --status 503\n"
      "  curl -H 'Authorization: Bearer sandbox-token' "
      "'http://127.0.0.1:18080/v3/lds/geocoding/geocode?address=Madrid'");
  command->callback([options, &run] { run = [options] { return run_sandbox(*options); }; });
}

}  // namespace server
