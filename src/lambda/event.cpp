#include "base/base64.hpp"
#include "json/document.hpp"
#include "wire/characters.hpp"

#include <atgateway/lambda.hpp>

#include <optional>
#include <utility>

namespace atgateway::inline v0_1 {
namespace {

using json::Kind;
using json::Value;

Error unreadable(const char* what) {
  return Error(Errc::bad_request, what).with_hint("Invoke the function from Redshift, API Gateway or a function URL.");
}

std::string_view text_at(const Value& object, std::string_view name) {
  const auto value = object.find(name);
  return value && value->is(Kind::string) ? value->text() : std::string_view();
}

Value object_at(const Value& object, std::string_view name) {
  const auto value = object.find(name);
  return value && value->is(Kind::object) ? *value : Value();
}

/// Appends what may stand in a request's target as it is, and the rest as %XX.
void append_target(std::string& target, std::string_view text, std::string_view also_coded) {
  static constexpr char digits[] = "0123456789ABCDEF";
  for (const char c : text) {
    if (wire::is(wire::target_character, c) && also_coded.find(c) == std::string_view::npos) {
      target += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    target.append({'%', digits[byte >> 4], digits[byte & 15]});
  }
}

/// Lambda has undone the framing. What stands in front of it packs replies if it is told to; a reply that is text gets
/// through every setting.
bool belongs_to_connection(std::string_view name) {
  for (const std::string_view each :
       {"content-length", "transfer-encoding", "connection", "keep-alive", "expect", "accept-encoding"}) {
    if (wire::equal_without_case(name, each)) return true;
  }
  return false;
}

std::optional<Error> add_header(Headers& headers, std::string_view name, const Value& value) {
  if (!value.is(Kind::string)) return unreadable("a header's value is not a string");
  if (!wire::is_token(name)) return unreadable("a header's name is not one");
  for (const char c : value.text()) {
    if (wire::is(wire::control_character, c)) return unreadable("a header's value has control characters");
  }
  if (!belongs_to_connection(name)) headers.add(name, wire::trim(value.text()));
  return std::nullopt;
}

std::optional<Error> add_headers(Headers& headers, const Value& event) {
  // Version 1 gives each header twice: joined to its last value, and as a list.
  const auto lists = object_at(event, "multiValueHeaders");
  for (const auto& [name, values] : lists.members()) {
    for (const auto& value : values.elements()) {
      if (auto error = add_header(headers, name, value)) return error;
    }
  }
  if (lists.size() > 0) return std::nullopt;
  for (const auto& [name, value] : object_at(event, "headers").members()) {
    if (auto error = add_header(headers, name, value)) return error;
  }
  return std::nullopt;
}

void append_parameter(std::string& target, std::string_view name, std::string_view value) {
  constexpr std::string_view coded = "&=+%#?";  // version 1 hands them over decoded
  target += target.find('?') == std::string::npos ? '?' : '&';
  append_target(target, name, coded);
  target += '=';
  append_target(target, value, coded);
}

std::string target_v1(const Value& event) {
  std::string target;
  append_target(target, text_at(event, "path"), "?");
  const auto lists = object_at(event, "multiValueQueryStringParameters");
  for (const auto& [name, values] : lists.members()) {
    for (const auto& value : values.elements()) append_parameter(target, name, value.text());
  }
  if (lists.size() > 0) return target;
  for (const auto& [name, value] : object_at(event, "queryStringParameters").members()) {
    append_parameter(target, name, value.text());
  }
  return target;
}

std::string target_v2(const Value& event, const Value& context) {
  auto path = text_at(event, "rawPath");
  // A stage with a name of its own stands in front of the path.
  const auto stage = text_at(context, "stage");
  if (!stage.empty() && path.starts_with('/') && path.substr(1).starts_with(stage)) {
    const auto rest = path.substr(1 + stage.size());
    if (rest.empty()) path = "/";
    if (rest.starts_with('/')) path = rest;
  }
  std::string target;
  append_target(target, path, "?");
  const auto query = text_at(event, "rawQueryString");
  if (query.empty()) return target;
  target += '?';
  append_target(target, query, "");
  return target;
}

std::optional<Error> set_body(Request& request, const Value& event) {
  const auto body = text_at(event, "body");
  const auto coded = event.find("isBase64Encoded");
  if (!coded || !coded->is(Kind::boolean) || !coded->as_bool()) {
    request.body = body;
    return std::nullopt;
  }
  auto bytes = base::from_base64(body);
  if (!bytes) return unreadable("the body is not Base64, and isBase64Encoded says so");
  request.body = std::move(*bytes);
  return std::nullopt;
}

Result<LambdaCall> read_http(const Value& event, LambdaCall::Kind kind) {
  const auto context = object_at(event, "requestContext");
  const auto http = object_at(context, "http");
  const bool v1 = kind == LambdaCall::Kind::proxy_v1;
  LambdaCall call;
  call.kind = kind;
  auto& request = call.request;
  request.method = v1 ? text_at(event, "httpMethod") : text_at(http, "method");
  if (!wire::is_token(request.method)) return unreadable("the method is not one");
  request.target = v1 ? target_v1(event) : target_v2(event, context);
  if (!request.target.starts_with('/')) return unreadable("the path does not begin with a slash");
  if (auto error = add_headers(request.headers, event)) return *error;
  if (auto error = set_body(request, event)) return *error;
  request.arrival.peer = text_at(v1 ? object_at(context, "identity") : http, "sourceIp");
  return call;
}

LambdaCall read_redshift(const Value& event) {
  LambdaCall call;
  call.kind = LambdaCall::Kind::redshift;
  call.request.method = "POST";
  call.request.target = "/at-gateway";
  call.request.headers.add("content-type", "application/json");
  call.request.body = event.source();
  return call;
}

}  // namespace

Result<LambdaCall> read_lambda_event(std::string event) {
  auto document = json::Document::parse(std::move(event));
  if (!document) return std::move(document).error();
  const auto root = document->root();
  if (!root.is(Kind::object)) return unreadable("the event is not an object");
  const bool has_context = !object_at(root, "requestContext").is_null();
  if (has_context && text_at(root, "version") == "2.0") return read_http(root, LambdaCall::Kind::http_v2);
  if (has_context && root.find("httpMethod")) return read_http(root, LambdaCall::Kind::proxy_v1);
  if (root.find("external_function") && root.find("arguments")) return read_redshift(root);
  return unreadable("the event is neither Redshift's nor an HTTP request");
}

}  // namespace atgateway::inline v0_1
