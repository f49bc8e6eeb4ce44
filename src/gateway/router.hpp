// Router: path and method to a route, before any body is read.
#pragma once

#include "dialect/dialect.hpp"

#include <atgateway/http.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace atgateway::gateway {

enum class Page : std::uint8_t {
  health,
  readiness,
  whoami,
  diagnose,  ///< the gateway's own view; with POST, of the upstream and the token that the body names
  services,
  openapi,
  rows,       ///< in the language of the route
  any_shape,  ///< in whatever language the body has
  forward,
  poll,  ///< an answer that was promised for later
};

struct Route {
  Page page;
  std::string_view name;                      ///< template, for logs; static storage
  std::string_view service;                   ///< what stands for {service}; points into the request's target
  const dialect::Dialect* dialect = nullptr;  ///< the route's language; null = the neutral one
};

/// The route, or why there is none: `not_found`, or `method_not_allowed` with `allow` set.
struct Routed {
  std::optional<Route> route;
  Error error = Errc::not_found;
  std::string_view name;                      ///< template of the path when only the method was wrong
  std::string_view allow;                     ///< for the Allow header
  const dialect::Dialect* dialect = nullptr;  ///< language of that path
};

[[nodiscard]] Routed find_route(const Request& request);

/// What `find_route` knows, for who must know it too.
struct RouteName {
  std::string_view method, path;  ///< as in the logs: "/v1/rows/{service}"
};
[[nodiscard]] std::vector<RouteName> all_routes();

/// What can be told from the head alone: media type and content coding of routes that take a body, and the client
/// certificate. Nothing when the request may go on.
[[nodiscard]] std::optional<Error> judge_head(const Route& route, const Request& request);

/// `?dry_run=1`; anything else in the query is an error, because a misspelt dry run would cost money.
[[nodiscard]] Result<bool> dry_run_asked(const Request& request);

}  // namespace atgateway::gateway
