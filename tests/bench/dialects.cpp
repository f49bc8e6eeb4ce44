// Each language: 1,000 rows read, and 1,000 answers written; bytes in and bytes out of one core.
#include "dialect/dialect.hpp"
#include "samples.hpp"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace atgateway::bench {
namespace {

constexpr std::size_t rows = 1000;

using Request = std::string (*)();

/// What the SQL functions pass: base URL, token, address.
std::string columns(std::size_t row) {
  return std::string("\"").append(base_url).append("\",\"").append(token()).append("\",\"") + address(row) + '"';
}

std::string snowflake_request() {
  return list_of(rows, R"({"data":[)", "]}",
                 [](std::size_t row) { return "[" + std::to_string(row) + "," + columns(row) + "]"; });
}

/// Base URL and token stand elsewhere, once: each row is its number and its address.
std::string snowflake_short_request() {
  return list_of(rows, R"({"data":[)", "]}",
                 [](std::size_t row) { return "[" + std::to_string(row) + ",null,null,\"" + address(row) + "\"]"; });
}

std::string bigquery_request() {
  return list_of(rows,
                 R"({"requestId":"124ab1c","caller":"//bigquery.googleapis.com/projects/p/jobs/p:US.bquxjob_5b4c",)"
                 R"("sessionUser":"someone@example.com","calls":[)",
                 "]}", [](std::size_t row) { return "[" + columns(row) + "]"; });
}

std::string redshift_request() {
  return list_of(
      rows,
      R"({"request_id":"23FF1F97-F28A-44AA-AB67-266ED976BF40","cluster":"arn:aws:redshift:c","user":"u",)"
      R"("database":"d","external_function":"public.geocode","query_id":5678234,"num_records":1000,"arguments":[)",
      "]}", [](std::size_t row) { return "[" + columns(row) + "]"; });
}

std::string rows_request() {
  return list_of(rows, R"({"api_access_token":")" + token() + R"(","rows":[)", "]}",
                 [](std::size_t row) { return R"({"address":")" + address(row) + "\"}"; });
}

std::vector<flow::RowResult> answers(const std::vector<std::string>& raws) {
  std::vector<flow::RowResult> results(raws.size());
  for (std::size_t at = 0; at < raws.size(); ++at) {
    results[at].status = flow::RowResult::Status::ok;
    results[at].raw = raws[at];
  }
  return results;
}

std::vector<std::string> raws() {
  std::vector<std::string> made;
  for (std::size_t row = 0; row < rows; ++row) made.push_back(entry(row));
  return made;
}

void dialect_bytes(benchmark::State& state, const dialect::Dialect& language, Request request, bool dressed) {
  const auto body = request();
  const auto texts = raws();
  const auto results = answers(texts);
  const auto& service = *find_service("geocode");
  Headers headers;
  headers.add("sf-external-function-query-batch-id", "01b2c3d4-0000-1111-0000-000000000000:1:0:0");
  const LimitsConfig limits;
  const dialect::Summary summary{.request_id = "4c1f", .upstream_calls = 10, .billed = rows};
  std::size_t bytes = 0;
  for (auto _ : state) {
    auto batch = language.decode(parse(body), service, {headers, "", limits});
    must(batch.ok() && batch->rows.size() == rows && !batch->rows.back().trouble, "the sample was refused");
    auto reply = language.encode(*batch, results, summary);
    if (dressed && language.dress != nullptr) language.dress(reply, *batch);
    bytes = body.size() + reply.body.size();
    benchmark::DoNotOptimize(reply.body.data());
    must(reply.status == 200 && reply.body.size() > rows * 200, "the answers were not written");
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.counters["in"] = static_cast<double>(body.size());
  state.counters["out"] = static_cast<double>(bytes - body.size());
}

BENCHMARK_CAPTURE(dialect_bytes, snowflake, dialect::snowflake_dialect(), snowflake_request, false);
BENCHMARK_CAPTURE(dialect_bytes, snowflake_short, dialect::snowflake_dialect(), snowflake_short_request, false);
BENCHMARK_CAPTURE(dialect_bytes, snowflake_checksum, dialect::snowflake_dialect(), snowflake_request, true);
BENCHMARK_CAPTURE(dialect_bytes, bigquery, dialect::bigquery_dialect(), bigquery_request, false);
BENCHMARK_CAPTURE(dialect_bytes, redshift, dialect::redshift_dialect(), redshift_request, false);
BENCHMARK_CAPTURE(dialect_bytes, rows, dialect::rows_dialect(), rows_request, false);

}  // namespace
}  // namespace atgateway::bench
