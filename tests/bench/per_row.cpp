// One request from its bytes to its reply's bytes, without the network: the cost of a row must not depend on how many
// there are.
#include "dialect/dialect.hpp"
#include "samples.hpp"
#include "service/collect.hpp"
#include "service/plan.hpp"

#include <benchmark/benchmark.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace atgateway::bench {
namespace {

using Text = std::string (*)(std::size_t row);

struct Case {
  const char* service;
  Text row;
  Text answer;
  std::size_t rows_in_call;  ///< 1 = each row is a GET
};

std::string simple_row(std::size_t row) { return R"({"address":")" + address(row) + "\"}"; }
std::string row_with_country(std::size_t row) { return R"({"address":")" + address(row) + R"(","country":"ES"})"; }
std::string isoline_row(std::size_t row) {
  const auto last = std::to_string(10000 + row);
  return R"({"longitude":-3.7)" + last + R"(,"latitude":40.4)" + last + R"(,"mode":"walk","range":600})";
}

std::string call_reply(const Case& asked, const flow::UpstreamCall& call) {
  if (asked.rows_in_call == 1) return "[" + asked.answer(call.rows.front()) + "]";
  return list_of(call.rows.size(), "[", "]", [&](std::size_t at) { return asked.answer(call.rows[at]); });
}

/// The service's own limit of rows is left aside: what is asked is how the cost grows.
flow::Batch decode(std::string body, const ServiceInfo& service) {
  static const Headers no_headers;
  auto unlimited = service;
  unlimited.max_rows = 10000;
  auto batch = dialect::rows_dialect().decode(parse(std::move(body)), unlimited, {no_headers, "", {}});
  must(batch.ok(), "the sample was refused");
  batch->service = &service;
  return std::move(batch).value();
}

void per_row(benchmark::State& state, const Case& asked) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto& service = *find_service(asked.service);
  const auto body = list_of(rows, R"({"api_access_token":")" + token() + R"(","rows":[)", "]}", asked.row);
  std::vector<std::string> replies;
  {
    const auto batch = decode(body, service);
    const auto plan = service::make_plan(batch, {});
    for (const auto& call : plan.calls) replies.push_back(call_reply(asked, call));
    must(replies.size() == rows / asked.rows_in_call, "the plan has another number of calls");
  }
  for (auto _ : state) {
    const auto batch = decode(body, service);
    auto plan = service::make_plan(batch, {});
    for (std::size_t at = 0; at < replies.size(); ++at) {
      flow::UpstreamReply reply{.status = 200, .body = replies[at]};
      const auto refused = service::collect(batch, plan.calls[at], {std::move(reply), flow::Sent::yes}, plan.rows);
      must(!refused, "an answer was refused");
    }
    service::spread(plan, plan.rows);
    const auto reply = dialect::rows_dialect().encode(batch, plan.rows, {.request_id = "4c1f"});
    benchmark::DoNotOptimize(reply.body.data());
    must(dialect::count_failed(plan.rows) == 0 && reply.body.size() > rows * 200, "rows failed");
  }
}

constexpr Case geocode_batch{"geocode", simple_row, entry, 100};
constexpr Case geocode_get{"geocode", row_with_country, entry, 1};
constexpr Case isoline_get{"isoline", isoline_row, isoline, 1};

BENCHMARK_CAPTURE(per_row, geocode_batch, geocode_batch)->RangeMultiplier(10)->Range(100, 10000);
BENCHMARK_CAPTURE(per_row, geocode_get, geocode_get)->RangeMultiplier(10)->Range(100, 10000);
BENCHMARK_CAPTURE(per_row, isoline_get, isoline_get)->RangeMultiplier(10)->Range(100, 10000);

}  // namespace
}  // namespace atgateway::bench
