// Calls of the caller's own making.
#include "gateway/openapi_parts.hpp"

namespace atgateway::gateway::openapi {

using json::Writer;

void write_forward_path(Writer& out) {
  out.key("/v1/forward").begin_object();
  begin_operation(out, "post",
                  {.id = "forward",
                   .tag = "forward",
                   .summary = "Another call of CARTO's API.",
                   .description = "Only to paths that the operator allows; counts as metered."});
  write_security(out);
  out.key("requestBody").raw(R"({"required": true, "content": {"application/json": {
    "schema": {"$ref": "#/components/schemas/forward-request"},
    "examples": {"get": {"value": {"api_access_token": "sandbox-token", "method": "GET", "path": "/v3/lds/stats",
      "query": {"detailed": true}}}}}}})");
  out.key("responses").begin_object();
  write_status(out, 200, "What CARTO answered, whatever its status; or why there is no answer.", Language::forward,
               json_content(schema("forward-reply")));
  write_refusals(out, Language::forward);
  out.end_object().end_object().end_object();
}

void write_forward_schemas(Writer& out) {
  out.key("forward-request").raw(R"({"type": "object", "required": ["method", "path"], "additionalProperties": false,
    "properties": {
      "api_base_url": {"$ref": "#/components/schemas/api-base-url"},
      "api_access_token": {"$ref": "#/components/schemas/api-access-token"},
      "method": {"enum": ["GET", "POST"]},
      "path": {"type": "string", "maxLength": 7680, "pattern": "^(/[A-Za-z0-9._~-]+)+$",
        "description": "No empty and no dot segments."},
      "query": {"type": ["object", "null"], "additionalProperties": {"anyOf": [
        {"$ref": "#/components/schemas/scalar"},
        {"type": "array", "items": {"$ref": "#/components/schemas/scalar"}}]}},
      "body": {"description": "Any JSON, with POST."}},
    "if": {"properties": {"method": {"const": "GET"}}}, "then": {"properties": {"body": {"type": "null"}}}})");
  out.key("scalar").raw(R"({"type": ["string", "number", "boolean", "null"]})");
  out.key("forward-reply").raw(R"({"oneOf": [
    {"type": "object", "required": ["status", "value", "request_id"], "additionalProperties": false, "properties": {
      "status": {"type": "integer", "minimum": 100, "maximum": 599}, "value": {},
      "request_id": {"$ref": "#/components/schemas/request-id"}, "sandbox": {"const": true}}},
    {"type": "object", "required": ["status", "text", "request_id"], "additionalProperties": false, "properties": {
      "status": {"type": "integer", "minimum": 100, "maximum": 599},
      "text": {"type": "string", "description": "What was no JSON."},
      "request_id": {"$ref": "#/components/schemas/request-id"}, "sandbox": {"const": true}}},
    {"type": "object", "required": ["status", "error", "request_id"], "additionalProperties": false, "properties": {
      "status": {"type": "null"}, "error": {"$ref": "#/components/schemas/row-error"},
      "request_id": {"$ref": "#/components/schemas/request-id"}, "sandbox": {"const": true}}}]})");
}

}  // namespace atgateway::gateway::openapi
