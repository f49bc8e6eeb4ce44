// The gateway's own view.
#include "gateway/openapi_parts.hpp"

namespace atgateway::gateway::openapi {
namespace {

using json::Writer;

constexpr std::string_view summary = "What the gateway sees of itself and of its way to CARTO.";
constexpr std::string_view description =
    "A report: configuration, certificate days, and the upstream's DNS, TCP, TLS and HTTP; with a token one quota "
    "call, "
    "which costs nothing. One at a time, and not too often: else 429.";

void write_answers(Writer& out, std::string_view method) {
  out.key("responses").begin_object();
  write_status(out, 200, "The report, whatever it says; or, with errors: body, why there is none.", Language::rows,
               json_content(R"({"oneOf": [)" + schema("report") + ", " + schema("error-in-body") + "]}"));
  write_refusals(out, Language::rows, method);
  out.end_object();
}

}  // namespace

void write_diagnose_path(Writer& out) {
  out.key("/v1/diagnose").begin_object();
  begin_operation(out, "get", {.id = "diagnose", .tag = "pages", .summary = summary, .description = description});
  write_security(out);
  write_answers(out, "GET");
  out.end_object();
  begin_operation(out, "post", {.id = "diagnose-with", .tag = "pages", .summary = summary, .description = description});
  write_security(out);
  out.key("requestBody").raw(R"({"required": true, "content": {"application/json": {
    "schema": {"$ref": "#/components/schemas/diagnose-request"},
    "examples": {"token": {"value": {"api_access_token": "sandbox-token"}}}}}})");
  write_answers(out, "POST");
  out.end_object().end_object();
}

void write_diagnose_schemas(Writer& out) {
  out.key("diagnose-request").raw(R"({"type": "object", "additionalProperties": false, "properties": {
    "protocol": {"enum": [1, null]},
    "api_base_url": {"$ref": "#/components/schemas/api-base-url"},
    "api_access_token": {"$ref": "#/components/schemas/api-access-token"},
    "errors": {"enum": ["status", "body", null]}}})");
  out.key("report").raw(R"({"type": "object", "required": ["schema_version", "tool", "started_at", "duration_us",
      "vantage", "target", "verdict", "checks"], "properties": {
    "schema_version": {"const": 1}, "tool": {"type": "string"}, "started_at": {"type": "string"},
    "duration_us": {"type": "integer", "minimum": 0}, "profile": {"type": "string"}, "target": {"type": "string"},
    "vantage": {"type": "object", "required": ["host", "resolvers", "environment"]},
    "verdict": {"type": "object", "required": ["status", "layer", "owner", "headline", "next_action"], "properties": {
      "status": {"enum": ["crash", "fail", "incomplete", "unknown", "warn", "pass"]},
      "layer": {"type": ["string", "null"]}, "owner": {"type": ["string", "null"]},
      "headline": {"type": "string"}, "next_action": {"type": ["string", "null"]}}},
    "checks": {"type": "array", "items": {"type": "object",
      "required": ["id", "title", "layer", "status", "severity", "owner", "observed", "expected", "evidence",
        "duration_us", "remediation", "link"], "properties": {
        "id": {"type": "string"}, "status": {"enum": ["pass", "warn", "fail", "skip", "crash"]},
        "evidence": {"type": "object"}}}}}})");
}

}  // namespace atgateway::gateway::openapi
