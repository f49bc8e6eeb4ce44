// The enumerations of a report as the words that stand in it.
#include <atgateway/diagnostics.hpp>

namespace atgateway::inline v0_1 {

std::string_view to_text(CheckStatus status) noexcept {
  switch (status) {
    case CheckStatus::pass:
      return "pass";
    case CheckStatus::warn:
      return "warn";
    case CheckStatus::fail:
      return "fail";
    case CheckStatus::skip:
      return "skip";
    case CheckStatus::crash:
      return "crash";
  }
  return {};
}

std::string_view to_text(Severity severity) noexcept {
  switch (severity) {
    case Severity::info:
      return "info";
    case Severity::warning:
      return "warning";
    case Severity::error:
      return "error";
  }
  return {};
}

std::string_view to_text(Layer layer) noexcept {
  switch (layer) {
    case Layer::config:
      return "config";
    case Layer::dns:
      return "dns";
    case Layer::tcp:
      return "tcp";
    case Layer::tls:
      return "tls";
    case Layer::http:
      return "http";
    case Layer::gateway:
      return "gateway";
    case Layer::upstream:
      return "upstream";
    case Layer::token:
      return "token";
    case Layer::kubernetes:
      return "kubernetes";
    case Layer::privatelink:
      return "privatelink";
    case Layer::ncc:
      return "ncc";
    case Layer::workspace:
      return "workspace";
  }
  return {};
}

std::string_view to_text(Owner owner) noexcept {
  switch (owner) {
    case Owner::customer_dns:
      return "customer-dns";
    case Owner::cloud_network:
      return "cloud-network";
    case Owner::cluster:
      return "cluster";
    case Owner::gateway:
      return "gateway";
    case Owner::upstream:
      return "upstream";
    case Owner::databricks:
      return "databricks";
    case Owner::caller:
      return "caller";
  }
  return {};
}

std::string_view to_text(SkipReason reason) noexcept {
  switch (reason) {
    case SkipReason::not_visible_from_here:
      return "not-visible-from-here";
    case SkipReason::not_applicable:
      return "not-applicable";
    case SkipReason::not_asked:
      return "not-asked";
    case SkipReason::no_data:
      return "no-data";
  }
  return {};
}

std::string_view to_text(Profile profile) noexcept {
  switch (profile) {
    case Profile::databricks_ncc:
      return "databricks-ncc";
    case Profile::in_vnet:
      return "in-vnet";
    case Profile::gateway_egress:
      return "gateway-egress";
    case Profile::local:
      return "local";
  }
  return {};
}

std::string_view to_text(Vantage vantage) noexcept {
  switch (vantage) {
    case Vantage::serverless:
      return "serverless";
    case Vantage::classic_cluster:
      return "classic-cluster";
    case Vantage::pod:
      return "pod";
    case Vantage::host:
      return "host";
  }
  return {};
}

std::string_view to_text(Verdict::Status status) noexcept {
  switch (status) {
    case Verdict::Status::crash:
      return "crash";
    case Verdict::Status::fail:
      return "fail";
    case Verdict::Status::incomplete:
      return "incomplete";
    case Verdict::Status::unknown:
      return "unknown";
    case Verdict::Status::warn:
      return "warn";
    case Verdict::Status::pass:
      return "pass";
  }
  return {};
}

}  // namespace atgateway::inline v0_1
