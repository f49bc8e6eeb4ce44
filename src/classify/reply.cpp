#include "classify/reply.hpp"

#include "base/ascii.hpp"
#include "json/document.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace atgateway::classify {
namespace {

using json::Kind;
using json::Value;

std::optional<Value> member(Value object, std::string_view name, Kind kind) {
  const auto found = object.find(name);
  return found && found->is(kind) ? found : std::nullopt;
}

std::string_view text_of(Value object, std::string_view name) {
  const auto found = member(object, name, Kind::string);
  return found ? found->text() : std::string_view();
}

std::uint64_t count_of(Value object, std::string_view name) {
  const auto found = member(object, name, Kind::number);
  std::uint64_t count = 0;
  if (found) std::from_chars(found->text().data(), found->text().data() + found->text().size(), count);
  return count;
}

bool is_true(Value object, std::string_view name) {
  const auto found = member(object, name, Kind::boolean);
  return found && found->as_bool();
}

/// A code that can stand in a reply; the library's own never do.
std::optional<Errc> reply_code(std::string_view slug) {
  const auto code = errc_from_slug(slug);
  return code && describe(*code).scope != ErrorScope::library ? code : std::nullopt;
}

/// "bad-field: what was seen": a code, and the text behind it.
std::optional<Errc> leading_code(std::string_view& text) {
  const auto colon = text.find(':');
  const auto code = reply_code(text.substr(0, colon));
  if (code) text = colon == std::string_view::npos ? std::string_view() : base::trim(text.substr(colon + 1));
  return code;
}

class RowErrors {
 public:
  void add(Value entry) {
    const auto error = member(entry, "error", Kind::object);
    const auto code = error ? reply_code(text_of(*error, "code")) : std::nullopt;
    if (code) ++counts_[static_cast<std::size_t>(*code)];
  }
  [[nodiscard]] std::optional<Errc> most() const {
    const auto found = std::ranges::max_element(counts_);
    if (*found == 0) return std::nullopt;
    return static_cast<Errc>(found - counts_.begin());
  }

 private:
  std::array<std::size_t, errc_count> counts_{};
};

void read_rows(Value root, OwnReply& reply) {
  reply.form = is_true(root, "dry_run") ? Form::dry_run : Form::rows;
  reply.rows = count_of(root, "rows");
  reply.failed = count_of(root, "failed");
  RowErrors errors;
  if (const auto one = member(root, "result", Kind::object)) {
    reply.single = true;
    errors.add(*one);
  }
  for (const std::string_view name : {"results", "row_errors"}) {
    if (const auto many = member(root, name, Kind::array)) {
      for (const auto entry : many->elements()) errors.add(entry);
    }
  }
  reply.code = errors.most();
  if (const auto slug = reply_code(text_of(root, "all_failed"))) {
    reply.code = slug;
    reply.all_failed = true;
  }
}

template <class Word>
std::optional<Word> word_of(std::string_view text, Word last) {
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    if (to_text(static_cast<Word>(i)) == text) return static_cast<Word>(i);
  }
  return std::nullopt;
}

/// The first check of the report that has that status and is known here.
const CheckInfo* first_check(Value checks, CheckStatus status) {
  for (const auto check : checks.elements()) {
    if (text_of(check, "status") != to_text(status)) continue;
    if (const auto* row = find_check(text_of(check, "id"))) return row;
  }
  return nullptr;
}

bool read_report(Value root, OwnReply& reply) {
  const auto verdict = member(root, "verdict", Kind::object);
  if (!verdict || !root.find("schema_version") || !text_of(root, "tool").starts_with("atgateway ")) return false;
  reply.form = Form::report;
  reply.verdict = word_of(text_of(*verdict, "status"), Verdict::Status::pass);
  reply.layer = word_of(text_of(*verdict, "layer"), Layer::workspace);
  reply.owner = word_of(text_of(*verdict, "owner"), Owner::caller);
  const auto checks = member(root, "checks", Kind::array);
  if (!checks || !reply.verdict) return true;
  if (*reply.verdict == Verdict::Status::fail) reply.check = first_check(*checks, CheckStatus::fail);
  if (*reply.verdict == Verdict::Status::warn) reply.check = first_check(*checks, CheckStatus::warn);
  // A cause further along may have taken the verdict: then the first failure is not what it speaks of.
  if (reply.check != nullptr && reply.layer && reply.check->layer != *reply.layer) reply.check = nullptr;
  return true;
}

bool read_whoami(Value root, OwnReply& reply) {
  if (text_of(root, "gateway") != "atgateway" || !root.find("arrived_by")) return false;
  reply.form = Form::whoami;
  const auto by = text_of(root, "arrived_by");
  if (by == "private-link") reply.arrived_by = Arrival::By::private_link;
  if (by == "in-vnet") reply.arrived_by = Arrival::By::in_vnet;
  return true;
}

bool read_refusal(Value root, OwnReply& reply) {
  const auto error = member(root, "error", Kind::object);
  const auto of = error ? *error : root;
  auto text = text_of(of, of.find("detail") ? "detail" : "message");
  if (of.find("request_id") || root.find("request_id")) reply.code = reply_code(text_of(of, "code"));
  for (const std::string_view name : {"errorMessage", "error_msg"}) {  // BigQuery, Redshift
    if (reply.code) break;
    text = text_of(root, name);
    reply.code = leading_code(text);
  }
  if (!reply.code) return false;
  if (reply.code == Errc::row_failed) reply.because = leading_code(text);
  reply.form = Form::refusal;
  return true;
}

bool read_forwarded(Value root, OwnReply& reply) {
  if (!root.find("request_id") || !root.find("status") || !(root.find("value") || root.find("text"))) return false;
  reply.form = Form::forwarded;
  reply.carto_status = static_cast<int>(std::min<std::uint64_t>(count_of(root, "status"), 999));
  return true;
}

bool read_page(Value root, OwnReply& reply) {
  const auto info = member(root, "info", Kind::object);
  const bool api = info && info->find("x-atgateway-version");
  const bool list = member(root, "services", Kind::array) && member(root, "protocols", Kind::array);
  if (api || list) reply.form = Form::page;
  return api || list;
}

bool read_carto_error(Value root, OwnReply& reply) {
  const auto status = count_of(root, "status");
  if (!member(root, "error", Kind::string) || status < 400 || status > 599) return false;
  reply.form = Form::carto_error;
  reply.carto_status = static_cast<int>(status);
  return true;
}

OwnReply read(Value root) {
  OwnReply reply;
  if (!root.is(Kind::object)) return reply;
  reply.sandbox = is_true(root, "sandbox");
  if (member(root, "protocol", Kind::number) && root.find("rows")) {
    read_rows(root, reply);
    return reply;
  }
  static_cast<void>(read_report(root, reply) || read_whoami(root, reply) || read_forwarded(root, reply) ||
                    read_refusal(root, reply) || read_page(root, reply) || read_carto_error(root, reply));
  return reply;
}

/// What stands before the long part of a reply of ours, as a document of its own. A quote inside a string is escaped,
/// so no caller's text can look like these.
std::string head_of(std::string_view text) {
  for (const std::string_view mark :
       {R"(,"results":[)", R"(,"result":{)", R"(,"checks":[)", R"(,"calls":[)", R"(,"paths":{)"}) {
    if (const auto at = text.find(mark); at != std::string_view::npos) return std::string(text.substr(0, at)) + '}';
  }
  return {};
}

}  // namespace

OwnReply read_reply(std::string_view text, bool cut) {
  text = base::trim(text);
  if (!text.starts_with('{')) return {};
  const auto document = json::Document::parse(cut ? head_of(text) : std::string(text));
  return document ? read(document.value().root()) : OwnReply{};
}

}  // namespace atgateway::classify
