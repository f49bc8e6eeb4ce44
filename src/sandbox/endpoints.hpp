// The LDS endpoints, each from a request's parameters to a reply; nothing here knows of tokens, quotas or faults.
#pragma once

#include "sandbox/ledger.hpp"
#include "sandbox/query.hpp"

#include <atgateway/http.hpp>

#include <cstdint>
#include <string_view>

namespace atgateway::sandbox {

/// A reply and how many rows it answers; charged when the status is 200.
struct Answered {
  Reply reply;
  std::uint64_t rows = 1;
};

[[nodiscard]] Answered geocode(const Query& query, std::string_view body);
[[nodiscard]] Answered geocode_batch(const Query& query, std::string_view body);
[[nodiscard]] Answered reverse_geocode(const Query& query, std::string_view body);
[[nodiscard]] Answered isoline(const Query& query, std::string_view body);
[[nodiscard]] Answered isoline_h3(const Query& query, std::string_view body);
[[nodiscard]] Answered route(const Query& query, std::string_view body);

/// `[{"service", "monthly_quota", "provider", "used_quota", "sandbox"}, …]` for one token's tally.
[[nodiscard]] Reply stats(const Tally& used, std::uint64_t monthly_quota);

}  // namespace atgateway::sandbox
