#include "dialect/refusal.hpp"

#include "dialect/clipped.hpp"
#include "dialect/row_error.hpp"

#include <utility>

namespace atgateway::dialect {

bool is_retryable(const Error& error, const Situation& situation) noexcept {
  if (situation.metered > 0 || situation.promised) return false;
  return error.code() == Errc::row_failed ? situation.retryable : error.row().retry == Retry::yes;
}

int status_of(const Error& error) noexcept {
  return error.status() != 0 ? error.status() : describe(Errc::internal).status;
}

Situation too_late(const flow::Batch& batch, const Summary& summary) noexcept {
  return {.request_id = summary.request_id,
          .envelope_read = true,
          .errors_in_body = batch.errors_in_body,
          .rows = static_cast<std::uint32_t>(batch.rows.size()),
          .metered = summary.billed};
}

std::string line_of(const Error& error, const Situation& situation, std::size_t most) {
  std::string line(error.slug());
  line.append(": ").append(clipped(message_of(error), most)).append(" (");
  if (!error.field().empty()) line.append("at ").append(error.field()).append(", ");
  return line.append("request ").append(situation.request_id).append(")");
}

Reply refusal_reply(const Error& error, const Situation& situation, int status, std::string body,
                    std::string_view media_type) {
  Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", media_type);
  if (status == 429 || status == 503) reply.headers.add("Retry-After", "1");
  if (situation.metered > 0) reply.headers.add("atgateway-metered", std::to_string(situation.metered));
  reply.body = std::move(body);
  reply.facts.code = error.slug();
  return reply;
}

}  // namespace atgateway::dialect
