// Route: what a transport remembers about one endpoint, first of all where its name leads.
#pragma once

#include "net/system_resolver.hpp"
#include "upstream/transport.hpp"

#include <memory>
#include <vector>

namespace atgateway::upstream {

class Route {
 public:
  explicit Route(const Endpoint& endpoint);

  [[nodiscard]] const Endpoint& endpoint() const noexcept { return endpoint_; }
  /// Would connections made for this route be good for that endpoint?
  [[nodiscard]] bool serves(const Endpoint& other) const noexcept;

  /// The endpoint is an IP literal: nobody needs to be asked for its address.
  [[nodiscard]] const std::shared_ptr<const net::AddressList>& literal() const noexcept { return literal_; }
  /// Takes over what the resolver says now. @return whether `addresses()` is another set than before
  bool learn(const std::shared_ptr<const net::AddressList>& resolved);
  /// Those that `allow_addresses` allows, in the order to try; empty when all are refused.
  [[nodiscard]] const net::AddressList& addresses() const noexcept { return addresses_; }
  /// The first address did not answer: another goes first.
  void rotate() noexcept;
  /// The same, if it is still the first.
  void demote(const net::SocketAddress& address) noexcept;

  [[nodiscard]] bool allows(const net::SocketAddress& address) const noexcept;

 private:
  Endpoint endpoint_;
  std::shared_ptr<const net::AddressList> literal_;
  std::shared_ptr<const net::AddressList> learned_from_;
  net::AddressList addresses_;
};

/// The route of an endpoint, by what it says and not by where it stands in memory. There are as many as upstreams in
/// the configuration: a handful.
template <class R>
class RouteTable {
 public:
  /// `more` is given to R's constructor, behind the endpoint.
  template <class... More>
  R& of(const Endpoint& endpoint, More&... more) {
    if (last_ && last_->serves(endpoint)) return *last_;
    for (auto& route : routes_) {
      if (route->serves(endpoint)) return *(last_ = route.get());
    }
    routes_.push_back(std::make_unique<R>(endpoint, more...));
    return *(last_ = routes_.back().get());
  }

 private:
  std::vector<std::unique_ptr<R>> routes_;
  R* last_ = nullptr;
};

}  // namespace atgateway::upstream
