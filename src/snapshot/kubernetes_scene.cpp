#include "snapshot/kubernetes_scene.hpp"

#include <utility>

namespace atgateway::snapshot {
namespace {

constexpr std::size_t most_pods = 100;

// What stands in the way of a check, or nothing.
std::optional<Check> obstacle(const Scene& scene, const Judge& judge) {
  const auto& [directory, subject, chain, sync, pods, gateway] = scene;
  auto files = judge.files;
  const auto want = [&](std::string_view file) {
    if (std::ranges::find(files, file) == files.end()) files.insert(files.begin(), file);
  };
  // A Private Link Service that was found can be judged without the Service that asked for it.
  const bool own = judge.needs == Needs::private_link_service && chain.private_link_service;
  if (judge.needs != Needs::nothing && !own) want("kube-services.json");
  if (judge.needs == Needs::frontend) want("az-load-balancers.json");
  if (judge.needs == Needs::private_link_service) want("az-private-link-services.json");
  for (const auto file : files) {
    if (!directory.find(file)) return without_data(judge.id, files, directory, chain);
  }
  if (judge.needs != Needs::nothing && !chain.service && !own) {
    if (!chain.undecided) return catalog::blocked(judge.id, "k8s.service");
    return catalog::skip(judge.id, SkipReason::no_data, chain.why_no_service + " Say which in the site file.");
  }
  if (judge.needs == Needs::frontend && !chain.frontend) {
    if (chain.addresses.empty())
      return catalog::blocked(judge.id, sync.cause.empty() ? std::string_view("k8s.address-assigned") : sync.cause);
    return catalog::skip(judge.id, SkipReason::no_data,
                         "No load balancer of the snapshot has the Service's address " +
                             shown(chain.addresses.front()) + ": the list is of another resource group.",
                         {fetch_command("az-load-balancers.json", chain)});
  }
  if (judge.needs == Needs::private_link_service && !chain.private_link_service) {
    if (!chain.is_on("azure-pls-create")) return catalog::blocked(judge.id, "pls.requested");
    return catalog::blocked(judge.id, sync.cause.empty() ? std::string_view("pls.exists") : sync.cause);
  }
  return std::nullopt;
}

}  // namespace

std::vector<json::Value> list_in(const Directory& directory, std::string_view file) {
  const auto root = directory.find(file);
  return root ? list_of(*root).value_or(std::vector<json::Value>{}) : std::vector<json::Value>{};
}

bool selects(const std::optional<json::Value>& selector, const std::optional<json::Value>& labels) {
  if (!selector || !labels || selector->size() == 0 || selector->size() > 1000) return false;
  for (const auto [name, wanted] : selector->members()) {
    const auto has = labels->find(name);
    if (!has || !has->is(json::Kind::string) || !wanted.is(json::Kind::string) || has->text() != wanted.text())
      return false;
  }
  return selector->is(json::Kind::object);
}

Scene make_scene(const Directory& directory, const Subject& subject, const Chain& chain) {
  Scene scene{directory, subject, chain, {}, {}, {}};
  if (!chain.service) return scene;
  scene.sync = last_sync(directory, *chain.service);
  const auto selector = at(*chain.service, {"spec", "selector"});
  for (const auto& pod : list_in(directory, "kube-pods.json")) {
    if (text_at(pod, {"metadata", "namespace"}) != chain.namespace_) continue;
    if (!selects(selector, at(pod, {"metadata", "labels"}))) continue;
    scene.pods.push_back(pod);
    if (scene.pods.size() == most_pods) break;
  }
  std::int64_t target = 0;
  if (chain.called) {
    target = chain.called->target;
    if (!chain.called->target_name.empty() && !scene.pods.empty())
      target = container_port(scene.pods.front(), chain.called->target_name).value_or(0);
  }
  scene.gateway = view_gateway(directory, scene.pods, target);
  return scene;
}

std::vector<Check> run(const Scene& scene, const std::vector<Judge>& judges) {
  std::vector<Check> checks;
  for (const auto& judge : judges) {
    auto skipped = obstacle(scene, judge);
    checks.push_back(skipped ? std::move(*skipped) : judge.judge(scene));
  }
  return checks;
}

Check controller_says(const Scene& scene, std::string_view id, std::string expected,
                      std::vector<std::string> commands) {
  return catalog::finding(id, "The cloud controller's last event says: " + shown(scene.sync.message, 600),
                          std::move(expected), std::move(commands));
}

}  // namespace atgateway::snapshot
