// What the gateway says about itself, and its probes.
#include "gateway/openapi_parts.hpp"

#include <array>

namespace atgateway::gateway::openapi {
namespace {

using json::Writer;

void write_page(Writer& out, std::string_view path, const Operation& operation, std::string_view content) {
  out.key(path).begin_object();
  begin_operation(out, "get", operation);
  out.key("responses").begin_object();
  write_status(out, 200, operation.summary, Language::page, content);
  write_refusals(out, Language::page, "GET");
  out.end_object().end_object().end_object();
}

void write_probe(Writer& out, std::string_view path, const Operation& operation, bool may_be_unready) {
  out.key(path).begin_object();
  begin_operation(out, "get", operation);
  out.key("responses").begin_object();
  write_status(out, 200, "Yes; empty.", Language::probe, {});
  write_refusals(out, Language::probe, "GET");
  if (may_be_unready) write_status(out, 503, "Starting or shutting down; empty.", Language::probe, {});
  out.end_object().end_object().end_object();
}

}  // namespace

void write_page_paths(Writer& out) {
  write_page(out, "/v1/services",
             {.id = "services", .tag = "pages", .summary = "The services: arguments, types, ranges, units, limits."},
             json_content(schema("services")));
  write_page(out, "/v1/whoami", {.id = "whoami", .tag = "pages", .summary = "How this call arrived."},
             json_content(schema("whoami")));
  write_page(out, "/openapi.json", {.id = "openapi", .tag = "pages", .summary = "This document."},
             json_content(R"({"type": "object", "required": ["openapi", "info", "paths"]})"));
  write_probe(out, "/", {.id = "root", .tag = "probes", .summary = "Is it there?"}, false);
  write_probe(out, "/healthz", {.id = "healthz", .tag = "probes", .summary = "Is it there?"}, false);
  write_probe(out, "/livez", {.id = "livez", .tag = "probes", .summary = "Is it alive?"}, false);
  write_probe(out, "/readyz", {.id = "readyz", .tag = "probes", .summary = "Does it take new calls?"}, true);
}

void write_page_schemas(Writer& out) {
  out.key("services").raw(R"({"type": "object", "required": ["protocols", "services"], "additionalProperties": false,
    "properties": {
      "protocols": {"type": "array", "items": {"const": "1"}},
      "services": {"type": "array", "items": {"type": "object",
        "required": ["name", "description", "arguments", "metered", "geometry", "max_rows", "upstream"],
        "additionalProperties": false, "properties": {
          "name": {"type": "string"}, "description": {"type": "string"},
          "arguments": {"type": "array", "items": {"$ref": "#/components/schemas/argument"}},
          "metered": {"type": "boolean", "description": "Each row that is sent costs quota."},
          "geometry": {"type": "boolean", "description": "include may have geom."},
          "max_rows": {"type": "integer", "minimum": 1, "description": "In one request."},
          "upstream": {"type": "object", "required": ["method", "path"], "additionalProperties": false, "properties": {
            "method": {"type": "string"}, "path": {"type": "string"},
            "batch_path": {"type": "string", "description": "Takes many rows in one POST."}}}}}}}})");
  out.key("argument").raw(R"({"type": "object", "required": ["name", "type", "required", "description"],
    "additionalProperties": false, "properties": {
      "name": {"type": "string"}, "type": {"enum": ["string", "number", "integer", "object"]},
      "required": {"type": "boolean"}, "minimum": {"type": "number"},
      "minimum_excluded": {"const": true, "description": "The value must be above minimum."},
      "maximum": {"type": "number"}, "unit": {"type": "string"},
      "allowed": {"type": "array", "items": {"type": "string"}}, "description": {"type": "string"}}})");
  out.key("whoami").raw(
      R"({"type": "object", "required": ["gateway", "version", "protocols", "request_id", "arrived_by",
      "peer", "host_header", "tls", "http_version", "user_agent", "header_names"],
    "additionalProperties": false, "properties": {
      "gateway": {"const": "atgateway"}, "version": {"type": "string"},
      "protocols": {"type": "array", "items": {"const": "1"}},
      "request_id": {"$ref": "#/components/schemas/request-id"},
      "arrived_by": {"enum": ["private-link", "in-vnet", "unknown"]},
      "link_id": {"type": "integer", "minimum": 0, "description": "Azure Private Link's."},
      "peer": {"type": "string"}, "host_header": {"type": ["string", "null"]},
      "tls": {"type": ["object", "null"], "required": ["version", "sni", "alpn", "resumed"],
        "additionalProperties": false, "properties": {"version": {"type": "string"}, "sni": {"type": "string"},
          "alpn": {"type": "string"}, "resumed": {"type": "boolean"}}},
      "http_version": {"enum": ["1.0", "1.1"]}, "user_agent": {"type": "string"},
      "header_names": {"type": "array", "items": {"type": "string"}}}})");
}

}  // namespace atgateway::gateway::openapi
