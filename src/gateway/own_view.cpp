#include "gateway/own_view.hpp"

#include <utility>

namespace atgateway::gateway {
namespace {

std::vector<std::string> remarks_on(const Snapshot& snapshot, const Upstream& upstream, TimePoint now) {
  std::vector<std::string> remarks;
  if (upstream.selector == "sandbox:") remarks.emplace_back("the sandbox stands in for CARTO: every answer is made up");
  if (upstream.config.tokenless == UpstreamConfig::Tokenless::anyone) {
    remarks.emplace_back("whoever reaches the listener can spend the upstream's own token (tokenless is \"anyone\")");
  }
  if (upstream.config.allow_plaintext && !upstream.endpoint.tls) {
    remarks.emplace_back("tokens travel to the upstream in clear (allow_plaintext)");
  }
  if (upstream.guard && upstream.guard->breaker.state(now) == upstream::Breaker::State::open) {
    remarks.emplace_back("the upstream's breaker is open: its calls failed lately");
  }
  if (snapshot.config.retry.resend_metered) {
    remarks.emplace_back("metered calls may be sent twice (retry.resend_metered)");
  }
  return remarks;
}

}  // namespace

diag::OwnView make_own_view(const Snapshot& snapshot, const Upstream& upstream, std::shared_ptr<const Secret> token,
                            const Request& request, TimePoint now) {
  const auto& endpoint = upstream.endpoint;
  diag::OwnView view;
  view.target = upstream.selector;
  view.goal = {endpoint.connect_host, endpoint.connect_port, endpoint.host,
               endpoint.port,         endpoint.tls,          endpoint.prefix};
  view.ca_file = endpoint.ca_file;
  view.allow_addresses = endpoint.allow_addresses;
  view.token = std::move(token);
  view.remarks = remarks_on(snapshot, upstream, now);
  for (const auto& listener : snapshot.config.listeners) {
    if (listener.tls.mode == TlsConfig::Mode::on && !listener.tls.certificate.empty()) {
      view.certificates.push_back({listener.name, listener.tls.certificate});
    }
  }
  view.arrival = request.arrival;
  view.host_header = request.headers.find("host").value_or("");
  return view;
}

}  // namespace atgateway::gateway
