#include "config/draft.hpp"

#include "config/table.hpp"

#include <algorithm>

namespace atgateway::config {
namespace {

/// All values of a section, for telling two apart.
template <class Section>
std::vector<Setting> values_of(const char* name, Section Draft::*member, const Section& section) {
  Draft draft;
  draft.*member = section;
  std::vector<Setting> out;
  for (const auto& key : root_shape().keys) {
    if (key.name != name) continue;
    visit(*key.shape, key.access.child(&draft), "",
          [&](const std::string&, const Key& leaf, const Shape&, void* object) {
            out.push_back(leaf.access.get(object));
          });
  }
  return out;
}

ListenerConfig probe_listener(std::string address) {
  ListenerConfig probe;
  probe.name = "probe";
  probe.address = std::move(address);
  probe.tls.mode = TlsConfig::Mode::off;
  probe.role = ListenerConfig::Role::probe;
  return probe;
}

bool is_probe_listener(const ListenerConfig& listener) {
  const auto probe = probe_listener(listener.address);
  return listener.name == probe.name && listener.role == probe.role &&
         values_of("tls", &Draft::tls, listener.tls) == values_of("tls", &Draft::tls, probe.tls) &&
         values_of("proxy_protocol", &Draft::proxy_protocol, listener.proxy_protocol) ==
             values_of("proxy_protocol", &Draft::proxy_protocol, probe.proxy_protocol);
}

}  // namespace

std::vector<ListenerConfig> brief_listeners(const Draft& draft) {
  ListenerConfig main;
  main.address = draft.listen;
  main.tls = draft.tls;
  main.proxy_protocol = draft.proxy_protocol;
  std::vector<ListenerConfig> out{std::move(main)};
  if (!draft.probe_listen.empty()) out.push_back(probe_listener(draft.probe_listen));
  return out;
}

Shaped to_draft(const Config& config) {
  Shaped out;
  out.draft.config = config;
  const auto& listeners = config.listeners;
  if (listeners.empty()) return out;
  const ListenerConfig& main = listeners[0];
  const bool brief = main.name == ListenerConfig().name && main.role == ListenerConfig::Role::unknown &&
                     (listeners.size() == 1 || (listeners.size() == 2 && is_probe_listener(listeners[1])));
  if (!brief) {
    out.full = true;
    return out;
  }
  out.draft.listen = main.address;
  out.draft.tls = main.tls;
  out.draft.proxy_protocol = main.proxy_protocol;
  if (listeners.size() == 2) out.draft.probe_listen = listeners[1].address;
  out.draft.config.listeners.clear();
  return out;
}

}  // namespace atgateway::config
