#include "upstream/endpoint.hpp"

#include "net/address.hpp"
#include "net/base_url.hpp"

#include <utility>

namespace atgateway::upstream {
namespace {

bool is_loopback(const std::string& host) {
  if (host == "localhost") return true;
  const auto address = net::SocketAddress::parse_ip(host, 0);
  return address.ok() && address->is_loopback();
}

Error bad(std::string detail, std::string field) {
  return Error(Errc::bad_config, std::move(detail), std::move(field));
}

Result<void> read_base(const UpstreamConfig& config, Endpoint& endpoint) {
  if (config.base_url == "sandbox:") {
    if (!config.connect_to) return bad("sandbox: needs connect_to, the address the sandbox listens on.", "/connect_to");
    endpoint.base_url = config.base_url;
    endpoint.tls = false;
    endpoint.host = "localhost";
    endpoint.port = 80;
  } else {
    auto url = net::read_base_url(config.base_url);
    if (!url.value) {
      return bad("base_url cannot be used: " + std::string(url.complaint) + ".", "/base_url")
          .with_hint("Write it as https://HOST, https://HOST:PORT or https://HOST/PREFIX.");
    }
    endpoint.base_url = net::to_text(*url.value);
    endpoint.tls = url.value->tls;
    endpoint.host = std::move(url.value->host);
    endpoint.port = url.value->port;
    endpoint.prefix = std::move(url.value->path);
  }
  endpoint.connect_host = endpoint.host;
  endpoint.connect_port = endpoint.port;
  return {};
}

}  // namespace

Result<std::string> canonical_base_url(std::string_view text) {
  const auto url = net::read_base_url(text);
  if (!url.value) {
    return Error(Errc::upstream_not_allowed, "The API base URL cannot be used: " + std::string(url.complaint) + ".");
  }
  return net::to_text(*url.value);
}

Result<Endpoint> make_endpoint(const UpstreamConfig& config) {
  Endpoint endpoint;
  if (auto base = read_base(config, endpoint); !base.ok()) return base.error();
  if (config.connect_to) {
    auto to = net::read_authority(*config.connect_to);
    if (!to.value || !to.value->port) {
      const std::string why(to.value ? "it has no port" : to.complaint);
      return bad("connect_to cannot be used: " + why + ".", "/connect_to").with_hint("Write it as HOST:PORT.");
    }
    endpoint.connect_host = std::move(to.value->host);
    endpoint.connect_port = *to.value->port;
  }
  if (!endpoint.tls && !config.allow_plaintext && !is_loopback(endpoint.connect_host)) {
    return bad("base_url is plain http and does not stay on this machine: tokens would travel in clear.", "/base_url")
        .with_hint("Use https, or set allow_plaintext for this upstream.");
  }
  for (std::size_t i = 0; i < config.allow_addresses.size(); ++i) {
    auto range = net::Cidr::parse(config.allow_addresses[i]);
    if (!range.ok()) {
      return bad("This is not an address range.", "/allow_addresses/" + std::to_string(i))
          .with_hint("Write it as 10.0.0.0/8 or 2001:db8::/32.");
    }
    endpoint.allow_addresses.push_back(*range);
  }
  if (config.max_connections == 0) return bad("max_connections must be at least 1.", "/max_connections");
  endpoint.max_connections = config.max_connections;
  endpoint.ca_file = config.ca.value_or(std::string());
  endpoint.http2 = config.http2;
  return endpoint;
}

}  // namespace atgateway::upstream
