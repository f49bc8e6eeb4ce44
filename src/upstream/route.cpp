#include "upstream/route.hpp"

#include <algorithm>
#include <cstring>
#include <type_traits>

namespace atgateway::upstream {
namespace {

bool same(const net::SocketAddress& a, const net::SocketAddress& b) noexcept {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size()) == 0;
}

bool same_set(const net::AddressList& a, const net::AddressList& b) noexcept {
  return a.size() == b.size() && std::is_permutation(a.begin(), a.end(), b.begin(), same);
}

bool same_ranges(const std::vector<net::Cidr>& a, const std::vector<net::Cidr>& b) noexcept {
  static_assert(std::has_unique_object_representations_v<net::Cidr>);
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(net::Cidr)) == 0);
}

}  // namespace

Route::Route(const Endpoint& endpoint) : endpoint_(endpoint) {
  if (const auto address = net::SocketAddress::parse_ip(endpoint.connect_host, endpoint.connect_port); address.ok()) {
    literal_ = std::make_shared<const net::AddressList>(1, *address);
  }
}

bool Route::serves(const Endpoint& other) const noexcept {
  return endpoint_.connect_port == other.connect_port && endpoint_.port == other.port && endpoint_.tls == other.tls &&
         endpoint_.http2 == other.http2 && endpoint_.base_url == other.base_url &&
         endpoint_.connect_host == other.connect_host && endpoint_.ca_file == other.ca_file &&
         endpoint_.max_connections == other.max_connections &&
         same_ranges(endpoint_.allow_addresses, other.allow_addresses);
}

bool Route::allows(const net::SocketAddress& address) const noexcept {
  const auto& ranges = endpoint_.allow_addresses;
  return ranges.empty() ||
         std::any_of(ranges.begin(), ranges.end(), [&](const net::Cidr& range) { return range.contains(address); });
}

bool Route::learn(const std::shared_ptr<const net::AddressList>& resolved) {
  if (resolved == learned_from_) return false;
  net::AddressList allowed;
  std::copy_if(resolved->begin(), resolved->end(), std::back_inserter(allowed),
               [this](const net::SocketAddress& address) { return allows(address); });
  learned_from_ = resolved;
  // Another order alone is no news: ours knows which addresses answered.
  if (same_set(allowed, addresses_)) return false;
  addresses_ = std::move(allowed);
  return true;
}

void Route::rotate() noexcept {
  if (addresses_.size() > 1) std::rotate(addresses_.begin(), addresses_.begin() + 1, addresses_.end());
}

void Route::demote(const net::SocketAddress& address) noexcept {
  if (!addresses_.empty() && same(addresses_.front(), address)) rotate();
}

}  // namespace atgateway::upstream
