#include <atgateway/classify.hpp>

#include "classify/table.hpp"

namespace atgateway {
namespace classify {
namespace {

Owner owner_of(Side side) noexcept {
  switch (side) {
    case Side::downstream:
      return Owner::caller;
    case Side::upstream:
      return Owner::upstream;
    case Side::operator_:
    case Side::internal:
      break;
  }
  return Owner::gateway;
}

/// "3 of 5 rows failed, most of them with `bad-argument`."
std::string rows_sentence(const OwnReply& reply, std::string_view slug) {
  const std::string code = " `" + std::string(slug) + "`";
  if (reply.form == Form::dry_run)
    return std::to_string(reply.failed) + " rows would fail, most of them with" + code + ". ";
  if (reply.single) return "The row failed with" + code + ". ";
  if (reply.all_failed) return "Every row that could be sent failed with" + code + ". ";
  return std::to_string(reply.failed) + " of " + std::to_string(reply.rows) + " rows failed, most of them with" + code +
         ". ";
}

void tell_code(const Seen& seen, HttpRequestClass& answer) {
  const auto& reply = seen.reply;
  const auto& row = describe(*reply.code);
  const auto& cause = reply.because ? describe(*reply.because) : row;
  answer.code = row.slug;
  answer.owner = owner_of(cause.side);
  answer.meaning = reply.failed > 0 ? rows_sentence(reply, row.slug) : std::string();
  answer.meaning += row.sentence;
  if (reply.because) answer.meaning += " It is `" + std::string(cause.slug) + "`: " + std::string(cause.sentence);
  answer.next_action = cause.hint;
  if (row.code == Errc::not_found) answer.next_action += " A query goes into params: a ? in path is sent as %3F.";
  if (seen.gave_up) answer.meaning += " Databricks repeated the call about ten times.";
}

void tell_report(const OwnReply& reply, HttpRequestClass& answer) {
  if (!reply.verdict) return;
  if (*reply.verdict == Verdict::Status::pass) {
    answer.meaning = "The gateway's own report: everything that it can see from there holds.";
    answer.next_action.clear();
    return;
  }
  answer.meaning = "The gateway's own report says " + std::string(to_text(*reply.verdict));
  if (reply.layer) answer.meaning += " at layer " + std::string(to_text(*reply.layer));
  answer.meaning += '.';
  if (reply.owner) answer.owner = *reply.owner;
  if (reply.check == nullptr) return;
  answer.meaning += " Does not hold: " + std::string(reply.check->title) + " (" + std::string(reply.check->id) + ").";
  answer.next_action = reply.check->fix;
}

}  // namespace
}  // namespace classify

inline namespace v0_1 {

std::string_view to_text(AnsweredBy by) noexcept {
  switch (by) {
    case AnsweredBy::platform:
      return "platform";
    case AnsweredBy::gateway:
      return "gateway";
    case AnsweredBy::upstream:
      return "upstream";
    case AnsweredBy::unknown:
      return "unknown";
  }
  return {};
}

HttpRequestClass classify_http_request(int status_code, std::string_view text) {
  const auto seen = classify::see(status_code, text);
  const auto& row = classify::meaning_of(seen);
  HttpRequestClass answer{row.by, std::string(row.code), std::string(row.meaning), row.owner,
                          std::string(row.next_action)};
  if (row.code == "gateway-error" || row.code == "carto-error") classify::tell_code(seen, answer);
  if (row.code == "gateway-report") classify::tell_report(seen.reply, answer);
  if (seen.reply.sandbox && row.code != "gateway-sandbox") {
    answer.meaning += " The sandbox had a part in it: its values are not CARTO's.";
  }
  return answer;
}

}  // namespace v0_1
}  // namespace atgateway
