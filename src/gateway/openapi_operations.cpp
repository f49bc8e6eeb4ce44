// What operations have in common: parameters, headers, security.
#include "gateway/openapi_parts.hpp"

namespace atgateway::gateway::openapi {
namespace {

bool has_body(Language language) noexcept { return language != Language::page && language != Language::probe; }

bool is_warehouse(Language language) noexcept {
  return language == Language::bigquery || language == Language::snowflake || language == Language::redshift ||
         language == Language::any;
}

void write_header(json::Writer& out, std::string_view name) {
  out.key(name).raw(refer("headers/" + std::string(name)));
}

}  // namespace

std::string refer(std::string_view place) { return R"({"$ref":"#/components/)" + std::string(place) + R"("})"; }

std::string json_content(std::string_view schema) {
  return R"({"application/json":{"schema":)" + std::string(schema) + "}}";
}

void begin_operation(json::Writer& out, std::string_view method, const Operation& operation) {
  out.key(method).begin_object().member("operationId", operation.id);
  out.key("tags").begin_array().string(operation.tag).end_array();
  out.member("summary", operation.summary);
  if (!operation.description.empty()) out.member("description", operation.description);
}

void write_security(json::Writer& out) { out.key("security").raw(R"([{}, {"token": []}])"); }

void write_response(json::Writer& out, int status, std::string_view description, Language language,
                    std::string_view content) {
  out.begin_object().member("description", description);
  out.key("headers").begin_object();
  write_header(out, "x-request-id");
  if (has_body(language)) {
    write_header(out, "atgateway-metered");
    write_header(out, "atgateway-replayed");
    write_header(out, "atgateway-sandbox");
  }
  if (is_warehouse(language) && status == 200) write_header(out, "atgateway-warnings");
  if ((language == Language::snowflake || language == Language::any) && status == 200) {
    write_header(out, "Content-MD5");
    write_header(out, "Content-Encoding");
  }
  if (status == 405) write_header(out, "Allow");
  if (status == 429 || status == 503) write_header(out, "Retry-After");
  out.end_object();
  if (!content.empty()) out.key("content").raw(content);
  out.end_object();
}

void write_status(json::Writer& out, int status, std::string_view description, Language language,
                  std::string_view content) {
  out.key(std::to_string(status));
  write_response(out, status, description, language, content);
}

void write_parameters(json::Writer& out) {
  out.key("service").begin_object().member("name", "service").member("in", "path").member("required", true);
  out.key("schema").begin_object().key("enum");
  write_names(out);
  out.end_object().member("example", services().front().name).end_object();
  out.key("dry_run").raw(R"({"name": "dry_run", "in": "query",
    "description": "1: the plan, checked and with what it would bill; nothing is sent.",
    "schema": {"type": "string", "enum": ["0", "1", "false", "true"]}})");
  out.key("batch-id").raw(R"({"name": "sf-external-function-query-batch-id", "in": "header",
    "description": "Made by Snowflake: a repeated batch gets the stored answer.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 512, "pattern": "^[ -~]+$"}})");
}

void write_headers(json::Writer& out) {
  out.raw(R"("x-request-id": {"required": true,
      "description": "Taken over from the call when it is well-formed, else made up; the log has it.",
      "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$"}},
    "atgateway-metered": {"description": "Rows of a failed request that may have been billed: nobody should repeat it.",
      "schema": {"type": "integer", "minimum": 1}},
    "atgateway-warnings": {"description": "Values that are null because their geometry is not known.",
      "schema": {"type": "integer", "minimum": 1}},
    "atgateway-replayed": {"description": "The answer of an earlier call with the same key; nothing was sent again.",
      "schema": {"type": "string", "const": "1"}},
    "atgateway-sandbox": {"description": "The sandbox answered, not CARTO.",
      "schema": {"type": "string", "const": "1"}},
    "Allow": {"required": true, "description": "The method that the path takes.", "schema": {"type": "string"}},
    "Retry-After": {"required": true, "description": "Seconds.", "schema": {"type": "integer", "minimum": 1}},
    "Content-MD5": {"description": "Of a body that is not compressed, base64.",
      "schema": {"type": "string", "pattern": "^[A-Za-z0-9+/]{22}==$"}},
    "Content-Encoding": {"schema": {"type": "string", "enum": ["gzip", "deflate"]}})");
}

}  // namespace atgateway::gateway::openapi
