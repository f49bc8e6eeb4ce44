// What the neutral protocol answers with.
#include "gateway/openapi_parts.hpp"

namespace atgateway::gateway::openapi {
namespace {

using json::Writer;

constexpr std::string_view counts = R"(
  "protocol": {"const": 1},
  "request_id": {"$ref": "#/components/schemas/request-id"},
  "rows": {"$ref": "#/components/schemas/count"},
  "failed": {"$ref": "#/components/schemas/count", "description": "Rows with an error."},
  "upstream_calls": {"$ref": "#/components/schemas/count", "description": "Calls that were sent to CARTO."},
  "deduplicated": {"$ref": "#/components/schemas/count", "description": "Rows answered from an equal one."},
  "billed": {"$ref": "#/components/schemas/count", "description": "Metered rows that were sent: an upper bound."},
  "sandbox": {"const": true})";

void write_reply(Writer& out, std::string_view name, std::string_view results, std::string_view form) {
  out.key(name).begin_object().member("type", "object").member("additionalProperties", false);
  out.key("required").begin_array();
  for (const auto each : {"protocol", "request_id", "rows", "failed", "upstream_calls", "deduplicated", "billed"}) {
    out.string(each);
  }
  out.string(results).end_array().key("properties").begin_object().raw(counts);
  out.key("all_failed").begin_object();
  out.member("description", "Every row that was fit to be sent was refused like this: the token is to blame.");
  out.key("enum").begin_array();
  for (const auto code : {Errc::upstream_unauthorized, Errc::upstream_forbidden}) out.string(describe(code).slug);
  out.end_array().end_object();
  out.key(results).raw(form).end_object().end_object();
}

// One form for each status.
constexpr std::string_view entry = R"({"oneOf": [
  {"type": "object", "required": ["status"], "additionalProperties": false, "properties": {
    "id": {"type": "string"}, "status": {"const": "ok"},
    "geom": {"type": "string", "minLength": 1, "description": "GeoJSON or WKT."},
    "raw": {"description": "CARTO's answer for this row; numbers as it wrote them."},
    "warning": {"$ref": "#/components/schemas/warning"}}},
  {"type": "object", "required": ["status"], "additionalProperties": false, "properties": {
    "id": {"type": "string"}, "status": {"const": "no-match"}, "raw": {}}},
  {"type": "object", "required": ["status"], "additionalProperties": false, "properties": {
    "status": {"const": "null"}}},
  {"type": "object", "required": ["status"], "additionalProperties": false, "properties": {
    "id": {"type": "string"}, "status": {"const": "error"},
    "error": {"$ref": "#/components/schemas/row-error"}}}]})";

}  // namespace

void write_rows_reply_schemas(Writer& out) {
  write_reply(out, "rows-reply", "results", R"({"type": "array", "items": {"$ref": "#/components/schemas/entry"}})");
  write_reply(out, "row-reply", "result", schema("entry"));
  out.key("entry").raw(entry);
  out.key("warning").begin_object().member("type", "object").key("required").raw(R"(["code", "message"])");
  out.member("additionalProperties", false).key("properties").begin_object();
  out.key("code").begin_object().member("const", describe(Errc::geometry_unknown).slug).end_object();
  out.key("message").raw(R"({"type": "string"})").end_object().end_object();
  out.key("error-in-body").raw(R"({"type": "object", "required": ["protocol", "error"], "additionalProperties": false,
    "properties": {"protocol": {"const": 1}, "error": {"type": "object",
      "required": ["code", "detail", "hint", "retryable", "request_id"], "additionalProperties": false,
      "properties": {
        "code": {"$ref": "#/components/schemas/request-code"}, "detail": {"type": "string"}, "hint": {"type": "string"},
        "field": {"type": "string"}, "retryable": {"type": "boolean"},
        "request_id": {"$ref": "#/components/schemas/request-id"}}}}})");
  out.key("dry-run").begin_object().member("type", "object").member("additionalProperties", false);
  out.key("required").raw(R"(["protocol", "request_id", "dry_run", "service", "base_url", "rows", "failed",
    "deduplicated", "upstream_calls", "billed", "would_bill", "calls", "row_errors"])");
  out.key("properties").begin_object().raw(counts).key("service").begin_object().key("enum");
  write_names(out);
  out.end_object().raw(R"(
    "dry_run": {"const": true},
    "base_url": {"type": "string"},
    "would_bill": {"$ref": "#/components/schemas/count"},
    "calls": {"type": "array", "items": {"type": "object", "required": ["method", "path", "rows"],
      "additionalProperties": false, "properties": {
        "method": {"enum": ["GET", "POST"]}, "path": {"type": "string", "description": "Without a query."},
        "rows": {"type": "array", "items": {"$ref": "#/components/schemas/count"}}}}},
    "row_errors": {"type": "array", "items": {"type": "object", "required": ["row", "error"],
      "additionalProperties": false, "properties": {
        "row": {"$ref": "#/components/schemas/count"}, "error": {"$ref": "#/components/schemas/row-error"}}}})");
  out.end_object().end_object();
}

}  // namespace atgateway::gateway::openapi
