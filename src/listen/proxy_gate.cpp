#include "listen/proxy_gate.hpp"

#include <algorithm>
#include <string>
#include <string_view>

namespace atgateway::listen {
namespace {

Result<std::vector<net::Cidr>> parse_ranges(const std::vector<std::string>& texts, std::string_view name) {
  std::vector<net::Cidr> ranges;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto range = net::Cidr::parse(texts[i]);
    if (!range) {
      return Error(Errc::bad_config, "Not an address range.",
                   "/proxy_protocol/" + std::string(name) + "/" + std::to_string(i))
          .with_hint("Write a range like 10.0.0.0/8 or 2001:db8::/32.");
    }
    ranges.push_back(*range);
  }
  return ranges;
}

bool any_contains(const std::vector<net::Cidr>& ranges, const net::SocketAddress& address) noexcept {
  return std::any_of(ranges.begin(), ranges.end(), [&](const net::Cidr& range) { return range.contains(address); });
}

}  // namespace

Result<ProxyGate> ProxyGate::make(const ProxyProtocolConfig& config) {
  ProxyGate gate;
  gate.mode_ = config.mode;
  auto trusted = parse_ranges(config.trusted, "trusted");
  if (!trusted) return std::move(trusted).error();
  auto probe_sources = parse_ranges(config.probe_sources, "probe_sources");
  if (!probe_sources) return std::move(probe_sources).error();
  gate.trusted_ = *std::move(trusted);
  gate.probe_sources_ = *std::move(probe_sources);
  gate.allowed_link_ids_ = config.allowed_link_ids;
  std::sort(gate.allowed_link_ids_.begin(), gate.allowed_link_ids_.end());
  return gate;
}

ProxyTerms ProxyGate::terms_for(const net::SocketAddress& peer) const noexcept {
  using Without = ProxyTerms::Without;
  ProxyTerms terms;
  if (mode_ == ProxyProtocolConfig::Mode::off) return terms;
  const bool trusted = any_contains(trusted_, peer);
  const bool probe = any_contains(probe_sources_, peer);
  terms.looks = true;
  terms.believes = trusted;
  if (mode_ == ProxyProtocolConfig::Mode::require) {
    terms.admitted = trusted || probe;
    terms.without = probe ? Without::health_only : Without::close;
  } else if (trusted && !allowed_link_ids_.empty()) {
    // Leaving the header out must not be a way around the list of links.
    terms.without = probe ? Without::health_only : Without::close;
  }
  return terms;
}

bool ProxyGate::admits(const std::optional<std::uint32_t>& link_id) const noexcept {
  if (allowed_link_ids_.empty()) return true;
  return link_id && std::binary_search(allowed_link_ids_.begin(), allowed_link_ids_.end(), *link_id);
}

}  // namespace atgateway::listen
