#include "dialect/refusal.hpp"
#include "dialect/rows.hpp"
#include "json/writer.hpp"
#include "wire/problem.hpp"

#include <string>
#include <utility>

namespace atgateway::dialect {
namespace {

/// Some callers repeat these by themselves.
bool provokes_retries(int status) noexcept { return status == 408 || status == 429 || status >= 500; }

std::string document_of(const Error& error, const Situation& situation) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("protocol", 1).key("error").begin_object();
  writer.member("code", error.slug()).member("detail", error.detail()).member("hint", error.hint());
  if (!error.field().empty()) writer.member("field", error.field());
  writer.member("retryable", is_retryable(error, situation)).member("request_id", situation.request_id);
  writer.end_object().end_object();
  return out;
}

/// The problem document with another status than the error's own.
std::string problem_of(const Error& error, const Situation& situation, int status) {
  std::string out;
  json::Writer writer(out);
  writer.begin_object().member("title", error.row().sentence).member("status", status).member("code", error.slug());
  writer.member("detail", error.detail()).member("hint", error.hint());
  if (!error.field().empty()) writer.member("field", error.field());
  writer.member("request_id", situation.request_id).end_object();
  return out;
}

}  // namespace

Reply refuse_rows(const Error& error, const Situation& situation) {
  if (situation.errors_in_body && situation.envelope_read) {
    return refusal_reply(error, situation, 200, document_of(error, situation));
  }
  if (situation.metered > 0 && provokes_retries(status_of(error))) {
    const int status = describe(Errc::row_failed).status;
    return refusal_reply(error, situation, status, problem_of(error, situation, status), "application/problem+json");
  }
  Reply reply = wire::problem_reply(error, situation.request_id);
  if (situation.metered > 0) reply.headers.add("atgateway-metered", std::to_string(situation.metered));
  return reply;
}

}  // namespace atgateway::dialect
