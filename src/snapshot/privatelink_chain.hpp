// One installation's objects, found in each other: Service, load balancer frontend, Private Link Service, connections.
#pragma once

#include "snapshot/analyse.hpp"
#include "snapshot/directory.hpp"
#include "snapshot/lookup.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::snapshot {

/// One port of a Service.
struct ServicePort {
  std::string_view name, protocol, app_protocol;
  std::int64_t port = 0, node_port = 0;
  std::string_view target_name;  ///< when the target is a container port's name
  std::int64_t target = 0;       ///< when it is a number, or not said (then it is `port`)
};
[[nodiscard]] ServicePort service_port(const json::Value& port);

/// What was found of the way from the called name to the pods. Views live as long as the Directory.
struct Chain {
  std::string hostname;      ///< that the warehouse calls; empty when nothing says it
  std::uint16_t port = 443;  ///< that it calls

  std::string namespace_, service_name;  ///< of the Service that was looked for or found
  std::optional<json::Value> service;
  std::string why_no_service;               ///< a sentence; empty when it was found or kube-services.json is missing
  bool undecided = false;                   ///< several Services could be it
  std::vector<std::string_view> addresses;  ///< that it was given
  std::optional<ServicePort> called;        ///< the port of the Service that is called

  std::optional<json::Value> load_balancer, frontend;
  std::optional<json::Value> rule;  ///< of the load balancer: for the frontend and the called port
  std::optional<json::Value> private_link_service;
  std::vector<json::Value> connections;  ///< private endpoint connections of the Private Link Service

  /// What is known of the names that commands take, by the variables of files.cpp ("NODE_RG").
  std::map<std::string, std::string, std::less<>> names;

  /// The value of the Service's annotation service.beta.kubernetes.io/`suffix`; nothing when it is not there.
  [[nodiscard]] std::optional<std::string_view> annotation(std::string_view suffix) const;
  /// `annotation` is "true", as the cloud controller reads it.
  [[nodiscard]] bool is_on(std::string_view suffix) const;
  [[nodiscard]] std::string_view name(std::string_view variable) const;
  /// For commands: the known name as one word, or a placeholder such as '<node-rg>'.
  [[nodiscard]] std::string word(std::string_view variable) const;
  [[nodiscard]] bool local_traffic_policy() const;  ///< externalTrafficPolicy: Local
};

[[nodiscard]] Chain find_chain(const Directory& directory, const Subject& subject);

/// The probe of the rule for the called port.
[[nodiscard]] std::optional<json::Value> probe_of(const Chain& chain);

/// What fetches the file, with the known names in it; empty when no command does.
[[nodiscard]] std::string fetch_command(std::string_view file, const Chain& chain);
/// The skip of a check for want of those of `files` that are missing or bad.
[[nodiscard]] Check without_data(std::string_view id, const std::vector<std::string_view>& files,
                                 const Directory& directory, const Chain& chain);

}  // namespace atgateway::snapshot
