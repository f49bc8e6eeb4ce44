// The upstream "sandbox:": a sandbox in the same process.
#include <atgateway/sandbox.hpp>

#include <algorithm>
#include <utility>

namespace atgateway::inline v0_1 {
namespace {

bool asks_for_one(const UpstreamConfig& upstream) { return upstream.base_url == "sandbox:"; }

}  // namespace

Result<std::optional<Sandbox>> start_own_sandbox(Runtime& runtime, Config& config, const Sinks& sinks) {
  std::optional<Sandbox> own;
  if (std::ranges::none_of(config.upstreams, asks_for_one)) return own;
  auto started = Sandbox::start(runtime, {});
  if (!started) return started.error();
  own.emplace(std::move(*started));
  for (auto& upstream : config.upstreams) {
    if (asks_for_one(upstream)) upstream.connect_to = own->address();
  }
  if (sinks.event) {
    sinks.event(Event{Event::Level::warn,
                      "sandbox",
                      "The upstream is the built-in sandbox: answers are emulated, nothing is billed.",
                      {}});
  }
  return own;
}

}  // namespace atgateway::inline v0_1
