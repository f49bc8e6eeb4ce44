#include "config/judge.hpp"
#include "config/text_rules.hpp"

namespace atgateway::config {
namespace {

Result<void> judge_tls(Reading& reading, const TlsConfig& tls, const std::string& pointer, bool full) {
  if (tls.mode == TlsConfig::Mode::off) {
    if (!tls.client_ca) return {};
    return reading.fail(pointer + "/client_ca", "needs TLS, and " + spoken(pointer) + ".mode is off",
                        "Leave client_ca out, or set mode to \"on\".");
  }
  const bool both = tls.certificate.empty() && tls.key.empty();
  if (!both && !tls.certificate.empty() && !tls.key.empty()) return {};
  const std::string missing = tls.certificate.empty() ? "certificate" : "key";
  const std::string what =
      both ? "is missing, and so is key: TLS is on and needs both" : "is missing: TLS is on and needs it";
  const std::string hint =
      full ? "Set certificate and key of this listener's tls, or its mode to \"off\" where something in front speaks "
             "TLS."
           : "Give --tls-certificate FILE and --tls-key FILE, or --tls-mode off where something in front speaks TLS.";
  return reading.fail(pointer + "/" + missing, what, hint);
}

void judge_proxy(Reading& reading, const ProxyProtocolConfig& proxy, const std::string& pointer) {
  using Mode = ProxyProtocolConfig::Mode;
  if (proxy.mode != Mode::off && proxy.trusted.empty()) {
    reading.warn(pointer + "/trusted", proxy.mode == Mode::require
                                           ? "is empty while mode is \"require\": every caller will be closed"
                                           : "is empty while mode is \"accept\": no PROXY header will be believed");
  }
  if (proxy.mode == Mode::off && !proxy.allowed_link_ids.empty()) {
    reading.warn(pointer + "/allowed_link_ids", "is not checked while mode is \"off\"");
  }
}

/// Two sockets cannot have one address; port 0 is a different one each time.
Result<void> judge_same_address(const Reading& reading, bool full) {
  const auto& config = reading.draft.config;
  for (std::size_t i = 0; i < config.listeners.size(); ++i) {
    const auto& address = config.listeners[i].address;
    if (split_host_port(address).port == "0") continue;
    const std::string hint = "Give one of them another port.";
    if (address == config.admin) {
      return reading.fail(address_pointer(i, full), "is the same address as admin", hint);
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (address == config.listeners[j].address) {
        return reading.fail(address_pointer(i, full), "is the same address as " + spoken(address_pointer(j, full)),
                            hint);
      }
    }
  }
  return {};
}

}  // namespace

Result<void> judge_listeners(Reading& reading, bool full) {
  const auto& listeners = reading.draft.config.listeners;
  bool serves = false;
  for (std::size_t i = 0; i < listeners.size(); ++i) {
    const auto& listener = listeners[i];
    serves = serves || listener.role != ListenerConfig::Role::probe;
    for (std::size_t j = 0; j < i; ++j) {
      if (listener.name == listeners[j].name) {
        return reading.fail("/listeners/" + std::to_string(i) + "/name", "is the name of another listener too",
                            "Give each listener a name of its own.");
      }
    }
    // In the brief form the probe listener has no sections of its own.
    if (!full && i > 0) continue;
    const auto tls = section_pointer(i, full, "tls");
    if (auto judged = judge_tls(reading, listener.tls, tls, full); !judged) return judged;
    judge_proxy(reading, listener.proxy_protocol, section_pointer(i, full, "proxy_protocol"));
    const auto origin = reading.origins.find(address_pointer(i, full));
    const bool by_platform = origin != reading.origins.end() && origin->second.text == "environment PORT";
    if (listener.tls.mode == TlsConfig::Mode::off && listener.role != ListenerConfig::Role::probe && !by_platform &&
        !is_loopback(split_host_port(listener.address).host)) {
      reading.warn(tls + "/mode",
                   "is off on an address that is not loopback: tokens arrive in clear unless something in "
                   "front of the gateway speaks TLS");
    }
  }
  if (!serves) {
    return reading.fail("/listeners", "has no listener for calls", "Add one whose role is not \"probe\".");
  }
  return judge_same_address(reading, full);
}

}  // namespace atgateway::config
