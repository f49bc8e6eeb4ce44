#include "snapshot/kubernetes_gateway.hpp"

#include "snapshot/lookup.hpp"

#include "base/ascii.hpp"

#include <algorithm>
#include <charconv>

namespace atgateway::snapshot {
namespace {

constexpr json::Limits config_limits{.depth = 16, .tokens = 200'000};

std::optional<std::int64_t> port_of(std::string_view address) {
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::int64_t port = 0;
  const auto digits = address.substr(colon + 1);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
  return port;
}

// The container that has the port, else the one that looks like the gateway, else the only one.
std::optional<json::Value> find_container(const json::Value& pod, std::int64_t target) {
  const auto containers = elements_at(pod, {"spec", "containers"});
  for (const auto& container : containers) {
    for (const auto& port : elements_at(container, {"ports"})) {
      if (target != 0 && integer_at(port, {"containerPort"}) == target) return container;
    }
  }
  for (const auto& container : containers) {
    if (text_at(container, {"image"}).find("atgateway") != std::string_view::npos) return container;
  }
  if (containers.size() == 1) return containers.front();
  return std::nullopt;
}

struct Settings {
  std::vector<std::string_view> words;  // command and arguments
  std::optional<json::Value> container;
  bool from_elsewhere = false;  // envFrom: any variable may be set

  // "--name value" or "--name=value", the last one.
  [[nodiscard]] std::optional<std::string_view> flag(std::string_view name) const {
    std::optional<std::string_view> found;
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (words[i] == name && i + 1 < words.size()) found = words[i + 1];
      if (words[i].starts_with(name) && words[i].substr(name.size()).starts_with('='))
        found = words[i].substr(name.size() + 1);
    }
    return found;
  }
  // Set, set to what cannot be seen (nullopt inside), or not set.
  [[nodiscard]] std::optional<std::optional<std::string_view>> variable(std::string_view name) const {
    for (const auto& each : elements_at(*container, {"env"})) {
      if (text_at(each, {"name"}) != name) continue;
      if (at(each, {"valueFrom"})) return std::optional<std::string_view>{};
      const auto value = text_at(each, {"value"});
      if (!value.empty()) return std::optional<std::string_view>{value};
    }
    if (from_elsewhere) return std::optional<std::string_view>{};
    return std::nullopt;
  }
};

// The text of the ConfigMap's entry that is mounted at `path`; nothing when it comes from elsewhere.
std::optional<std::string_view> mounted_text(const Directory& directory, const json::Value& pod,
                                             const json::Value& container, std::string_view path) {
  for (const auto& mount : elements_at(container, {"volumeMounts"})) {
    auto place = text_at(mount, {"mountPath"});
    if (place.ends_with('/')) place.remove_suffix(1);
    const auto sub_path = text_at(mount, {"subPath"});
    std::string_view file;
    if (!sub_path.empty() && path == place)
      file = sub_path;
    else if (sub_path.empty() && path.size() > place.size() + 1 && path.starts_with(place) && path[place.size()] == '/')
      file = path.substr(place.size() + 1);
    if (file.empty()) continue;
    for (const auto& volume : elements_at(pod, {"spec", "volumes"})) {
      if (text_at(volume, {"name"}) != text_at(mount, {"name"})) continue;
      const auto map_name = text_at(volume, {"configMap", "name"});
      if (map_name.empty()) continue;
      for (const auto& item : elements_at(volume, {"configMap", "items"})) {
        if (text_at(item, {"path"}) == file) file = text_at(item, {"key"});
      }
      const auto maps = directory.find("kube-configmaps.json");
      if (!maps) return std::nullopt;
      for (const auto& map : list_of(*maps).value_or(std::vector<json::Value>{})) {
        if (text_at(map, {"metadata", "name"}) != map_name) continue;
        if (const auto data = at(map, {"data"})) {
          if (const auto text = data->find(file); text && text->is(json::Kind::string)) return text->text();
        }
      }
    }
  }
  return std::nullopt;
}

std::vector<std::string> copies(const std::vector<std::string_view>& texts) { return {texts.begin(), texts.end()}; }

// What the file says of the listener on `target`, or of the only one.
void read_config(GatewayView& view, const json::Value& root, std::int64_t target) {
  std::optional<json::Value> listener;
  const auto listeners = elements_at(root, {"listeners"});
  for (const auto& each : listeners) {
    if (port_of(text_at(each, {"address"})) == target || listeners.size() == 1) listener = each;
  }
  const auto& place = listener ? *listener : root;
  const auto address = listener ? text_at(place, {"address"}) : text_at(root, {"listen"});
  if (listeners.empty() || listener) {
    view.listen_port = port_of(address.empty() ? "127.0.0.1:8443" : address);
    const auto mode = text_at(place, {"proxy_protocol", "mode"});
    view.proxy_mode = std::string(mode.empty() ? "off" : mode);
    view.trusted = copies(strings_at(place, {"proxy_protocol", "trusted"}));
    view.tls = text_at(place, {"tls", "mode"}) != "off";
  } else {
    view.unseen = "The configuration has no listener on the Service's target port.";
  }
  view.idle_ms = integer_at(root, {"timeouts_ms", "idle"}).value_or(75000);
  std::vector<std::string> urls;
  for (const auto& upstream : elements_at(root, {"upstreams"})) urls.emplace_back(text_at(upstream, {"base_url"}));
  view.upstreams = std::move(urls);
}

void read_defaults(GatewayView& view) {
  view.listen_port = 8443;
  view.proxy_mode = "off";
  view.trusted.emplace();
  view.tls = true;
  view.idle_ms = 75000;
  view.upstreams.emplace();
}

// Flags win over variables, variables over the file.
template <class Store>
void apply(const Settings& settings, std::string_view flag, std::string_view variable, Store store) {
  if (!flag.empty()) {
    if (const auto given = settings.flag(flag)) return store(given);
  }
  if (const auto set = settings.variable(variable)) store(*set);
}

}  // namespace

std::optional<std::int64_t> container_port(const json::Value& pod, std::string_view name) {
  for (const auto& container : elements_at(pod, {"spec", "containers"})) {
    for (const auto& port : elements_at(container, {"ports"})) {
      if (!name.empty() && text_at(port, {"name"}) == name) return integer_at(port, {"containerPort"});
    }
  }
  return std::nullopt;
}

GatewayView view_gateway(const Directory& directory, const std::vector<json::Value>& pods, std::int64_t target) {
  GatewayView view;
  if (pods.empty()) {
    view.unseen = "No pod of the gateway is in the snapshot.";
    return view;
  }
  Settings settings;
  settings.container = find_container(pods.front(), target);
  if (!settings.container) {
    view.unseen = "Several containers could be the gateway.";
    return view;
  }
  view.container = settings.container;
  const auto& container = *settings.container;
  settings.words = strings_at(container, {"command"});
  for (const auto word : strings_at(container, {"args"})) settings.words.push_back(word);
  settings.from_elsewhere = !elements_at(container, {"envFrom"}).empty();
  const bool own_variables = std::ranges::any_of(elements_at(container, {"env"}), [](const json::Value& each) {
    return text_at(each, {"name"}).starts_with("ATGATEWAY_");
  });
  view.is_gateway = own_variables || text_at(container, {"image"}).find("atgateway") != std::string_view::npos ||
                    std::ranges::any_of(settings.words, [](auto word) { return word.ends_with("atgateway"); });
  if (!view.is_gateway) {
    view.unseen = "The pods do not look like an AT Gateway.";
    return view;
  }

  std::optional<std::string_view> file = settings.flag("--config");
  bool file_unseen = false;
  if (!file) {
    if (const auto set = settings.variable("ATGATEWAY_CONFIG")) {
      file = *set;
      file_unseen = !file && !settings.from_elsewhere;
    }
  }
  if (file) {
    const auto text = mounted_text(directory, pods.front(), container, *file);
    if (text && text->size() <= std::size_t{4} * 1024 * 1024) {
      auto document = json::Document::parse_with_comments(std::string(*text), config_limits);
      if (document)
        read_config(view, document->root(), target);
      else
        view.unseen = "The ConfigMap's configuration is not JSON.";
    } else {
      view.unseen = "The gateway's configuration file is not in the snapshot's ConfigMaps.";
    }
  } else if (file_unseen) {
    view.unseen = "The variable ATGATEWAY_CONFIG comes from elsewhere.";
  } else {
    read_defaults(view);
  }
  if (settings.from_elsewhere && view.unseen.empty()) view.unseen = "The container takes variables from elsewhere.";

  apply(settings, "--listen", "ATGATEWAY_LISTEN", [&](std::optional<std::string_view> address) {
    view.listen_port = address ? port_of(*address) : std::nullopt;
  });
  apply(settings, "--proxy-protocol", "ATGATEWAY_PROXY_PROTOCOL_MODE", [&](std::optional<std::string_view> mode) {
    view.proxy_mode.reset();
    if (mode) view.proxy_mode = *mode;
  });
  apply(settings, "--tls-mode", "ATGATEWAY_TLS_MODE", [&](std::optional<std::string_view> mode) {
    view.tls.reset();
    if (mode) view.tls = *mode != "off";
  });
  apply(settings, "", "ATGATEWAY_TIMEOUTS_MS_IDLE", [&](std::optional<std::string_view> value) {
    view.idle_ms.reset();
    std::int64_t number = 0;
    if (value && std::from_chars(value->data(), value->data() + value->size(), number).ec == std::errc())
      view.idle_ms = number;
  });
  apply(settings, "--upstream", "ATGATEWAY_UPSTREAM", [&](std::optional<std::string_view> url) {
    view.upstreams.reset();
    if (url) view.upstreams = std::vector<std::string>{std::string(*url)};
  });
  // Items of lists are set by index; one that is not the file's cannot be told from here.
  for (const auto& each : elements_at(container, {"env"})) {
    const auto name = text_at(each, {"name"});
    if (name.starts_with("ATGATEWAY_PROXY_PROTOCOL_TRUSTED_")) {
      if (view.trusted && !at(each, {"valueFrom"}) && !text_at(each, {"value"}).empty())
        view.trusted->emplace_back(text_at(each, {"value"}));
      else
        view.trusted.reset();
    }
    if (name.starts_with("ATGATEWAY_UPSTREAMS_")) view.upstreams.reset();
    if (name.starts_with("ATGATEWAY_LISTENERS_")) {
      view.proxy_mode.reset();
      view.listen_port.reset();
      view.tls.reset();
      view.trusted.reset();
      view.unseen = "Variables change single listeners.";
    }
  }
  return view;
}

}  // namespace atgateway::snapshot
