// Answers that are fetched later: Snowflake takes 202 for "not yet" and comes back with a GET. Only where all calls
// reach one process, because the answer waits in its memory.
#include "gateway/exchange.hpp"

#include <array>
#include <cmath>
#include <cstdint>

namespace atgateway::gateway {
namespace {

// Most batches are done by then; they need no second request.
constexpr milliseconds patience{1000};
constexpr double least_bits = 64;
constexpr std::string_view batch_id_header = "sf-external-function-query-batch-id";

/// Shannon's measure over the bytes that occur: the id is all that protects the answer of a batch.
double bits_of(std::string_view id) noexcept {
  std::array<std::uint32_t, 256> counts{};
  for (const char c : id) ++counts[static_cast<unsigned char>(c)];
  double bits = 0;
  for (const auto count : counts) {
    if (count > 0) bits += count * std::log2(static_cast<double>(id.size()) / count);
  }
  return bits;
}

Reply not_yet() {
  Reply reply;
  reply.status = 202;
  return reply;
}

}  // namespace

bool Exchange::answers_later() const noexcept {
  return fetchable_ && dialect_ == &dialect::snowflake_dialect() &&
         snapshot_->config.snowflake.async == SnowflakeConfig::Async::single_replica && calls_ &&
         calls_->job().batch.request_key;
}

std::optional<Error> Exchange::judge_batch_id() const {
  if (bits_of(*calls_->job().batch.request_key) >= least_bits) return std::nullopt;
  return Error(Errc::bad_field, "The batch id is too easy to guess for an answer that waits to be fetched.")
      .with_hint("Send Snowflake's own sf-external-function-query-batch-id, or set snowflake.async to off.");
}

void Exchange::promise_later() {
  later_timer_ = std::make_unique<net::Timer>(worker_.reactor(), [this] {
    promised_ = true;
    answer(not_yet());
  });
  later_timer_->arm(worker_.reactor().now() + patience);
}

void Exchange::answer_poll(std::string_view service) {
  if (snapshot_->config.snowflake.async == SnowflakeConfig::Async::off) {
    Reply reply = dialect_->refuse(Errc::method_not_allowed, {.request_id = request_.request_id});
    reply.headers.add("Allow", "POST");
    return reply_with(std::move(reply));
  }
  if (const auto admitted = snapshot_->admit(request_); !admitted) return fail(admitted.error());
  const auto id = request_.headers.find(batch_id_header);
  if (!id || find_service(service) == nullptr) return fail(Errc::not_found);
  auto& store = worker_.shared().replays;
  const auto found = store.poll(store.digest({"poll", service, *id}), worker_.reactor().now());
  if (!found) return fail(Errc::not_found);
  if (*found == nullptr) return reply_with(not_yet());
  replay(**found);
}

}  // namespace atgateway::gateway
