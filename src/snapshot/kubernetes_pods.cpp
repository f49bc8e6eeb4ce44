#include "snapshot/kubernetes_judges.hpp"

#include <algorithm>
#include <set>

namespace atgateway::snapshot {
namespace {

bool is_ready(const json::Value& pod) {
  if (at(pod, {"metadata", "deletionTimestamp"})) return false;
  return std::ranges::any_of(elements_at(pod, {"status", "conditions"}), [](const json::Value& condition) {
    return text_at(condition, {"type"}) == "Ready" && text_at(condition, {"status"}) == "True";
  });
}

// Why a pod is not ready, in the words of Kubernetes.
std::string state_of(const json::Value& pod) {
  const auto name = shown(text_at(pod, {"metadata", "name"}));
  for (const auto& container : elements_at(pod, {"status", "containerStatuses"})) {
    if (const auto reason = text_at(container, {"state", "waiting", "reason"}); !reason.empty())
      return name + ": " + shown(reason);
    if (const auto reason = text_at(container, {"state", "terminated", "reason"}); !reason.empty())
      return name + ": " + shown(reason);
  }
  const auto phase = text_at(pod, {"status", "phase"});
  return name + ": " + (phase == "Running" ? "running, not ready" : shown(first_of(phase, "state unknown")));
}

std::string selector_words(const Scene& scene) {
  std::string out;
  if (const auto selector = at(*scene.chain.service, {"spec", "selector"})) {
    std::size_t count = 0;
    for (const auto [name, value] : selector->members()) {
      if (++count > 20 || !value.is(json::Kind::string)) break;
      out.append(out.empty() ? "" : ",").append(name).append("=").append(value.text());
    }
  }
  return out;
}

std::string get_pods(const Scene& scene) {
  return kubectl(scene, "get pods", "-l " + quoted_or(selector_words(scene), "selector"));
}

std::size_t ready_count(const Scene& scene) {
  return static_cast<std::size_t>(std::ranges::count_if(scene.pods, is_ready));
}

// What the kubelet said about a Secret that it could not mount.
bool mount_failed(const Scene& scene, std::string_view secret) {
  for (const auto& event : list_in(scene.directory, "kube-events.json")) {
    if (text_at(event, {"reason"}) != "FailedMount") continue;
    const auto message = text_at(event, {"message"});
    if (message.find(secret) == std::string_view::npos || message.find("not found") == std::string_view::npos) continue;
    for (const auto& pod : scene.pods) {
      if (text_at(pod, {"metadata", "name"}) == text_at(event, {"involvedObject", "name"}) && !is_ready(pod))
        return true;
    }
  }
  return false;
}

}  // namespace

Check judge_pods(const Scene& scene) {
  constexpr std::string_view id = "k8s.pods-ready";
  const auto selector = selector_words(scene);
  if (selector.empty())
    return catalog::skip(id, SkipReason::not_applicable,
                         "The Service has no selector: its endpoints are made by hand.");
  if (scene.pods.empty()) {
    return catalog::finding(id, "No pod has the Service's labels " + shown(selector) + ".", "pods with these labels",
                            {get_pods(scene), kubectl(scene, "get pods", "--show-labels")});
  }
  const auto ready = ready_count(scene);
  std::vector<std::string> states;
  for (const auto& pod : scene.pods) {
    if (!is_ready(pod)) states.push_back(state_of(pod));
  }
  const auto count = std::to_string(ready) + " of " + std::to_string(scene.pods.size()) + " pods are ready";
  if (states.empty()) return catalog::pass(id, count + ".");
  const std::vector<std::string> commands{get_pods(scene), kubectl(scene, "describe pods", "-l " + quoted(selector)),
                                          kubectl(scene, "logs", "-l " + quoted(selector) + " --tail=50")};
  if (ready > 0) return catalog::warning(id, count + " (" + shown_list(states) + ").", "all", commands);
  return catalog::finding(id, count + " (" + shown_list(states) + ").", "at least one, better two", commands);
}

Check judge_replicas(const Scene& scene) {
  constexpr std::string_view id = "k8s.replicas";
  const auto ready = ready_count(scene);
  if (ready == 0) return catalog::blocked(id, "k8s.pods-ready");
  std::set<std::string_view> nodes;
  for (const auto& pod : scene.pods) {
    if (is_ready(pod)) nodes.insert(text_at(pod, {"spec", "nodeName"}));
  }
  const auto observed =
      std::to_string(ready) + " ready, on " + std::to_string(nodes.size()) + (nodes.size() == 1 ? " node." : " nodes.");
  if (ready < 2) {
    return catalog::finding(id, "One pod is ready.", "two or more, on different nodes",
                            {kubectl(scene, "scale deployment", "'<deployment>' --replicas=2")});
  }
  if (nodes.size() < 2)
    return catalog::finding(id, observed, "pods on different nodes", {kubectl(scene, "get pods", "-o wide")});
  return catalog::pass(id, observed);
}

Check judge_endpoints(const Scene& scene) {
  constexpr std::string_view id = "k8s.endpoints";
  const auto& chain = scene.chain;
  if (!chain.called) return catalog::blocked(id, "k8s.service-port");
  std::size_t slices = 0, ready = 0, not_ready = 0;
  bool has_port = false;
  for (const auto& slice : list_in(scene.directory, "kube-endpointslices.json")) {
    const auto labels = at(slice, {"metadata", "labels"});
    if (!labels || text_at(*labels, {"kubernetes.io/service-name"}) != chain.service_name ||
        text_at(slice, {"metadata", "namespace"}) != chain.namespace_)
      continue;
    ++slices;
    bool here = false;
    for (const auto& port : elements_at(slice, {"ports"})) {
      const bool same_name = text_at(port, {"name"}) == chain.called->name;
      if (same_name && integer_at(port, {"port"}).value_or(0) > 0) here = true;
    }
    if (!here) continue;
    has_port = true;
    for (const auto& endpoint : elements_at(slice, {"endpoints"})) {
      // Not said counts as ready.
      const auto state = flag_at(endpoint, {"conditions", "ready"});
      (state == false ? not_ready : ready) += elements_at(endpoint, {"addresses"}).size();
    }
  }
  const std::vector<std::string> commands{kubectl(
      scene, "get endpointslices", "-l " + quoted("kubernetes.io/service-name=" + chain.service_name) + " -o yaml")};
  if (ready > 0) return catalog::pass(id, std::to_string(ready) + " endpoints are ready.");
  if (scene.directory.find("kube-pods.json") && ready_count(scene) == 0) return catalog::blocked(id, "k8s.pods-ready");
  if (slices > 0 && !has_port)
    return catalog::finding(id,
                            "The Service's endpoints do not have the port " +
                                shown(first_of(chain.called->name, std::to_string(chain.called->port))) + ".",
                            "an endpoint for the port that is called", commands);
  return catalog::finding(id,
                          slices == 0 ? "The Service has no EndpointSlice."
                                      : "No endpoint is ready, " + std::to_string(not_ready) + " are not.",
                          "at least one ready endpoint", commands);
}

Check judge_target_port(const Scene& scene) {
  constexpr std::string_view id = "k8s.target-port";
  const auto& chain = scene.chain;
  if (!chain.called) return catalog::blocked(id, "k8s.service-port");
  if (scene.pods.empty()) return catalog::blocked(id, "k8s.pods-ready");
  const auto& pod = scene.pods.front();
  const std::vector<std::string> commands{kubectl(scene, "edit service", quoted(chain.service_name))};
  auto target = chain.called->target;
  std::string what = std::to_string(target);
  if (!chain.called->target_name.empty()) {
    what = "\"" + shown(chain.called->target_name) + "\"";
    const auto found = container_port(pod, chain.called->target_name);
    if (!found) {
      return catalog::finding(id, "targetPort is " + what + ", and no container has a port of that name.",
                              "the name or number of a container port", commands);
    }
    target = *found;
  }
  const auto& listens = scene.gateway.listen_port;
  if (listens && *listens != target && *listens != 0) {
    return catalog::finding(id,
                            "targetPort " + what + " is " + std::to_string(target) + ", and the gateway listens on " +
                                std::to_string(*listens) + ".",
                            "targetPort " + std::to_string(*listens), commands);
  }
  return catalog::pass(id, "targetPort " + what +
                               (chain.called->target_name.empty() ? "" : " is " + std::to_string(target)) +
                               (listens ? ", where the gateway listens." : "."));
}

Check judge_tls_secret(const Scene& scene) {
  constexpr std::string_view id = "k8s.tls-secret";
  if (scene.pods.empty()) return catalog::blocked(id, "k8s.pods-ready");
  if (scene.gateway.tls == false)
    return catalog::skip(id, SkipReason::not_applicable,
                         "The gateway's TLS is off: something in front has the certificate.");
  const auto wanted =
      scene.subject.site != nullptr ? std::string_view(scene.subject.site->kubernetes.tls_secret) : std::string_view{};
  std::vector<std::string> secrets;
  bool other_store = false;
  for (const auto& volume : elements_at(scene.pods.front(), {"spec", "volumes"})) {
    if (const auto name = text_at(volume, {"secret", "secretName"}); !name.empty()) secrets.emplace_back(name);
    for (const auto& source : elements_at(volume, {"projected", "sources"})) {
      if (const auto name = text_at(source, {"secret", "name"}); !name.empty()) secrets.emplace_back(name);
    }
    if (at(volume, {"csi"})) other_store = true;
  }
  for (const auto& secret : secrets) {
    if (!mount_failed(scene, secret)) continue;
    return catalog::finding(id, "Secret " + shown(secret) + " cannot be mounted: it is not there.",
                            "a Secret with certificate and key",
                            {kubectl(scene, "create secret tls", quoted(secret) + " --cert=tls.crt --key=tls.key")});
  }
  if (!wanted.empty() && std::ranges::find(secrets, wanted) == secrets.end() && !other_store) {
    return catalog::finding(
        id, secrets.empty() ? "The pods mount no Secret." : "The pods mount " + shown_list(secrets) + ".",
        "Secret " + shown(wanted) + ", which the site file names", {kubectl(scene, "get secret", quoted(wanted))});
  }
  if (!secrets.empty()) return catalog::pass(id, "The pods mount " + shown_list(secrets) + ".");
  if (other_store) return catalog::pass(id, "The pods mount a secrets store (CSI).");
  if (!scene.gateway.is_gateway)
    return catalog::skip(id, SkipReason::not_applicable,
                         "The pods mount no Secret, and do not look like an AT Gateway.");
  return catalog::warning(id, "The pods mount no Secret.", "a mounted certificate and key",
                          {kubectl(scene, "get pods", "-o yaml")});
}

}  // namespace atgateway::snapshot
