// What the judges of kubernetes and privatelink look at, and the runner that calls them when they can judge at all.
#pragma once

#include "catalog/make_check.hpp"
#include "snapshot/kubernetes_events.hpp"
#include "snapshot/kubernetes_gateway.hpp"
#include "snapshot/names.hpp"
#include "snapshot/privatelink_chain.hpp"

#include <span>

namespace atgateway::snapshot {

struct Scene {
  const Directory& directory;
  const Subject& subject;
  const Chain& chain;
  Sync sync;                      ///< what the cloud controller said last
  std::vector<json::Value> pods;  ///< that the Service selects; 100 at most
  GatewayView gateway;            ///< the gateway's own configuration, as far as it can be seen
};

/// What has to be there before a check can be made.
enum class Needs : std::uint8_t { nothing, service, frontend, private_link_service };

struct Judge {
  std::string_view id;
  std::vector<std::string_view> files;
  Needs needs;
  Check (*judge)(const Scene& scene);
};

[[nodiscard]] Scene make_scene(const Directory& directory, const Subject& subject, const Chain& chain);

/// Each check made, or skipped for want of data, or because of what failed before.
[[nodiscard]] std::vector<Check> run(const Scene& scene, const std::vector<Judge>& judges);

[[nodiscard]] std::vector<json::Value> list_in(const Directory& directory, std::string_view file);

/// Whether `labels` has every pair of `selector` (matchLabels' form); an empty or missing selector fits nothing.
[[nodiscard]] bool selects(const std::optional<json::Value>& selector, const std::optional<json::Value>& labels);

/// Whether `id`'s cause is what the controller's last event says.
[[nodiscard]] inline bool said_by_controller(const Scene& scene, std::string_view id) { return scene.sync.cause == id; }
/// The finding of that cause: the event's own words.
[[nodiscard]] Check controller_says(const Scene& scene, std::string_view id, std::string expected,
                                    std::vector<std::string> commands);

}  // namespace atgateway::snapshot
