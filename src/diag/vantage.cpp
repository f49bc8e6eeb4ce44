#include "diag/vantage.hpp"

#include "base/ascii.hpp"

#include <string_view>

namespace atgateway::diag {
namespace {

std::string_view read(const Environment& environment, const char* name) {
  const char* value = environment ? environment(name) : nullptr;
  return value == nullptr ? std::string_view() : std::string_view(value);
}

constexpr std::string_view standing(Vantage vantage) noexcept {
  switch (vantage) {
    case Vantage::serverless:
      return "This is Databricks serverless compute: names of the private endpoint rules lead to the private endpoint, "
             "all others to the internet";
    case Vantage::classic_cluster:
      return "This is a classic Databricks cluster: it uses its VNet's DNS, and not the private endpoint of serverless "
             "compute";
    case Vantage::pod:
      return "This is a pod: it uses the cluster's DNS and network, and not Private Link";
    case Vantage::host:
      return "This is a host, taken to stand in the VNet: it uses the network's DNS, and not Private Link";
  }
  return {};
}

std::string_view limits(Profile profile, Vantage vantage) noexcept {
  if (can_see(profile, vantage)) {
    return profile == Profile::in_vnet ? "; what holds here need not hold for a warehouse." : ".";
  }
  switch (profile) {
    case Profile::databricks_ncc:
      return "; the path from a serverless warehouse cannot be judged from here: run the SQL statement that is named.";
    case Profile::gateway_egress:
      return "; the gateway's way to CARTO cannot be judged from here: ask the gateway's own /v1/diagnose.";
    default:
      return "; this path cannot be judged from here.";
  }
}

}  // namespace

Vantage detect_vantage(const Environment& environment) {
  const auto runtime = read(environment, "DATABRICKS_RUNTIME_VERSION");
  if (!runtime.empty()) {
    const bool serverless =
        runtime.starts_with("client.") || base::equal_without_case(read(environment, "IS_SERVERLESS"), "true");
    return serverless ? Vantage::serverless : Vantage::classic_cluster;
  }
  return read(environment, "KUBERNETES_SERVICE_HOST").empty() ? Vantage::host : Vantage::pod;
}

Profile usual_profile(Vantage vantage, bool loopback_target) noexcept {
  if (loopback_target) return Profile::local;
  return vantage == Vantage::serverless ? Profile::databricks_ncc : Profile::in_vnet;
}

bool can_see(Profile profile, Vantage vantage) noexcept {
  switch (profile) {
    case Profile::databricks_ncc:
      return vantage == Vantage::serverless;
    case Profile::in_vnet:
      return vantage != Vantage::serverless;
    case Profile::gateway_egress:
      return vantage == Vantage::pod;
    case Profile::local:
      return true;
  }
  return false;
}

std::string vantage_sentence(Profile profile, Vantage vantage) {
  if (profile == Profile::local)
    return "The target is judged as this machine reaches it, whatever stands between others and it.";
  return std::string(standing(vantage)) + std::string(limits(profile, vantage));
}

std::vector<std::string> where_to_ask(const Context& context, std::string_view path) {
  if (context.profile == Profile::gateway_egress) return {"curl -sS " + context.target + "/v1/diagnose"};
  if (context.profile == Profile::in_vnet) {
    return {"kubectl run atgateway-doctor --rm -i --restart=Never --image=" +
            (context.site && !context.site->kubernetes.image.empty() ? context.site->kubernetes.image
                                                                     : std::string("YOUR_ATGATEWAY_IMAGE")) +
            " -- doctor --target " + context.target};
  }
  const std::string connection = context.site && !context.site->databricks.connection.empty()
                                     ? context.site->databricks.connection
                                     : "YOUR_CONNECTION";
  return {"SELECT http_request(conn => '" + connection + "', method => 'GET', path => '" + std::string(path) + "')"};
}

}  // namespace atgateway::diag
