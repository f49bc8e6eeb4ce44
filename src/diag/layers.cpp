// What is said of a whole layer at once.
#include "catalog/make_check.hpp"
#include "diag/judges.hpp"
#include "diag/vantage.hpp"
#include "probe/clean_text.hpp"

namespace atgateway::diag {
namespace {

/// Checks that belong to the gateway's own report, and to no other.
bool only_from_inside(std::string_view id) noexcept { return id == "config.gateway" || id == "config.certificate"; }

/// Checks of a gateway, which nobody meets on its way out.
bool only_of_gateway(std::string_view id) noexcept { return id.starts_with("gateway."); }

/// Checks of snapshots are made where snapshots are read.
bool of_snapshot(std::string_view id) noexcept { return id.starts_with("config.snapshot"); }

}  // namespace

std::vector<std::string_view> ids_of(const Context& context, Layer layer) {
  std::vector<std::string_view> ids;
  for (const auto& row : check_table()) {
    if (row.layer != layer || row.id.starts_with("claim.") || only_from_inside(row.id) || of_snapshot(row.id)) continue;
    if (context.profile == Profile::gateway_egress && only_of_gateway(row.id)) continue;
    ids.push_back(row.id);
  }
  return ids;
}

Judged block(const Context& context, Layer layer, const std::string& by) {
  Judged out;
  out.blocks = by;
  for (const auto id : ids_of(context, layer)) out.checks.push_back(catalog::blocked(id, by));
  return out;
}

Judged not_visible(const Context& context, Layer layer) {
  Judged out;
  for (const auto id : ids_of(context, layer)) {
    out.checks.push_back(catalog::skip(id, SkipReason::not_visible_from_here, context.vantage.sentence,
                                       where_to_ask(context, layer <= Layer::http ? "/healthz" : "/v1/diagnose")));
  }
  return out;
}

Judged crashed(const Context& context, Layer layer, const std::string& what) {
  Judged out;
  for (const auto id : ids_of(context, layer)) {
    Check check = catalog::make_check(id, CheckStatus::crash);
    check.observed = "The probe broke: " + probe::clean_text(what, 200);
    check.expected = "a probe that ends with an answer";
    check.remediation.text = "This is a bug of the doctor: report it with this text.";
    out.blocks = check.id;
    out.checks.push_back(std::move(check));
  }
  return out;
}

}  // namespace atgateway::diag
