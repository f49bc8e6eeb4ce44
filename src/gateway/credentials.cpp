#include "gateway/credentials.hpp"

#include <optional>
#include <utility>

namespace atgateway::gateway {
namespace {

Result<Leg> resolve(const flow::Credentials& given, const Snapshot& snapshot, const Request& request, bool forwarded) {
  const auto upstream = snapshot.select(given.api_base_url);
  if (!upstream) return upstream.error();
  // A path of the caller's own choice is never paid for with the gateway's token.
  const auto whose = forwarded ? Snapshot::Spend::callers_only : Snapshot::Spend::own_too;
  auto token = snapshot.token(**upstream, given, request, whose);
  if (!token) return token.error();
  return Leg{*upstream, std::move(*token)};
}

}  // namespace

Result<std::vector<Leg>> resolve_credentials(flow::Batch& batch, const Snapshot& snapshot, const Request& request,
                                             bool first_always) {
  std::vector<bool> needed(batch.credentials.size());
  needed.front() = first_always || batch.forward.has_value();
  for (const auto& row : batch.rows) {
    if (row.arguments && !row.trouble) needed[row.credentials] = true;
  }
  std::vector<Leg> legs(batch.credentials.size());
  std::vector<std::optional<Error>> refused(batch.credentials.size());
  std::optional<Error> first_refusal;
  bool any = false;
  for (std::size_t i = 0; i < legs.size(); ++i) {
    if (!needed[i]) continue;
    auto leg = resolve(batch.credentials[i], snapshot, request, batch.forward.has_value());
    if (leg) {
      legs[i] = std::move(*leg);
      any = true;
    } else {
      refused[i] = leg.error();
      if (!first_refusal) first_refusal = leg.error();
    }
  }
  if (!first_refusal) return legs;
  if (!any) return *first_refusal;
  for (auto& row : batch.rows) {
    if (row.arguments && !row.trouble) row.trouble = refused[row.credentials];
  }
  return legs;
}

}  // namespace atgateway::gateway
