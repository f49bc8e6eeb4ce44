// The site file: what one installation decided, so that nobody types a name twice.
#pragma once

#include <atgateway/result.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace atgateway::inline v0_1 {

/// Everything that the private-AKS set-up asks its reader to decide. Empty = not decided.
struct Site {
  std::string hostname;  ///< the name that the warehouse calls, e.g. "carto-atg.example.com"
  std::uint16_t port = 443;
  struct Kubernetes {
    std::string namespace_ = "carto", service = "atgateway", image, tls_secret;
  } kubernetes;
  struct Azure {
    std::string subscription, resource_group, cluster, node_resource_group, location;
    std::string pls_name, pls_resource_group, nat_subnet;
    std::vector<std::string> visibility, auto_approval;  ///< subscription ids, or "*" (visibility only)
    bool proxy_protocol = false;
  } azure;
  struct Carto {
    std::string base_url;
  } carto;
  struct Databricks {
    std::string account_id, ncc, workspace_id, workspace_url, warehouse_id, connection, catalog_schema, secret_scope,
        secret_key;
    std::vector<std::string> grantees;
  } databricks;
};

/// Reads a site file's text: JSON, comments allowed. Every value is judged by what Azure, Kubernetes and Databricks
/// take.
/// @return `Errc::bad_config` with JSON Pointer and fix  @blocking no  @threads any  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT Result<Site> read_site(std::string text);

/// The JSON Schema of a site file, for editors; `read_site` has the last word.  @blocking no  @threads any  @since 0.1
[[nodiscard]] ATGATEWAY_EXPORT std::string site_schema();

}  // namespace atgateway::inline v0_1
