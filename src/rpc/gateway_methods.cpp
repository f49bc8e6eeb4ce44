// A gateway: opened, asked many times at once, closed.
#include "base/base64.hpp"
#include "json/writer.hpp"
#include "rpc/envelope.hpp"
#include "rpc/latin1.hpp"
#include "rpc/methods.hpp"
#include "rpc/waiting.hpp"

#include <atgateway/config.hpp>

#include <limits>
#include <utility>

namespace atgateway::rpc {
namespace {

Error no_gateway(std::int64_t number) {
  return Error(Errc::not_found, "there is no gateway " + std::to_string(number), "/params/gateway")
      .with_hint("Use the number that gateway.create answered, before gateway.close.");
}

std::int64_t number(Params& params) { return params.integer("gateway", 1, std::numeric_limits<std::int64_t>::max()); }

/// An object, or a file's text.
Result<Config> read_config(const json::Value& given) {
  const auto text = given.is(json::Kind::string) ? given.text() : given.source();
  auto loaded = load_config_without_listener(std::string(text));
  if (!loaded) return loaded.error();
  return std::move(loaded->config);
}

std::string reply_json(const Reply& reply) {
  std::string json;
  json.reserve(reply.body.size() / 3 * 4 + 1024);
  json::Writer out(json);
  out.begin_object().member("status", reply.status).key("headers").begin_array();
  for (std::size_t i = 0; i < reply.headers.size(); ++i) {
    const auto [name, value] = reply.headers[i];
    out.begin_array().string(from_latin1(name)).string(from_latin1(value)).end_array();
  }
  out.end_array().member("body_base64", base::to_base64(reply.body)).end_object();
  return json;
}

}  // namespace

Outcome create_gateway(Params& params, const Context& context) {
  const auto given = params.value("config", Need::required);
  if (auto error = params.wrong()) return *std::move(error);
  auto& gateways = context.objects.gateways;
  if (gateways.full()) return Error(Errc::overloaded, "too many gateways are open").with_hint("Close one first.");
  auto config = read_config(*given);
  if (!config) return config.error();
  auto runtime = Runtime::start({.workers = config->workers, .lookup_threads = 8, .sinks = {}});
  if (!runtime) return runtime.error();
  auto sandbox = start_own_sandbox(*runtime, *config);
  if (!sandbox) return sandbox.error();
  auto gateway = Gateway::create(*runtime, *std::move(config));
  if (!gateway) return gateway.error();
  const auto added = gateways.add(
      std::make_unique<OpenGateway>(OpenGateway{*std::move(runtime), *std::move(sandbox), *std::move(gateway)}));
  return "{\"gateway\":" + std::to_string(added) + "}";
}

Outcome handle_request(Params& params, const Context& context) {
  const auto wanted = number(params);
  Request request;
  request.method = params.latin1("method");
  request.target = params.latin1("path");
  request.headers = params.headers("headers");
  request.body = params.bytes("body_base64", Need::optional);
  auto scope = scope_of(params, context);
  if (auto error = params.wrong()) return *std::move(error);
  auto* open = context.objects.gateways.find(wanted);
  if (open == nullptr) return no_gateway(wanted);
  open->gateway.submit(std::move(request), std::move(scope),
                       [send = context.send, id = std::string(context.id)](const Result<Reply>& reply) {
                         send(reply ? result_line(id, reply_json(*reply)) : error_line(id, reply.error()));
                       });
  return std::string();
}

Outcome close_gateway(Params& params, const Context& context) {
  const auto wanted = number(params);
  if (auto error = params.wrong()) return *std::move(error);
  if (!context.objects.gateways.erase(wanted)) return no_gateway(wanted);
  return std::string("{}");
}

}  // namespace atgateway::rpc
