// What each kind of name in a site file must look like, by whoever takes it: Azure, Kubernetes, Databricks, DNS.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atgateway::site {

enum class Rule : std::uint8_t {
  hostname,
  port,
  kubernetes_label,  ///< RFC 1123 label: namespaces
  kubernetes_dns,    ///< RFC 1035 label: Services
  kubernetes_name,   ///< RFC 1123 subdomain: Secrets
  image,
  guid,
  resource_group,
  aks_name,
  location,
  network_name,  ///< Private Link Services, subnets
  consumer,      ///< a subscription or "*"
  subscription,  ///< a subscription, and "*" has a hint of its own
  base_url,
  ncc,
  workspace_id,
  workspace_url,
  warehouse,
  catalog_object,
  catalog_schema,
  secret_name,
  principal,
  flag,
};

/// What is wrong with a text, completing "… must be"; and how to put it right. Neither holds the text itself.
struct Complaint {
  std::string must_be, hint;
};

/// Puts `text` into the one spelling that is kept (a host in lower case, a region without blanks), then judges it.
[[nodiscard]] std::optional<Complaint> judge(Rule rule, std::string& text);

/// What the rule asks for, completing "… must be".
[[nodiscard]] std::string_view wanted(Rule rule) noexcept;
/// The same for a JSON Schema, a little wider; empty when a regular expression says nothing.
[[nodiscard]] std::string_view pattern(Rule rule) noexcept;

}  // namespace atgateway::site
