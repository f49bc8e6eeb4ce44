#include "base/base64.hpp"
#include "json/document.hpp"
#include "json/utf8.hpp"
#include "json/writer.hpp"
#include "wire/characters.hpp"
#include "wire/problem.hpp"

#include <atgateway/lambda.hpp>

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace atgateway::inline v0_1 {
namespace {

using json::Kind;

/// A failed batch; Redshift fails the statement with this message.
std::string redshift_failure(std::string_view message) {
  std::string document;
  json::Writer(document)
      .begin_object()
      .member("success", false)
      .member("error_msg", message)
      .member("num_records", 0)
      .key("results")
      .begin_array()
      .end_array()
      .end_object();
  return document;
}

/// Refusals of the request as a whole may come in the neutral form, which Redshift would not understand.
std::string redshift_document(const Reply& reply) {
  const auto document = json::Document::parse(reply.body, {.depth = 64, .tokens = 4000000});
  const auto root = document.ok() ? document->root() : json::Value();
  if (root.find("results") || root.find("success")) return reply.body;
  std::string message = "HTTP " + std::to_string(reply.status);
  for (const std::string_view name : {"code", "detail", "hint"}) {
    const auto value = root.find(name);
    if (!value || !value->is(Kind::string)) continue;
    message += name == "code" ? ", " : name == "detail" ? ": " : " ";
    message += value->text();
  }
  return redshift_failure(message);
}

std::string quoted(std::string_view document) {
  std::string text;
  text.reserve(document.size() + document.size() / 4 + 2);
  json::append_string(text, document);
  return text;
}

/// One value a name, as all three readers of the answer want it; RFC 9110 5.3 allows the comma.
std::vector<std::pair<std::string, std::string>> joined(const Headers& headers) {
  std::vector<std::pair<std::string, std::string>> all;
  for (std::size_t i = 0; i < headers.size(); ++i) {
    const auto [name, value] = headers[i];
    bool seen = false;
    for (auto& [other, values] : all) {
      if (!wire::equal_without_case(other, name)) continue;
      values.append(", ").append(value);
      seen = true;
    }
    if (!seen) all.emplace_back(name, value);
  }
  return all;
}

std::string http_response(const LambdaCall& call, const Reply& reply) {
  const bool packed =
      reply.headers.find("content-encoding").has_value() || json::find_invalid_utf8(reply.body) != reply.body.size();
  std::string text;
  text.reserve(reply.body.size() + reply.body.size() / 4 + 1024);
  json::Writer out(text);
  out.begin_object().member("statusCode", reply.status).key("headers").begin_object();
  for (const auto& [name, value] : joined(reply.headers)) out.member(name, value);
  out.member("server", "atgateway");
  if (!call.request.request_id.empty()) out.member("x-request-id", call.request.request_id);
  out.end_object();
  if (packed) {
    out.member("body", base::to_base64(reply.body));
  } else {
    out.member("body", reply.body);
  }
  out.member("isBase64Encoded", packed).end_object();
  return text;
}

Error too_much(std::size_t limit) {
  return Error(Errc::too_many_rows, "The reply is over the " + std::to_string(limit) +
                                        " bytes that Lambda takes; its calls were made and may have been billed.");
}

}  // namespace

std::string lambda_response(const LambdaCall& call, const Reply& reply, std::size_t limit) {
  const bool redshift = call.kind == LambdaCall::Kind::redshift;
  auto text = redshift ? quoted(redshift_document(reply)) : http_response(call, reply);
  if (text.size() <= limit) return text;
  const auto error = too_much(limit);
  if (redshift) {
    return quoted(redshift_failure(std::string(error.detail()) + " Lower MAX_BATCH_ROWS of the external function."));
  }
  return http_response(call, wire::problem_reply(error, call.request.request_id));
}

}  // namespace atgateway::inline v0_1
