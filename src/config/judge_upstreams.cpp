#include "config/base_url.hpp"
#include "config/judge.hpp"
#include "config/text_rules.hpp"

#include <algorithm>
#include <map>

namespace atgateway::config {
namespace {

using Tokenless = UpstreamConfig::Tokenless;

Result<void> judge_url(const Reading& reading, const UpstreamConfig& upstream, const BaseUrl& url,
                       const std::string& pointer) {
  const auto here = pointer + "/base_url";
  if (!url.complaint.empty()) {
    return reading.fail(here, url.complaint, "Write https://HOST, https://HOST:PORT or https://HOST/PREFIX.");
  }
  // What counts is where the bytes go.
  const auto host = upstream.connect_to ? split_host_port(*upstream.connect_to).host : std::string_view(url.host);
  if (url.plaintext && !upstream.allow_plaintext && !is_loopback(host)) {
    return reading.fail(here, "is http:// to another machine: tokens would cross the network in clear",
                        "Write https://, or set allow_plaintext of this upstream to true.");
  }
  return {};
}

Result<void> judge_tokenless(Reading& reading, const UpstreamConfig& upstream, const std::string& pointer) {
  const auto& config = reading.draft.config;
  if (!upstream.token_file) {
    if (upstream.tokenless) reading.warn(pointer + "/tokenless", "has no effect without token_file");
    return {};
  }
  if (!upstream.tokenless) {
    return reading.fail(pointer + "/token_file", "needs tokenless, which says who may spend the token",
                        "Set tokenless to \"client-cert\", \"link-ids\", \"inbound-key\" or \"anyone\".");
  }
  const auto some = [&](auto&& holds) { return std::any_of(config.listeners.begin(), config.listeners.end(), holds); };
  const auto here = pointer + "/tokenless";
  switch (*upstream.tokenless) {
    case Tokenless::anyone:
      reading.warn(here, "is \"anyone\": whoever reaches the listener can spend the token");
      break;
    case Tokenless::client_cert:
      if (!some([](const ListenerConfig& l) { return l.tls.client_ca.has_value(); })) {
        reading.warn(here, "is \"client-cert\", but no listener has a client_ca: nobody can spend the token");
      }
      break;
    case Tokenless::link_ids:
      if (!some([](const ListenerConfig& l) { return !l.proxy_protocol.allowed_link_ids.empty(); })) {
        reading.warn(here, "is \"link-ids\", but no listener has allowed_link_ids: nobody can spend the token");
      }
      break;
    case Tokenless::inbound_key:
      if (config.credentials.authorization != CredentialsConfig::Authorization::inbound_key) {
        reading.warn(here, "is \"inbound-key\", but credentials.authorization is not: nobody can spend the token");
      }
      break;
  }
  return {};
}

}  // namespace

Result<void> judge_some_upstream(const Reading& reading) {
  if (!reading.draft.config.upstreams.empty()) return {};
  return reading.fail("/upstreams", "must name at least one CARTO API that calls may go to",
                      "Give --upstream https://HOST, set ATGATEWAY_UPSTREAM, or list it under upstreams in the file; "
                      "--upstream sandbox: tries things out without one.");
}

Result<void> judge_upstreams(Reading& reading) {
  const auto& upstreams = reading.draft.config.upstreams;
  std::map<std::string, std::size_t> seen;
  std::size_t defaults = 0;
  for (std::size_t i = 0; i < upstreams.size(); ++i) {
    const auto pointer = "/upstreams/" + std::to_string(i);
    const auto url = read_base_url(upstreams[i].base_url);
    if (auto judged = judge_url(reading, upstreams[i], url, pointer); !judged) return judged;
    const auto [other, first] = seen.emplace(url.canonical, i);
    if (!first) {
      return reading.fail(pointer + "/base_url",
                          "is the same URL as upstreams[" + std::to_string(other->second) + "].base_url",
                          "Scheme, host, default port and a last slash make no difference: keep one of them.");
    }
    if (upstreams[i].is_default && ++defaults > 1) {
      return reading.fail(pointer + "/default", "is true for a second upstream", "Only one can be the default.");
    }
    if (auto judged = judge_tokenless(reading, upstreams[i], pointer); !judged) return judged;
  }
  const auto sandbox = seen.find(std::string(sandbox_url));
  if (sandbox == seen.end()) return {};
  const auto here = "/upstreams/" + std::to_string(sandbox->second) + "/base_url";
  if (upstreams.size() > 1) {
    return reading.fail(here, "is sandbox:, which stands beside no other upstream",
                        "Remove it, or the others: made-up answers must not mix with real ones.");
  }
  reading.warn(here, "is sandbox: every answer is made up");
  return {};
}

}  // namespace atgateway::config
