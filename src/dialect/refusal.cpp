#include "dialect/refusal.hpp"

#include <utility>

namespace atgateway::dialect {

bool is_retryable(const Error& error, const Situation& situation) noexcept {
  if (situation.metered > 0) return false;
  return error.code() == Errc::row_failed ? situation.retryable : error.row().retry == Retry::yes;
}

int status_of(const Error& error) noexcept {
  return error.status() != 0 ? error.status() : describe(Errc::internal).status;
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
