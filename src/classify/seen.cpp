#include "classify/seen.hpp"

#include "base/ascii.hpp"
#include "json/document.hpp"

#include <algorithm>
#include <charconv>

namespace atgateway::classify {
namespace {

/// The number after `words`, or 0.
int number_after(std::string_view text, std::string_view words) {
  auto at = text.find(words);
  if (at == std::string_view::npos) return 0;
  at = std::min(text.find_first_not_of(' ', at + words.size()), text.size());
  int number = 0;
  std::from_chars(text.data() + at, text.data() + text.size(), number);
  return number >= 100 && number <= 599 ? number : 0;
}

/// "[SOME_CLASS] …", "[SOME_CLASS.PART] …": how Databricks' errors begin, or stand behind an exception's name.
bool has_error_class(std::string_view text) {
  for (auto at = text.find('['); at != std::string_view::npos && at < 512; at = text.find('[', at + 1)) {
    const auto end = text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.", at + 1);
    if (end == std::string_view::npos || text[end] != ']') continue;
    if (text.substr(at, end - at).find('_') != std::string_view::npos) return true;
  }
  return false;
}

/// How Databricks' own APIs refuse: {"error_code": "PERMISSION_DENIED", "message": …}.
bool is_api_error(std::string_view text) {
  text = base::trim(text);
  if (!text.starts_with('{')) return false;
  return base::trim(text.substr(1, 64)).starts_with(R"("error_code")");
}

std::string without_backslashes(std::string_view text) {
  std::string plain;
  plain.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size() && (text[i + 1] == '"' || text[i + 1] == '\\')) ++i;
    plain += text[i];
  }
  return plain;
}

/// The document inside "… error message 'HTTP request failed with status: {…}' SQLSTATE: …", quoted or not.
OwnReply inner_reply(std::string_view text) {
  const auto first = text.find('{');
  const auto last = text.rfind('}');
  if (first == std::string_view::npos || last == std::string_view::npos || last < first) return {};
  const auto inside = text.substr(first, last - first + 1);
  auto reply = read_reply(inside, false);
  if (reply.form == Form::other) reply = read_reply(without_backslashes(inside), false);
  return reply;
}

/// Somebody pasted the whole struct: {"status_code": 403, "text": "…"}.
bool take_struct_apart(std::string& text, int& status) {
  if (!base::trim(text).starts_with('{')) return false;
  const auto document = json::Document::parse(text);
  if (!document) return false;
  const auto root = document.value().root();
  const auto inner = root.find("text");
  const auto code = root.find("status_code");
  if (!inner || !inner->is(json::Kind::string) || !code) return false;
  int told = 0;
  std::from_chars(code->text().data(), code->text().data() + code->text().size(), told);
  if (status == 0 && told > 0) status = told;
  text = std::string(inner->text());
  return true;
}

}  // namespace

Seen see(int status_code, std::string_view whole) {
  std::string text(whole.substr(0, text_limit));
  const bool cut = whole.size() > text_limit;
  Seen seen;
  seen.status = std::clamp(status_code, 0, 999);
  if (!cut) take_struct_apart(text, seen.status);
  seen.lower = text;
  std::ranges::transform(seen.lower, seen.lower.begin(), base::lower);
  seen.reply = read_reply(text, cut);
  if (seen.reply.form != Form::other) return seen;

  seen.failed = seen.has("remote_function_http_failed_error");
  seen.gave_up = seen.has("remote_function_http_retry_timeout");
  seen.platform_words = seen.status == 0 || seen.failed || seen.gave_up || has_error_class(text) ||
                        is_api_error(text) ||
                        seen.has_any("org.apache.spark", "java.net.", "javax.net.ssl", "com.databricks");
  int told = 0;
  if (seen.failed) told = number_after(seen.lower, "failed with code");
  if (seen.gave_up) told = number_after(seen.lower, "http error code was");
  if (told != 0) seen.status = told;
  // "Failed request to https://…. Error: …" is Databricks speaking of its own try, whatever code it puts on it.
  seen.nobody_answered = seen.platform_words && (told == 0 || seen.has("failed request to"));
  if (seen.platform_words) seen.reply = inner_reply(text);
  return seen;
}

}  // namespace atgateway::classify
