// The neutral protocol: one path for each service, because each takes rows of its own.
#include "dialect/common_options.hpp"
#include "gateway/openapi_parts.hpp"

#include <algorithm>

namespace atgateway::gateway::openapi {
namespace {

using json::Writer;

constexpr std::string_view reply_schema =
    R"({"oneOf": [{"$ref": "#/components/schemas/rows-reply"}, {"$ref": "#/components/schemas/row-reply"},
        {"$ref": "#/components/schemas/dry-run"}, {"$ref": "#/components/schemas/error-in-body"}]})";

std::string row_name(const ServiceInfo& service) { return std::string(service.name) + "-row"; }
std::string argument_name(const ServiceInfo& service, const ArgumentInfo& argument) {
  return std::string(service.name) + "." + std::string(argument.name);
}
std::string request_name(const ServiceInfo& service) { return std::string(service.name) + "-request"; }

void write_object_row(Writer& out, const ServiceInfo& service) {
  out.begin_object().member("type", "object").member("additionalProperties", false);
  out.key("required").begin_array();
  for (const auto& argument : service.arguments) {
    if (argument.required) out.string(argument.name);
  }
  out.end_array().key("properties").begin_object();
  out.key("id").raw(R"({"type": ["string", "number", "null"], "description": "Comes back, as a string."})");
  for (const auto& argument : service.arguments) {
    out.key(argument.name).raw(schema(argument_name(service, argument)));
  }
  out.end_object().end_object();
}

void write_array_row(Writer& out, const ServiceInfo& service) {
  out.begin_object().member("type", "array");
  out.member("minItems", needed_arguments(service)).member("maxItems", service.arguments.size());
  if (!service.arguments.empty()) {
    out.key("prefixItems").begin_array();
    for (const auto& argument : service.arguments) out.raw(schema(argument_name(service, argument)));
    out.end_array();
  }
  out.end_object();
}

void write_row(Writer& out, const ServiceInfo& service) {
  for (const auto& argument : service.arguments) {
    out.key(argument_name(service, argument));
    write_argument(out, argument);
  }
  out.key(row_name(service)).begin_object();
  out.member("description", "Arguments by name, or by position: those at the end may be left out. null is not sent.");
  out.key("anyOf").begin_array();
  write_object_row(out, service);
  write_array_row(out, service);
  out.begin_object().member("type", "null").end_object();
  out.end_array().end_object();
}

/// The members that every service's envelope has alike.
constexpr std::string_view common_fields = R"(
  "protocol": {"enum": [1, null]},
  "api_base_url": {"$ref": "#/components/schemas/api-base-url"},
  "api_access_token": {"$ref": "#/components/schemas/api-access-token"},
  "request_key": {"$ref": "#/components/schemas/request-key"},
  "geometry": {"enum": ["geojson", "wkt", null], "default": "geojson", "description": "The form of geom."},
  "on_error": {"enum": ["row", "null", "fail", null], "default": "row",
    "description": "What a failed row becomes. row: its error. null: its status. fail: 422, unless rows were sent."},
  "errors": {"enum": ["status", "body", null], "default": "status",
    "description": "body: what fails the request comes as 200 with error."},
  "deduplicate": {"type": ["boolean", "null"], "default": true, "description": "Send equal rows once."},
  "context": {"$ref": "#/components/schemas/context"})";

void write_request(Writer& out, const ServiceInfo& service) {
  const auto row = schema(row_name(service));
  const bool takes_options = std::any_of(service.arguments.begin(), service.arguments.end(),
                                         [](const auto& each) { return each.type == ArgumentInfo::Type::object; });
  out.key(request_name(service)).begin_object().member("type", "object").member("additionalProperties", false);
  out.key("oneOf").raw(R"([{"required": ["rows"]}, {"required": ["row"]}])");
  out.key("properties").begin_object().raw(common_fields);
  out.key("service").begin_object().key("enum").begin_array().string(service.name).null().end_array().end_object();
  out.key("rows").begin_object().member("type", "array").member("maxItems", service.max_rows);
  out.key("items").raw(row).end_object().key("row").raw(row);
  out.key("options").raw(schema(takes_options ? "options" : "no-options"));
  out.key("include").begin_object().key("type").raw(R"(["array", "null"])").key("items").begin_object().key("enum");
  out.raw(service.has_geometry ? R"(["raw", "geom"])" : R"(["raw"])").end_object();
  out.member("description", "What an entry has: CARTO's answer, its geometry, both, or its status only.").end_object();
  out.end_object().end_object();
}

void write_example_rows(Writer& out, const ServiceInfo& service) {
  out.key("rows").begin_array().begin_object().member("id", 1);
  for (const auto& argument : service.arguments) {
    if (!argument.required) continue;
    out.key(argument.name);
    write_example(out, argument);
  }
  out.end_object().begin_array();
  for (std::size_t at = 0; at < needed_arguments(service); ++at) write_example(out, service.arguments[at]);
  out.end_array().null().end_array();
}

void write_examples(Writer& out, const ServiceInfo& service) {
  out.key("examples").begin_object();
  out.key("rows").begin_object().member("summary", "Three rows: by name, by position, and none.").key("value");
  out.begin_object().member("api_access_token", "sandbox-token");
  write_example_rows(out, service);
  out.end_object().end_object();
  out.key("row").begin_object().member("summary", "One row, with everything.").key("value");
  out.begin_object().member("api_access_token", "sandbox-token").key("row").begin_object();
  for (const auto& argument : service.arguments) {
    out.key(argument.name);
    write_example(out, argument);
  }
  out.end_object().key("include").raw(service.has_geometry ? R"(["raw", "geom"])" : R"(["raw"])");
  out.member("errors", "body").end_object().end_object();
  out.end_object();
}

std::string operation_id(const ServiceInfo& service) {
  std::string id = "rows_" + std::string(service.name);
  std::replace(id.begin(), id.end(), '-', '_');
  return id;
}

}  // namespace

void write_rows_paths(Writer& out) {
  for (const auto& service : services()) {
    const auto id = operation_id(service);
    out.key("/v1/rows/" + std::string(service.name)).begin_object();
    begin_operation(out, "post", {.id = id, .tag = "rows", .summary = service.description});
    out.member("x-metered", service.metered);
    write_security(out);
    out.key("parameters").begin_array().raw(refer("parameters/dry_run")).end_array();
    out.key("requestBody").begin_object().member("required", true).key("content").begin_object();
    out.key("application/json").begin_object().key("schema").raw(schema(request_name(service)));
    write_examples(out, service);
    out.end_object().end_object().end_object();
    out.key("responses").begin_object();
    write_status(out, 200, "One entry for each row, in their order; or the plan; or, where asked for, the error.",
                 Language::rows, json_content(reply_schema));
    write_refusals(out, Language::rows);
    out.end_object().end_object().end_object();
  }
}

void write_rows_schemas(Writer& out) {
  for (const auto& service : services()) {
    write_row(out, service);
    write_request(out, service);
  }
  out.key("options").begin_object();
  out.member("description", "For rows that have none of their own: an object, or a string that holds one.");
  out.key("anyOf").begin_array().raw(R"({"type": ["object", "null"]})").raw(schema("options-text")).end_array();
  out.end_object().key("options-text").begin_object().member("type", "string");
  out.member("maxLength", dialect::longest_options).member("pattern", held_object).end_object();
  out.key("no-options")
      .raw(R"({"type": ["object", "string", "null"], "maxProperties": 0, "pattern": "^(\\s*\\{\\s*\\}\\s*)?$"})");
  out.raw(R"(
  "api-base-url": {"type": ["string", "null"], "description": "Selects one of the configured upstreams."},
  "api-access-token": {"type": ["string", "null"], "maxLength": 8192, "pattern": "^([A-Za-z0-9._~+/-]+=*)?$",
    "description": "CARTO's. Without it, the call's bearer token."},
  "request-key": {"type": ["string", "null"], "minLength": 1, "maxLength": 128, "pattern": "^[ -~]+$",
    "description": "The same key and body again get the same answer, and nothing is sent."},
  "context": {"type": ["object", "null"], "additionalProperties": false, "description": "For the log.",
    "properties": {
      "user": {"$ref": "#/components/schemas/context-text"}, "job": {"$ref": "#/components/schemas/context-text"},
      "statement": {"$ref": "#/components/schemas/context-text"}}},
  "context-text": {"type": ["string", "null"], "maxLength": 256},
  "count": {"type": "integer", "minimum": 0})");
}

}  // namespace atgateway::gateway::openapi
