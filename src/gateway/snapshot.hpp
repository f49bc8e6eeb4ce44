// Snapshot: a configuration made ready for use. Immutable; a request keeps the one it began with.
#pragma once

#include "flow/batch.hpp"
#include "gateway/upstream_guard.hpp"
#include "upstream/transport.hpp"

#include <atgateway/config.hpp>
#include <atgateway/http.hpp>
#include <atgateway/secret.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace atgateway::gateway {

struct Upstream {
  UpstreamConfig config;
  std::string selector;  ///< what an `api_base_url` must equal, in canonical form
  upstream::Endpoint endpoint;
  std::size_t slots = 0;                 ///< its group in the SlotPool
  std::shared_ptr<UpstreamGuard> guard;  ///< its memory in the process
  std::shared_ptr<const Secret> token;   ///< from token_file, or null
};

struct Snapshot {
  Config config;
  std::vector<Upstream> upstreams;
  std::vector<Secret> inbound_keys;

  [[nodiscard]] static Result<std::shared_ptr<Snapshot>> make(Config config);

  /// The upstream that this text selects; without text the only one or the default.
  [[nodiscard]] Result<const Upstream*> select(const std::optional<std::string>& api_base_url) const;

  /// Whose tokens are looked at.
  enum class Spend : std::uint8_t { own_too, callers_only };

  /// The token that this call spends, by the documented precedence: the document's, the call's bearer when that is
  /// CARTO's, the upstream's own when the caller may spend it.
  [[nodiscard]] Result<std::shared_ptr<const Secret>> token(const Upstream& upstream, const flow::Credentials& given,
                                                            const Request& request, Spend spend = Spend::own_too) const;

  /// With `inbound-key`: does the call show one of the keys?
  [[nodiscard]] Result<void> admit(const Request& request) const;

 private:
  [[nodiscard]] bool shows_inbound_key(const Request& request) const;
};

}  // namespace atgateway::gateway
