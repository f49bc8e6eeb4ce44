#include "own_sandbox.hpp"

#include <utility>

namespace server {

using namespace atgateway;

Result<std::optional<Sandbox>> start_own_sandbox(Runtime& runtime, Config& config, const Sinks& sinks) {
  auto& upstream = config.upstreams.front();
  std::optional<Sandbox> own;
  if (upstream.base_url != "sandbox:") return own;
  auto started = Sandbox::start(runtime, {});
  if (!started) return started.error();
  own.emplace(std::move(*started));
  upstream.connect_to = own->address();
  if (sinks.event) {
    sinks.event(Event{Event::Level::warn,
                      "sandbox",
                      "The upstream is the built-in sandbox: answers are emulated, nothing is billed.",
                      {}});
  }
  return own;
}

}  // namespace server
