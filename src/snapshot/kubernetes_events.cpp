#include "snapshot/kubernetes_events.hpp"

#include "snapshot/lookup.hpp"

#include "base/ascii.hpp"

#include <array>

namespace atgateway::snapshot {
namespace {

struct Cause {
  std::string_view words;  // in lower case, parts of the message
  std::string_view more;   // that must be there as well, or empty
  std::string_view id;
};

// The messages of cloud-provider-azure and of ARM. The first that fits is it.
constexpr std::array causes{
    Cause{"already has unmanaged private link service", "", "pls.managed"},
    Cause{"already has existing private link service", "", "pls.name-unique"},
    Cause{"cannot change existing private link service name", "", "pls.name-unchanged"},
    Cause{"failed to get private link service subnet", "", "pls.nat-subnet"},
    Cause{"authorizationfailed", "subnets", "pls.subnet-rights"},
    Cause{"authorizationfailed", "virtualnetworks", "pls.subnet-rights"},
    Cause{"privatelinkservicenetworkpolicies", "", "pls.subnet-policies"},
    Cause{"networkpoliciesenabled", "", "pls.subnet-policies"},
    Cause{"must be internal or disable floating ip", "", "k8s.internal-load-balancer"},
    Cause{"ipv6 is not supported for private link service", "", "k8s.single-stack-ipv4"},
    Cause{"basic", "private link service", "pls.load-balancer-kind"},
    Cause{"number of private link service ipconfig", "", "pls.ip-configuration"},
    Cause{"ipconfigcount", "", "pls.ip-configuration"},
    Cause{"getplsstaticips", "", "pls.ip-configuration"},
    Cause{"failed to parse annotation", "", "k8s.annotation-values"},
    Cause{"value must be a whole number", "", "k8s.annotation-values"},
    Cause{"total probe should be less than 120", "", "k8s.annotation-values"},
    Cause{"idle timeout value must be", "", "k8s.annotation-values"},
};

bool contains(std::string_view text, std::string_view words) noexcept {
  if (words.empty()) return true;
  for (std::size_t i = 0; i + words.size() <= text.size(); ++i) {
    if (base::lower(text[i]) == words[0] && base::equal_without_case(text.substr(i, words.size()), words)) return true;
  }
  return false;
}

}  // namespace

std::string_view cause_of(std::string_view message) noexcept {
  message = message.substr(0, 16384);
  for (const auto& cause : causes) {
    if (contains(message, cause.words) && contains(message, cause.more)) return cause.id;
  }
  return {};
}

std::int64_t time_of(const json::Value& event) noexcept {
  if (const auto time = moment_at(event, {"series", "lastObservedTime"})) return *time;
  if (const auto time = moment_at(event, {"lastTimestamp"})) return *time;
  if (const auto time = moment_at(event, {"eventTime"})) return *time;
  if (const auto time = moment_at(event, {"firstTimestamp"})) return *time;
  return moment_at(event, {"metadata", "creationTimestamp"}).value_or(0);
}

Sync last_sync(const Directory& directory, const json::Value& service) {
  Sync out;
  const auto root = directory.find("kube-events.json");
  if (!root) return out;
  const auto uid = text_at(service, {"metadata", "uid"});
  std::int64_t last = 0;
  for (const auto& event : list_of(*root).value_or(std::vector<json::Value>{})) {
    if (text_at(event, {"involvedObject", "kind"}) != "Service" ||
        text_at(event, {"involvedObject", "name"}) != text_at(service, {"metadata", "name"}) ||
        text_at(event, {"involvedObject", "namespace"}) != text_at(service, {"metadata", "namespace"}))
      continue;
    // One of the same name that was deleted since.
    const auto other = text_at(event, {"involvedObject", "uid"});
    if (!uid.empty() && !other.empty() && uid != other) continue;
    const auto reason = text_at(event, {"reason"});
    const bool failed = reason == "SyncLoadBalancerFailed" || reason == "CreatingLoadBalancerFailed" ||
                        reason == "UpdateLoadBalancerFailed";
    const bool done = reason == "EnsuredLoadBalancer" || reason == "UpdatedLoadBalancer";
    if (!failed && !done) continue;
    const auto time = time_of(event);
    if (out.known && time < last) continue;
    last = time;
    out.known = true;
    out.failed = failed;
    out.message = failed ? text_at(event, {"message"}) : std::string_view{};
  }
  if (out.failed) out.cause = cause_of(out.message);
  return out;
}

}  // namespace atgateway::snapshot
