// A neutral envelope, and a reply that claims to be CARTO's: decode, plan, collect, encode. NUL parts the two.
#include "dialect/rows.hpp"
#include "json/document.hpp"
#include "service/collect.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

using namespace atgateway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto cut = text.find('\0');
  auto document = json::Document::parse(text.substr(0, cut));
  if (!document.ok()) return 0;
  (void)dialect::wants_errors_in_body(document->root());
  auto batch = dialect::decode_rows(std::move(document).value(), *find_service("geocode"), {});
  if (!batch.ok()) return 0;
  auto plan = service::make_plan(*batch, {.geocode_rows = 3});
  for (const auto& call : plan.calls) {
    flow::UpstreamReply reply{.status = 200, .body = cut == std::string::npos ? "" : text.substr(cut + 1)};
    (void)service::collect(*batch, call, {std::move(reply), flow::Sent::yes}, plan.rows);
  }
  service::spread(plan, plan.rows);
  if (!json::Document::parse(dialect::encode_rows(*batch, plan.rows, {.request_id = "r"})).ok()) std::abort();
  return 0;
}
