// Refusals of the OpenAPI document, made from the error table.
#include "gateway/openapi_parts.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace atgateway::gateway::openapi {
namespace {

using enum Errc;
using json::Writer;

// Where what can be found. Everything else of a request is found once its body has been read as JSON.
constexpr std::array by_listener = {bad_request,        request_timeout,   length_required,          body_too_large,
                                    uri_too_long,       headers_too_large, http_version_unsupported, overloaded,
                                    expectation_failed, internal};
constexpr std::array by_router = {not_found, method_not_allowed};
constexpr std::array by_head = {client_certificate_required, unsupported_media_type};
constexpr std::array by_body = {unsupported_content_encoding, bad_json, json_limit, draining};

template <std::size_t N>
bool is_in(const std::array<Errc, N>& codes, Errc code) noexcept {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

bool needs_body(Errc code) noexcept {
  return code == length_required || code == unsupported_media_type || code == unsupported_content_encoding;
}

/// Does a reply ever tell it? Who has gone away is told nothing.
bool is_told(const ErrorRow& row) noexcept { return row.scope == ErrorScope::request && row.code != client_closed; }

bool can_give(Language language, std::string_view method, Errc code) noexcept {
  const bool get = method == "GET";
  if (get && needs_body(code)) return false;
  if (is_in(by_listener, code)) return true;
  if (language == Language::probe) return false;
  if (language == Language::page) return code == client_certificate_required;
  if (is_in(by_router, code)) return get && language == Language::snowflake;                // what may be fetched later
  if (language == Language::redshift) return is_in(by_head, code) || is_in(by_body, code);  // then it is a 200
  return true;
}

bool is_repeated(int status) noexcept { return status == 429 || status == 500 || status == 503; }

/// Codes that come with this status.
std::vector<Errc> codes_of(int status) {
  std::vector<Errc> codes;
  const int unprocessable = describe(row_failed).status;
  for (const auto& row : error_table()) {
    // Rows that may have been billed: what would be repeated has another status then.
    const bool moved = status == unprocessable && is_repeated(row.status);
    if (is_told(row) && (row.status == status || moved)) codes.push_back(row.code);
  }
  if (status == describe(internal).status) codes.push_back(out_of_memory);
  return codes;
}

std::vector<int> statuses() {
  std::set<int> found;
  for (const auto& row : error_table()) {
    if (is_told(row)) found.insert(row.status);
  }
  return {found.begin(), found.end()};
}

std::string problem_name(int status) { return "problem-" + std::to_string(status); }

std::string description_of(int status) {
  std::string text;
  for (const auto code : codes_of(status)) {
    if (!text.empty()) text += ' ';
    text.append("`").append(describe(code).slug).append("`: ").append(describe(code).sentence);
  }
  return text;
}

/// Of a warehouse's language there are as many as there are sets of headers.
struct Form {
  int status;
  const char* suffix;
  std::string_view description;
};
constexpr int bad = 400, not_allowed = 405, busy = 503;
constexpr std::array forms = {
    Form{bad, "", "The request failed. What is found before its language is known comes as a problem document."},
    Form{not_allowed, "-method", "Promised answers are not kept here: snowflake.async is off."},
    Form{busy, "-busy", "The request may be sent again as it is, after a while."}};

const Form& form_of(int status) noexcept {
  const auto& [plain, method, later] = forms;
  return status == 429 || status == busy ? later : status == not_allowed ? method : plain;
}

std::string_view error_schema(Language language) noexcept {
  switch (language) {
    case Language::bigquery:
      return "bigquery-error";
    case Language::snowflake:
      return "snowflake-error";
    case Language::redshift:
      return "redshift-error";
    case Language::any:
      return "warehouse-error";
    case Language::probe:
    case Language::page:
    case Language::rows:
    case Language::forward:
      return {};
  }
  return {};
}

void write_slugs(Writer& out, std::span<const Errc> codes) {
  out.begin_array();
  for (const auto code : codes) out.string(describe(code).slug);
  out.end_array();
}

/// Codes of rows, and those of a request that a row can have for its own: its credentials, or what ended its call.
std::vector<Errc> row_codes() {
  std::vector<Errc> codes;
  for (const auto& row : error_table()) {
    if (row.scope == ErrorScope::row && row.code != geometry_unknown) codes.push_back(row.code);
  }
  codes.insert(codes.end(), {token_missing, token_malformed, upstream_not_allowed, draining, internal, out_of_memory});
  return codes;
}

std::vector<Errc> request_codes() {
  std::vector<Errc> codes;
  for (const auto& row : error_table()) {
    if (is_told(row)) codes.push_back(row.code);
  }
  codes.push_back(out_of_memory);
  return codes;
}

}  // namespace

std::vector<int> refusal_statuses(Language language, std::string_view method) {
  std::set<int> found;
  for (const auto& row : error_table()) {
    if (is_told(row) && can_give(language, method, row.code)) found.insert(row.status);
  }
  return {found.begin(), found.end()};
}

void write_refusals(Writer& out, Language language, std::string_view method) {
  const auto own = error_schema(language);
  for (const int status : refusal_statuses(language, method)) {
    const auto name = own.empty() ? problem_name(status) : std::string(own) + form_of(status).suffix;
    out.key(std::to_string(status)).raw(refer("responses/" + name));
  }
}

void write_error_responses(Writer& out) {
  for (const int status : statuses()) {
    out.key(problem_name(status));
    write_response(out, status, description_of(status), Language::rows,
                   R"({"application/problem+json":{"schema":)" + schema(problem_name(status)) + "}}");
  }
  for (const auto language : {Language::bigquery, Language::snowflake, Language::redshift, Language::any}) {
    const std::string own(error_schema(language));
    const auto content = R"({"application/json":{"schema":)" + schema(own) +
                         R"(},"application/problem+json":{"schema":)" + schema("problem") + "}}";
    for (const auto& form : forms) {
      if (form.status == not_allowed && language != Language::snowflake) continue;
      out.key(own + form.suffix);
      write_response(out, form.status, form.description, language, content);
    }
  }
}

void write_error_schemas(Writer& out) {
  out.key("request-code").begin_object().key("enum");
  write_slugs(out, request_codes());
  out.end_object().key("row-code").begin_object().key("enum");
  write_slugs(out, row_codes());
  out.end_object();
  out.key("request-id").raw(R"({"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"})");
  out.key("problem").raw(R"({"type": "object", "description": "RFC 9457.",
    "required": ["title", "status", "code", "detail", "hint", "request_id"], "additionalProperties": false,
    "properties": {
      "title": {"type": "string"},
      "status": {"type": "integer"},
      "code": {"$ref": "#/components/schemas/request-code"},
      "detail": {"type": "string", "description": "What was seen; never a token, a row's value or an address."},
      "hint": {"type": "string", "description": "What to do about it."},
      "field": {"type": "string", "description": "JSON Pointer into the request."},
      "request_id": {"$ref": "#/components/schemas/request-id"}}})");
  for (const int status : statuses()) {
    out.key(problem_name(status)).begin_object().key("allOf").begin_array().raw(schema("problem"));
    out.begin_object().key("properties").begin_object();
    out.key("status").begin_object().member("const", status).end_object();
    out.key("code").begin_object().key("enum");
    write_slugs(out, codes_of(status));
    out.end_object().end_object().end_object().end_array().end_object();
  }
  out.key("row-error").raw(R"({"type": "object", "required": ["code", "message", "retryable", "billed"],
    "additionalProperties": false,
    "properties": {
      "code": {"$ref": "#/components/schemas/row-code"},
      "message": {"type": "string", "description": "What was seen and what to do."},
      "status": {"type": "integer", "minimum": 100, "maximum": 599, "description": "CARTO's, if it answered."},
      "retryable": {"type": "boolean", "description": "May the row be sent again as it is?"},
      "billed": {"enum": ["no", "unknown", "yes"]}}})");
}

}  // namespace atgateway::gateway::openapi
