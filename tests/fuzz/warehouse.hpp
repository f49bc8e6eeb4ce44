// What the fuzz targets of the languages share: a body, and behind a NUL an answer that claims to be CARTO's.
#pragma once

#include "dialect/dialect.hpp"
#include "json/document.hpp"
#include "service/collect.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>

namespace dialect_fuzz {

using namespace atgateway;

/// Decode, plan, collect, encode, dress; aborts when a 200 is no JSON, is over the caller's cap or has lost a row.
inline void run(const dialect::Dialect& dialect, json::Document document, const ServiceInfo& service,
                const dialect::Surroundings& around, const std::string& answer) {
  auto batch = dialect.decode(std::move(document), service, around);
  if (!batch.ok()) {
    for (const std::uint32_t metered : {0u, 1u}) {
      const auto refused =
          dialect.refuse(batch.error(), {.request_id = "r", .envelope_read = true, .metered = metered});
      if (!json::Document::parse(refused.body).ok() || refused.status == 502) std::abort();
    }
    return;
  }
  for (const auto& row : batch->rows) {
    if (row.credentials >= batch->credentials.size()) std::abort();
  }
  auto plan = service::make_plan(*batch, {.geocode_rows = 3});
  if (plan.rows.size() != batch->rows.size()) std::abort();
  for (const auto& call : plan.calls) {
    flow::UpstreamReply reply{.status = 200, .body = answer};
    (void)service::collect(*batch, call, {std::move(reply), flow::Sent::yes}, plan.rows);
  }
  service::spread(plan, plan.rows);
  auto reply = dialect.encode(*batch, plan.rows, {.request_id = "r", .billed = 1});
  if (!json::Document::parse(reply.body).ok() || reply.body.size() > dialect.reply_bytes) std::abort();
  if (dialect.dress != nullptr) dialect.dress(reply, *batch);
}

struct Input {
  std::string body, answer;
};
inline Input split(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto cut = text.find('\0');
  return {text.substr(0, cut), cut == std::string::npos ? std::string() : text.substr(cut + 1)};
}

}  // namespace dialect_fuzz
