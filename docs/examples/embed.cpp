// A service that answers the gateway's routes itself: runtime, gateway, listener.
#include <atgateway/gateway.hpp>
#include <atgateway/listener.hpp>
#include <atgateway/sandbox.hpp>

#include <iostream>

int main() {
  auto runtime = atgateway::Runtime::start();
  if (!runtime) return 1;
  auto sandbox = atgateway::Sandbox::start(*runtime);  // in place of CARTO, for this example
  if (!sandbox) return 1;
  atgateway::Config config;
  config.upstreams.push_back({.base_url = sandbox->url()});
  auto gateway = atgateway::Gateway::create(*runtime, config);
  if (!gateway) return 1;

  atgateway::Request request;
  request.method = "POST";
  request.target = "/v1/rows/geocode";
  request.headers.add("Content-Type", "application/json");
  request.body = R"({"api_access_token": "sandbox-token", "row": {"address": "Madrid, Spain"}, "include": ["geom"]})";
  const auto reply = gateway->handle(std::move(request));
  if (!reply) return 1;
  std::cout << reply->status << ' ' << reply->body << '\n';

  // The same over the network: five lines.
  atgateway::ListenerOptions options;
  options.config.address = "127.0.0.1:0";
  options.config.tls.mode = atgateway::TlsConfig::Mode::off;
  options.handler = gateway->handler();
  auto listener = atgateway::Listener::start(*runtime, std::move(options));
  if (!listener) return 1;
  std::cout << "listening on " << listener->address() << '\n';
  return reply->status == 200 ? 0 : 1;
}
