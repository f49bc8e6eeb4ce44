// Methods that look at the network once, without judgement.
#include "json/writer.hpp"
#include "rpc/methods.hpp"
#include "rpc/waiting.hpp"

#include <atgateway/probe.hpp>

namespace atgateway::rpc {
namespace {

std::uint16_t port(Params& params) { return static_cast<std::uint16_t>(params.integer("port", 1, 65535)); }

Outcome evidence(const Result<std::string>& found, const Context& context) {
  if (!found) return found.error();
  if (context.stop.stop_requested()) return input_ended();
  std::string json;
  json::Writer(json).begin_object().key("evidence").raw(*found).end_object();
  return json;
}

}  // namespace

Outcome look_up(Params& params, const Context& context) {
  const auto name = params.text("name", Need::required);
  const auto nameserver = params.text("nameserver");
  const auto type = params.view("type", Need::optional, "A");
  const auto scope = scope_of(params, context);
  if (auto error = params.wrong()) return *std::move(error);
  return evidence(resolve(name, nameserver, type, scope), context);
}

Outcome knock(Params& params, const Context& context) {
  const auto host = params.text("host", Need::required);
  const auto to = port(params);
  const auto scope = scope_of(params, context);
  if (auto error = params.wrong()) return *std::move(error);
  return evidence(connect(host, to, scope), context);
}

Outcome look_at_tls(Params& params, const Context& context) {
  const auto host = params.text("host", Need::required);
  const auto to = port(params);
  const auto server_name = params.text("server_name");
  const auto scope = scope_of(params, context);
  if (auto error = params.wrong()) return *std::move(error);
  return evidence(inspect_tls(host, to, server_name, scope), context);
}

}  // namespace atgateway::rpc
