#include "gateway/router.hpp"

#include "base/suggest.hpp"
#include "dialect/dialect.hpp"
#include "wire/content_coding.hpp"

#include <array>
#include <iterator>
#include <string>

namespace atgateway::gateway {
namespace {

struct Row {
  std::string_view path;
  std::string_view method;
  Page page;
  const dialect::Dialect& (*language)() noexcept = nullptr;
  std::string_view name = path;     ///< template, for logs
  std::string_view allow = method;  ///< for the Allow header
};

// A path that ends in '/' takes one more segment. Rows of one path stand together, its main method first.
constexpr std::array table{
    Row{"/", "GET", Page::health},
    Row{"/healthz", "GET", Page::health},
    Row{"/livez", "GET", Page::health},
    Row{"/readyz", "GET", Page::readiness},
    Row{"/v1/whoami", "GET", Page::whoami},
    Row{"/v1/diagnose", "GET", Page::diagnose, nullptr, "/v1/diagnose", "GET, POST"},
    Row{"/v1/diagnose", "POST", Page::diagnose},
    Row{"/v1/services", "GET", Page::services},
    Row{"/openapi.json", "GET", Page::openapi},
    Row{"/v1/rows/", "POST", Page::rows, dialect::rows_dialect, "/v1/rows/{service}"},
    Row{"/v1/bigquery/", "POST", Page::rows, dialect::bigquery_dialect, "/v1/bigquery/{service}"},
    Row{"/v1/snowflake/", "POST", Page::rows, dialect::snowflake_dialect, "/v1/snowflake/{service}"},
    Row{"/v1/snowflake/", "GET", Page::poll, dialect::snowflake_dialect, "/v1/snowflake/{service}"},
    Row{"/v1/redshift/", "POST", Page::rows, dialect::redshift_dialect, "/v1/redshift/{service}"},
    Row{"/at-gateway", "POST", Page::any_shape},
    Row{"/v1/forward", "POST", Page::forward, dialect::forward_dialect},
};

/// Databricks joins base_path and path by plain concatenation, so "//v1/rows/…" is what some connections send.
std::string_view without_double_slashes(std::string_view path) {
  while (path.size() > 1 && path[0] == '/' && path[1] == '/') path.remove_prefix(1);
  return path;
}

bool takes_body(Page page) noexcept { return page == Page::rows || page == Page::any_shape || page == Page::forward; }

bool matches(const Row& row, std::string_view path, std::string_view& segment) {
  if (row.path.size() == 1 || !row.path.ends_with('/')) return path == row.path;
  if (!path.starts_with(row.path)) return false;
  segment = path.substr(row.path.size());
  return !segment.empty() && segment.find('/') == std::string_view::npos;
}

}  // namespace

Routed find_route(const Request& request) {
  Routed routed;
  const auto path = without_double_slashes(request.path());
  for (const auto& row : table) {
    std::string_view segment;
    if (!matches(row, path, segment)) continue;
    routed.name = row.name;
    routed.dialect = row.language != nullptr ? &row.language() : nullptr;
    if (request.method == row.method) {
      routed.route = Route{row.page, routed.name, segment, routed.dialect};
      return routed;
    }
    routed.error = Errc::method_not_allowed;
    if (routed.allow.empty()) routed.allow = row.allow;
  }
  return routed;
}

std::vector<RouteName> all_routes() {
  std::vector<RouteName> names;
  names.reserve(std::size(table));
  for (const auto& row : table) names.push_back({row.method, row.name});
  return names;
}

std::optional<Error> judge_head(const Route& route, const Request& request) {
  if (route.page == Page::health || route.page == Page::readiness) return std::nullopt;
  if (request.arrival.client_certificate_asked && !request.arrival.client_certificate) {
    return Error(Errc::client_certificate_required);
  }
  const bool has_body = takes_body(route.page) || (route.page == Page::diagnose && request.method == "POST");
  if (!has_body) return std::nullopt;
  if (!wire::is_json_media_type(request.headers.find("content-type").value_or(""))) {
    return Error(Errc::unsupported_media_type);
  }
  return std::nullopt;
}

Result<bool> dry_run_asked(const Request& request) {
  auto query = request.query();
  bool asked = false;
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto name = pair.substr(0, equals);
    const auto value = equals == std::string_view::npos ? std::string_view("1") : pair.substr(equals + 1);
    if (name != "dry_run") {
      static constexpr std::string_view known[] = {"dry_run"};
      Error error(Errc::unknown_field, "the query has a parameter that is not known");
      const auto meant = base::nearest(name, known);
      return meant.empty() ? error : error.with_hint("Did you mean dry_run=1?");
    }
    if (value == "1" || value == "true") {
      asked = true;
    } else if (value == "0" || value == "false") {
      asked = false;
    } else {
      return Error(Errc::bad_field, "the query's dry_run must be 1 or 0");
    }
  }
  return asked;
}

}  // namespace atgateway::gateway
