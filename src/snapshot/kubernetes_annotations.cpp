// The cloud controller ignores annotations that it does not know, and refuses the Service for some bad values.
#include "snapshot/kubernetes_judges.hpp"

#include "base/ascii.hpp"
#include "base/suggest.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace atgateway::snapshot {
namespace {

constexpr std::string_view prefix = "service.beta.kubernetes.io/";

enum class Takes : std::uint8_t { anything, flag, minutes, seconds, count, probe };
struct Known {
  std::string_view suffix;
  Takes takes = Takes::anything;
};

// pkg/consts/consts.go of cloud-provider-azure.
constexpr std::array known{
    Known{"azure-load-balancer-internal", Takes::flag},
    Known{"azure-load-balancer-internal-subnet"},
    Known{"azure-load-balancer-mode"},
    Known{"azure-load-balancer-configurations"},
    Known{"azure-load-balancer-ipv4"},
    Known{"azure-load-balancer-ipv6"},
    Known{"azure-load-balancer-resource-group"},
    Known{"azure-load-balancer-tcp-idle-timeout", Takes::minutes},
    Known{"azure-load-balancer-disable-tcp-reset", Takes::flag},
    Known{"azure-load-balancer-enable-high-availability-ports", Takes::flag},
    Known{"azure-load-balancer-health-probe-protocol", Takes::probe},
    Known{"azure-load-balancer-health-probe-request-path"},
    Known{"azure-load-balancer-health-probe-interval", Takes::seconds},
    Known{"azure-load-balancer-health-probe-num-of-probe", Takes::count},
    Known{"azure-disable-load-balancer-floating-ip", Takes::flag},
    Known{"azure-disable-load-balancer-nsg-rule", Takes::flag},
    Known{"azure-deny-all-except-load-balancer-source-ranges", Takes::flag},
    Known{"azure-allowed-ip-ranges"},
    Known{"azure-allowed-service-tags"},
    Known{"azure-shared-securityrule", Takes::flag},
    Known{"azure-additional-public-ips"},
    Known{"azure-dns-label-name"},
    Known{"azure-pip-name"},
    Known{"azure-pip-name-ipv6"},
    Known{"azure-pip-prefix-id"},
    Known{"azure-pip-prefix-id-ipv6"},
    Known{"azure-pip-tags"},
    Known{"azure-pip-ip-tags"},
    Known{"azure-pls-create", Takes::flag},
    Known{"azure-pls-name"},
    Known{"azure-pls-resource-group"},
    Known{"azure-pls-ip-configuration-subnet"},
    Known{"azure-pls-ip-configuration-ip-address-count"},
    Known{"azure-pls-ip-configuration-ip-address"},
    Known{"azure-pls-fqdns"},
    Known{"azure-pls-proxy-protocol", Takes::flag},
    Known{"azure-pls-visibility"},
    Known{"azure-pls-auto-approval"},
};

// Behind "port_443_".
constexpr std::array port_known{
    Known{"health-probe_port"},
    Known{"health-probe_protocol", Takes::probe},
    Known{"health-probe_interval", Takes::seconds},
    Known{"health-probe_num-of-probe", Takes::count},
    Known{"health-probe_request-path"},
    Known{"no_probe_rule", Takes::flag},
    Known{"no_lb_rule", Takes::flag},
};

std::optional<std::int64_t> number(std::string_view text) {
  text = base::trim(text);
  std::int64_t value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

// "port_443_health-probe_port" without its number; empty when it is not of that form.
std::string_view behind_port(std::string_view suffix) {
  if (!suffix.starts_with("port_")) return {};
  suffix.remove_prefix(5);
  const auto digits = suffix.find_first_not_of("0123456789");
  if (digits == 0 || digits == std::string_view::npos || suffix[digits] != '_') return {};
  return suffix.substr(digits + 1);
}

const Known* find_known(std::string_view suffix) {
  const auto port = behind_port(suffix);
  if (!port.empty()) {
    const auto found = std::ranges::find(port_known, port, &Known::suffix);
    return found == port_known.end() ? nullptr : &*found;
  }
  const auto found = std::ranges::find(known, suffix, &Known::suffix);
  return found == known.end() ? nullptr : &*found;
}

// What is wrong with the value, or empty.
std::string complaint(Takes takes, std::string_view value) {
  const auto given = number(value);
  const auto equals = [&](std::string_view word) { return base::equal_without_case(base::trim(value), word); };
  switch (takes) {
    case Takes::anything:
      return {};
    case Takes::flag:
      return equals("true") || equals("false") ? "" : "must be \"true\" or \"false\"";
    case Takes::minutes:
      return given && *given >= 4 && *given <= 100 ? "" : "must be a whole number from 4 to 100";
    case Takes::seconds:
      return given && *given >= 5 && *given < 60 ? "" : "must be a whole number of seconds, 5 or more";
    case Takes::count:
      return given && *given >= 2 && *given < 24 ? "" : "must be a whole number, 2 or more";
    case Takes::probe:
      return equals("tcp") || equals("http") || equals("https") ? "" : "must be Tcp, Http or Https";
  }
  return {};
}

template <class Visit>
void for_each_annotation(const Scene& scene, Visit visit) {
  const auto annotations = at(*scene.chain.service, {"metadata", "annotations"});
  if (!annotations) return;
  std::size_t count = 0;
  for (const auto [name, value] : annotations->members()) {
    if (++count > 1000) return;
    visit(name, value);
  }
}

}  // namespace

Check judge_annotation_names(const Scene& scene) {
  constexpr std::string_view id = "k8s.annotations";
  std::vector<std::string> wrong, commands;
  std::vector<std::string_view> names;
  for (const auto& each : known) names.push_back(each.suffix);
  for_each_annotation(scene, [&](std::string_view name, const json::Value& value) {
    if (wrong.size() >= 20) return;
    const auto slash = name.find('/');
    const auto domain = name.substr(0, slash == std::string_view::npos ? 0 : slash + 1);
    const auto suffix = name.substr(domain.size());
    // One whose own part is the controller's, under any domain: "service.kubernetes.io/azure-pls-create".
    const bool ours =
        domain == prefix && (base::equal_without_case(suffix.substr(0, 6), "azure-") || suffix.starts_with("port_"));
    const bool misplaced = domain != prefix && find_known(suffix) != nullptr && suffix.starts_with("azure-");
    if ((!ours && !misplaced) || (ours && find_known(suffix) != nullptr)) return;
    std::string right;
    if (misplaced) {
      right = std::string(prefix) + std::string(suffix);
    } else if (const auto port = behind_port(suffix); !port.empty()) {
      std::vector<std::string_view> port_names;
      for (const auto& each : port_known) port_names.push_back(each.suffix);
      if (const auto near = base::nearest(port.substr(0, 100), port_names); !near.empty())
        right = std::string(prefix) + std::string(suffix.substr(0, suffix.size() - port.size())) + std::string(near);
    } else if (const auto near = base::nearest(suffix.substr(0, 100), names); !near.empty()) {
      right = std::string(prefix) + std::string(near);
    }
    wrong.push_back(shown(name) + (right.empty() ? "" : " (did you mean " + shown(right) + "?)"));
    if (!right.empty() && value.is(json::Kind::string)) {
      commands.push_back(kubectl(scene, "annotate service",
                                 quoted(scene.chain.service_name) + " " + quoted(std::string(name) + "-") + " " +
                                     quoted(right + "=" + std::string(value.text()))));
    }
  });
  if (wrong.empty()) return catalog::pass(id, "All of the controller's annotations have known names.");
  return catalog::finding(id, "The controller does not know " + shown_list(wrong) + ".",
                          "names as in the controller's documentation", std::move(commands));
}

Check judge_annotation_values(const Scene& scene) {
  constexpr std::string_view id = "k8s.annotation-values";
  if (said_by_controller(scene, id))
    return controller_says(scene, id, "values that the controller takes",
                           {kubectl(scene, "edit service", quoted(scene.chain.service_name))});
  std::vector<std::string> wrong;
  for_each_annotation(scene, [&](std::string_view name, const json::Value& value) {
    if (!name.starts_with(prefix) || wrong.size() >= 20) return;
    const auto suffix = name.substr(prefix.size());
    const auto* row = find_known(suffix);
    // These two have checks of their own that say more.
    if (row == nullptr || suffix == "azure-load-balancer-internal" || suffix == "azure-pls-create") return;
    const auto what = value.is(json::Kind::string) ? complaint(row->takes, value.text()) : "must stand in quotes";
    if (!what.empty()) wrong.push_back(shown(suffix) + " " + what + " and is " + shown(value.source(), 60));
  });
  if (wrong.empty()) return catalog::pass(id, "All values are such as the controller takes.");
  return catalog::finding(id, shown_list(wrong) + ".", "values that the controller takes",
                          {kubectl(scene, "edit service", quoted(scene.chain.service_name))});
}

Check judge_service_probe(const Scene& scene) {
  constexpr std::string_view id = "k8s.health-probe";
  const auto& chain = scene.chain;
  if (!chain.called) return catalog::blocked(id, "k8s.service-port");
  const auto of_port = "port_" + std::to_string(chain.called->port) + "_";
  const auto annotated = [&](std::string_view name) { return chain.annotation(of_port + std::string(name)); };
  const bool own_port = annotated("health-probe_port").has_value();
  // With externalTrafficPolicy Local, kube-proxy's own health port is probed, whatever the port says.
  if (chain.local_traffic_policy() && !own_port && !proxy_is_on(chain))
    return catalog::pass(id, "The probe asks kube-proxy on the nodes (externalTrafficPolicy: Local).");
  if (own_port)
    return catalog::pass(id, "The probe has a port of its own, " + shown(*annotated("health-probe_port")) + ".");
  std::string_view protocol = "Tcp", from = "the default";
  if (const auto set = annotated("health-probe_protocol")) {
    protocol = base::trim(*set);
    from = "its annotation";
  } else if (!chain.called->app_protocol.empty()) {
    protocol = base::trim(chain.called->app_protocol);
    from = "appProtocol";
  } else if (const auto global = chain.annotation("azure-load-balancer-health-probe-protocol")) {
    protocol = base::trim(*global);
    from = "its annotation";
  }
  const bool http = base::equal_without_case(protocol, "http"), https = base::equal_without_case(protocol, "https");
  if (!http && !https) return catalog::pass(id, "The probe connects by TCP (" + std::string(from) + ").");
  std::string_view path = "/";
  if (const auto global = chain.annotation("azure-load-balancer-health-probe-request-path")) path = *global;
  if (const auto set = annotated("health-probe_request-path")) path = *set;
  const auto observed = "The probe asks for " + shown(protocol) + " " + shown(path) + " (" + std::string(from) + ").";
  const auto commands = std::vector<std::string>{annotate(scene, of_port + "health-probe_protocol", "tcp")};
  if (http && scene.gateway.tls == true)
    return catalog::finding(id, observed + " The gateway speaks TLS on that port.", "Tcp, or Https on /healthz",
                            commands);
  const bool answered = path == "/" || path == "/healthz" || path == "/livez" || path == "/readyz";
  if (answered && scene.gateway.is_gateway) return catalog::pass(id, observed);
  const std::string_view expected = "Tcp, or Https on a path that says 200";
  if (!scene.gateway.is_gateway)
    return catalog::warning(id, observed + " Whether the pods answer 200 there is not known.", std::string(expected),
                            commands);
  return catalog::finding(id, observed + " The gateway does not answer 200 there.", std::string(expected), commands);
}

}  // namespace atgateway::snapshot
