// A sandbox: started, read, closed.
#include "json/writer.hpp"
#include "rpc/methods.hpp"

#include <limits>
#include <utility>

namespace atgateway::rpc {
namespace {

std::int64_t number(Params& params) { return params.integer("sandbox", 1, std::numeric_limits<std::int64_t>::max()); }

/// The sandbox that is meant, or why there is none.
Result<OpenSandbox*> find(Params& params, const Context& context) {
  const auto wanted = number(params);
  if (auto error = params.wrong()) return *std::move(error);
  if (auto* open = context.objects.sandboxes.find(wanted)) return open;
  return Error(Errc::not_found, "there is no sandbox " + std::to_string(wanted), "/params/sandbox")
      .with_hint("Use the number that sandbox.start answered, before sandbox.close.");
}

}  // namespace

Outcome start_sandbox(Params& params, const Context& context) {
  SandboxOptions options;
  options.latency = params.seconds("latency").value_or(options.latency);
  options.latency_jitter = params.seconds("latency_jitter").value_or(options.latency_jitter);
  options.error_rate = params.number("error_rate", options.error_rate);
  using Status = std::numeric_limits<int>;
  options.status = static_cast<int>(params.integer("status", Status::min(), Status::max(), options.status));
  options.reset_rate = params.number("reset_rate", options.reset_rate);
  options.rate_limit = static_cast<std::uint32_t>(
      params.integer("rate_limit", 0, std::numeric_limits<std::uint32_t>::max(), options.rate_limit));
  options.quota = params.natural("quota", options.quota);
  options.seed = params.natural("seed", options.seed);
  if (auto error = params.wrong()) return *std::move(error);
  auto& sandboxes = context.objects.sandboxes;
  if (sandboxes.full()) return Error(Errc::overloaded, "too many sandboxes are open").with_hint("Close one first.");
  auto runtime = Runtime::start({.workers = 1, .lookup_threads = 1, .sinks = {}});
  if (!runtime) return runtime.error();
  auto started = Sandbox::start(*runtime, std::move(options));
  if (!started) return started.error();
  const auto url = started->url();
  const auto added =
      sandboxes.add(std::make_unique<OpenSandbox>(OpenSandbox{*std::move(runtime), *std::move(started)}));
  std::string json;
  json::Writer(json).begin_object().member("sandbox", added).member("url", url).end_object();
  return json;
}

Outcome read_ledger(Params& params, const Context& context) {
  const auto open = find(params, context);
  if (!open) return open.error();
  return "{\"ledger\":" + (*open)->sandbox.ledger() + "}";
}

Outcome clear_ledger(Params& params, const Context& context) {
  const auto open = find(params, context);
  if (!open) return open.error();
  (*open)->sandbox.clear_ledger();
  return std::string("{}");
}

Outcome close_sandbox(Params& params, const Context& context) {
  const auto wanted = number(params);
  if (auto error = params.wrong()) return *std::move(error);
  if (!context.objects.sandboxes.erase(wanted)) {
    return Error(Errc::not_found, "there is no sandbox " + std::to_string(wanted), "/params/sandbox");
  }
  return std::string("{}");
}

}  // namespace atgateway::rpc
