#include "gateway/snapshot.hpp"

#include "base/ascii.hpp"
#include "base/token.hpp"
#include "upstream/endpoint.hpp"

#include <fstream>
#include <iterator>
#include <utility>

namespace atgateway::gateway {
namespace {

constexpr std::string_view sandbox_selector = "sandbox:";

/// The value behind "Bearer ", or nothing.
std::optional<std::string_view> bearer(const Request& request) {
  const auto header = request.headers.find("authorization");
  constexpr std::string_view scheme = "bearer ";
  if (!header || header->size() <= scheme.size() ||
      !base::equal_without_case(header->substr(0, scheme.size()), scheme)) {
    return std::nullopt;
  }
  return base::trim(header->substr(scheme.size()));
}

Result<Secret> read_secret(const std::string& file, std::string pointer) {
  std::ifstream in(file, std::ios::binary);
  if (!in) return Error(Errc::bad_config, "the file cannot be read", std::move(pointer));
  std::string text((std::istreambuf_iterator<char>(in)), {});
  Secret secret(base::trim(text));
  wipe(text);
  if (!base::is_token(secret.reveal())) {
    return Error(Errc::bad_config, "the file does not hold exactly one token", std::move(pointer));
  }
  return secret;
}

}  // namespace

Result<std::shared_ptr<Snapshot>> Snapshot::make(Config config) {
  auto snapshot = std::make_shared<Snapshot>();
  if (config.upstreams.empty()) return Error(Errc::bad_config, "there must be at least one upstream", "/upstreams");
  for (std::size_t i = 0; i < config.upstreams.size(); ++i) {
    const auto pointer = "/upstreams/" + std::to_string(i);
    Upstream made;
    made.config = config.upstreams[i];
    auto endpoint = upstream::make_endpoint(made.config);
    if (!endpoint) {
      return endpoint.error().at(endpoint.error().field().empty() ? pointer : std::string(endpoint.error().field()));
    }
    made.endpoint = std::move(*endpoint);
    made.selector = made.config.base_url == sandbox_selector ? std::string(sandbox_selector) : made.endpoint.base_url;
    if (made.config.token_file) {
      if (!made.config.tokenless) {
        return Error(Errc::bad_config, "a token_file needs tokenless: who may spend it", pointer + "/tokenless");
      }
      auto secret = read_secret(*made.config.token_file, pointer + "/token_file");
      if (!secret) return secret.error();
      made.token = std::make_shared<const Secret>(std::move(*secret));
    }
    snapshot->upstreams.push_back(std::move(made));
  }
  const auto& files = config.credentials.inbound_key_files;
  for (std::size_t i = 0; i < files.size(); ++i) {
    auto secret = read_secret(files[i], "/credentials/inbound_key_files/" + std::to_string(i));
    if (!secret) return secret.error();
    snapshot->inbound_keys.push_back(std::move(*secret));
  }
  snapshot->config = std::move(config);
  return snapshot;
}

Result<const Upstream*> Snapshot::select(const std::optional<std::string>& api_base_url) const {
  if (!api_base_url) {
    if (upstreams.size() == 1) return &upstreams.front();
    for (const auto& each : upstreams) {
      if (each.config.is_default) return &each;
    }
    return Error(Errc::upstream_not_allowed, "api_base_url is absent, and none of several upstreams is the default",
                 "/api_base_url")
        .with_hint("Send api_base_url, or ask the operator to mark one upstream as the default.");
  }
  std::string selector = *api_base_url;
  if (selector != sandbox_selector) {
    auto canonical = upstream::canonical_base_url(*api_base_url);
    if (!canonical) return canonical.error().at("/api_base_url");
    selector = std::move(*canonical);
  }
  for (const auto& each : upstreams) {
    if (each.selector == selector) return &each;
  }
  return Error(Errc::upstream_not_allowed, {}, "/api_base_url");
}

bool Snapshot::shows_inbound_key(const Request& request) const {
  const auto shown = bearer(request);
  if (!shown) return false;
  bool match = false;
  for (const auto& key : inbound_keys) match = key.equals(*shown) || match;
  return match;
}

Result<void> Snapshot::admit(const Request& request) const {
  if (config.credentials.authorization != CredentialsConfig::Authorization::inbound_key) return {};
  if (shows_inbound_key(request)) return {};
  return Errc::inbound_key_required;
}

Result<std::shared_ptr<const Secret>> Snapshot::token(const Upstream& upstream, const flow::Credentials& given,
                                                      const Request& request, Spend spend) const {
  if (given.token) return given.token;
  if (config.credentials.authorization == CredentialsConfig::Authorization::carto_token) {
    if (const auto shown = bearer(request)) {
      if (!base::is_token(*shown)) {
        return Error(Errc::token_malformed,
                     "the Authorization header's bearer token has characters that a token cannot have");
      }
      return std::make_shared<const Secret>(*shown);
    }
  }
  if (!upstream.token || spend == Spend::callers_only) return Error(Errc::token_missing, {}, "/api_access_token");
  bool may_spend = false;
  switch (*upstream.config.tokenless) {
    case UpstreamConfig::Tokenless::client_cert:
      may_spend = request.arrival.client_certificate;
      break;
    case UpstreamConfig::Tokenless::link_ids:
      may_spend = request.arrival.link_id_allowed;
      break;
    case UpstreamConfig::Tokenless::inbound_key:
      may_spend = shows_inbound_key(request);
      break;
    case UpstreamConfig::Tokenless::anyone:
      may_spend = true;
      break;
  }
  if (!may_spend)
    return Error(Errc::token_missing, "this call may not spend the gateway's own token", "/api_access_token");
  return upstream.token;
}

}  // namespace atgateway::gateway
