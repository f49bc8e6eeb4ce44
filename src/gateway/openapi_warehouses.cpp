// The protocols of the warehouses, and the one endpoint that tells all of them apart.
#include "gateway/openapi_parts.hpp"

#include <array>

namespace atgateway::gateway::openapi {
namespace {

using json::Writer;

struct Warehouse {
  std::string_view path;
  Operation operation;
  Language language;
  std::string_view parameters;  ///< besides the service; JSON, or empty
  std::string_view request;
  std::string reply;
  std::string_view example;
};

constexpr std::string_view context_parameters = R"(
  {"name": "include", "in": "query", "schema": {"enum": ["raw", "geom"]}},
  {"name": "geometry", "in": "query", "schema": {"enum": ["geojson", "wkt"]}},
  {"name": "on_error", "in": "query", "schema": {"enum": ["fail", "null", "value"]}},
  {"name": "deduplicate", "in": "query", "schema": {"enum": ["true", "false"]}},
  {"name": "options", "in": "query", "schema": {"$ref": "#/components/schemas/options-text"}},
  {"name": "api_base_url", "in": "query", "schema": {"type": "string"}})";

constexpr std::string_view context_headers = R"(
  {"name": "sf-custom-include", "in": "header", "schema": {"enum": ["raw", "geom"]}},
  {"name": "sf-custom-geometry", "in": "header", "schema": {"enum": ["geojson", "wkt"]}},
  {"name": "sf-custom-on-error", "in": "header", "schema": {"enum": ["fail", "null", "value"]}},
  {"name": "sf-custom-deduplicate", "in": "header", "schema": {"enum": ["true", "false"]}},
  {"name": "sf-custom-options", "in": "header", "schema": {"$ref": "#/components/schemas/options-text"}},
  {"name": "sf-custom-api-base-url", "in": "header", "schema": {"type": "string"}},
  {"name": "sf-custom-api-access-token", "in": "header",
    "schema": {"type": "string", "maxLength": 8192, "pattern": "^[A-Za-z0-9._~+/-]+=*$"}},
  {"$ref": "#/components/parameters/batch-id"})";

const std::array<Warehouse, 3>& warehouses() {
  static const std::array<Warehouse, 3> all{{
      {"/v1/bigquery/{service}",
       {.id = "bigquery",
        .tag = "warehouses",
        .summary = "What BigQuery's remote functions send.",
        .description = "A row has api_base_url, api_access_token, then the service's arguments in their order."},
       Language::bigquery,
       "",
       "bigquery-request",
       schema("bigquery-reply"),
       R"({"requestId": "124ab1c", "calls": [[null, "sandbox-token", "Madrid"], [null, "sandbox-token", null]]})"},
      {"/v1/snowflake/{service}",
       {.id = "snowflake",
        .tag = "warehouses",
        .summary = "What Snowflake's external functions send.",
        .description =
            "A row has its number, api_base_url, api_access_token, then the service's arguments in their order."},
       Language::snowflake,
       context_headers,
       "snowflake-request",
       schema("snowflake-reply"),
       R"({"data": [[0, null, "sandbox-token", "Madrid"], [1, null, "sandbox-token", null]]})"},
      {"/v1/redshift/{service}",
       {.id = "redshift",
        .tag = "warehouses",
        .summary = "What Redshift sends to a Lambda UDF.",
        .description = "A row has api_base_url, api_access_token, then the service's arguments in their order."},
       Language::redshift,
       context_parameters,
       "redshift-request",
       R"({"oneOf": [{"$ref": "#/components/schemas/redshift-reply"},
                     {"$ref": "#/components/schemas/redshift-error"}]})",
       R"({"num_records": 2, "arguments": [[null, "sandbox-token", "Madrid"], null]})"},
  }};
  return all;
}

void write_poll(Writer& out) {
  begin_operation(out, "get",
                  {.id = "snowflake_poll",
                   .tag = "warehouses",
                   .summary = "The answer that was promised with 202.",
                   .description = "Only where snowflake.async is on."});
  out.key("parameters").begin_array().raw(refer("parameters/service")).raw(refer("parameters/batch-id")).end_array();
  out.key("responses").begin_object();
  write_status(out, 200, "A value for each row.", Language::snowflake, json_content(schema("snowflake-reply")));
  write_status(out, 202, "Not yet; empty.", Language::snowflake, {});
  write_refusals(out, Language::snowflake, "GET");
  out.end_object().end_object();
}

void write_any(Writer& out) {
  out.key("/at-gateway").begin_object();
  begin_operation(out, "post",
                  {.id = "any",
                   .tag = "warehouses",
                   .summary = "One endpoint for all of them.",
                   .description = "The shape of the body decides. The service stands in service, in "
                                  "userDefinedContext.service, in the header sf-custom-service, or is the name of the "
                                  "external function."});
  write_security(out);
  out.key("parameters").begin_array().raw(refer("parameters/dry_run"));
  out.begin_object()
      .member("name", "sf-custom-service")
      .member("in", "header")
      .key("schema")
      .begin_object()
      .key("enum");
  write_names(out);
  out.end_object().end_object().end_array();
  out.key("requestBody").begin_object().member("required", true).key("content").begin_object();
  out.key("application/json").begin_object().key("schema").begin_object().key("anyOf").begin_array();
  for (const auto& service : services()) {
    out.begin_object().key("allOf").begin_array().raw(schema(std::string(service.name) + "-request"));
    out.raw(R"({"required": ["service"], "properties": {"service": {"type": "string"}}})").end_array().end_object();
  }
  for (const auto& each : warehouses()) out.raw(schema(each.request));
  out.end_array().end_object().key("examples").raw(R"({
    "neutral": {"value": {"service": "geocode", "api_access_token": "sandbox-token", "row": ["Madrid"]}},
    "bigquery": {"value": {"userDefinedContext": {"service": "geocode"}, "calls": [[null, "sandbox-token", "Madrid"]]}},
    "redshift": {"value": {"external_function": "public.carto_geocode",
      "arguments": [[null, "sandbox-token", "Madrid"]]}}})");
  out.end_object().end_object().end_object().key("responses").begin_object();
  write_status(out, 200, "In the language of the body.", Language::any, json_content(schema("any-reply")));
  write_status(out, 202, "Snowflake's: fetch the answer later; empty.", Language::any, {});
  write_refusals(out, Language::any);
  out.end_object().end_object().end_object();
}

void write_warehouse(Writer& out, const Warehouse& each) {
  out.key(each.path).begin_object();
  begin_operation(out, "post", each.operation);
  write_security(out);
  out.key("parameters").begin_array().raw(refer("parameters/service"));
  if (!each.parameters.empty()) out.raw(each.parameters);
  out.end_array().key("requestBody").begin_object().member("required", true).key("content").begin_object();
  out.key("application/json").begin_object().key("schema").raw(schema(each.request)).key("examples").begin_object();
  out.key("geocode").begin_object().key("value").raw(each.example).end_object().end_object();
  out.end_object().end_object().end_object();
  out.key("responses").begin_object();
  write_status(out, 200, "A value for each row, in their order.", each.language, json_content(each.reply));
  if (each.language == Language::snowflake) {
    write_status(out, 202, "Where snowflake.async is on: fetch the answer later; empty.", each.language, {});
  }
  write_refusals(out, each.language);
  out.end_object().end_object();
  if (each.language == Language::snowflake) write_poll(out);
  out.end_object();
}

}  // namespace

void write_warehouse_paths(Writer& out) {
  for (const auto& each : warehouses()) write_warehouse(out, each);
  write_any(out);
}

void write_warehouse_schemas(Writer& out) {
  out.key("warehouse-context").begin_object().key("type").raw(R"(["object", "null"])");
  out.member("additionalProperties", false).member("description", "What holds for all rows.");
  out.key("properties").begin_object().key("service").begin_object().key("enum");
  write_names(out, Absent::allowed);
  out.end_object().raw(R"(
    "api_base_url": {"$ref": "#/components/schemas/api-base-url"},
    "api_access_token": {"$ref": "#/components/schemas/api-access-token"},
    "include": {"enum": ["raw", "geom", "", null], "default": "raw", "description": "CARTO's answer, or its geometry."},
    "geometry": {"enum": ["geojson", "wkt", "", null], "default": "geojson"},
    "on_error": {"enum": ["fail", "null", "value", "", null], "default": "fail",
      "description": "What a failed row becomes."},
    "deduplicate": {"enum": ["true", "false", "", null], "default": "true"},
    "options": {"$ref": "#/components/schemas/options-text"})");
  out.end_object().end_object();
  out.raw(R"(
  "warehouse-row": {"type": "array", "prefixItems": [
    {"$ref": "#/components/schemas/api-base-url"}, {"$ref": "#/components/schemas/api-access-token"}]},
  "bigquery-request": {"type": "object", "required": ["calls"], "properties": {
    "requestId": {"type": "string"}, "caller": {"type": "string"}, "sessionUser": {"type": "string"},
    "userDefinedContext": {"$ref": "#/components/schemas/warehouse-context"},
    "calls": {"type": "array", "items": {"$ref": "#/components/schemas/warehouse-row"}}}},
  "bigquery-reply": {"type": "object", "required": ["replies"], "additionalProperties": false, "properties": {
    "replies": {"type": "array", "items": {}}}},
  "bigquery-error": {"type": "object", "required": ["errorMessage"], "additionalProperties": false, "properties": {
    "errorMessage": {"type": "string", "maxLength": 1023}}},
  "snowflake-request": {"type": "object", "required": ["data"], "properties": {
    "data": {"type": "array", "items": {"type": "array", "minItems": 1, "prefixItems": [
      {"$ref": "#/components/schemas/count", "description": "From 0, in their order."},
      {"$ref": "#/components/schemas/api-base-url"}, {"$ref": "#/components/schemas/api-access-token"}]}}}},
  "snowflake-reply": {"type": "object", "required": ["data"], "additionalProperties": false, "properties": {
    "data": {"type": "array", "items": {"type": "array", "minItems": 2, "maxItems": 2,
      "prefixItems": [{"$ref": "#/components/schemas/count"}, {}]}}}},
  "snowflake-error": {"type": "object", "required": ["error"], "additionalProperties": false, "properties": {
    "error": {"type": "object", "required": ["code", "message", "retryable", "request_id"],
      "additionalProperties": false, "properties": {
        "code": {"$ref": "#/components/schemas/request-code"}, "message": {"type": "string"},
        "retryable": {"type": "boolean"}, "request_id": {"$ref": "#/components/schemas/request-id"}}}}},
  "redshift-request": {"type": "object", "required": ["arguments"], "properties": {
    "request_id": {"type": "string"}, "cluster": {"type": "string"}, "user": {"type": "string"},
    "database": {"type": "string"}, "external_function": {"type": "string"},
    "query_id": {"type": ["integer", "string"]},
    "num_records": {"$ref": "#/components/schemas/count", "description": "Required where arguments is null."},
    "arguments": {"type": ["array", "null"], "items": {"anyOf": [
      {"$ref": "#/components/schemas/warehouse-row"}, {"$ref": "#/components/schemas/scalar"}]}}}},
  "redshift-reply": {"type": "object", "required": ["success", "num_records", "results"], "additionalProperties": false,
    "properties": {"success": {"const": true}, "num_records": {"$ref": "#/components/schemas/count"},
      "results": {"type": "array", "items": {"type": ["string", "null"],
        "description": "Holds JSON, or a geometry."}}}},
  "redshift-error": {"type": "object", "required": ["success", "error_msg", "num_records", "results"],
    "additionalProperties": false, "properties": {"success": {"const": false}, "error_msg": {"type": "string"},
      "num_records": {"$ref": "#/components/schemas/count"}, "results": {"type": "array", "maxItems": 0}}},
  "warehouse-error": {"oneOf": [{"$ref": "#/components/schemas/bigquery-error"},
    {"$ref": "#/components/schemas/snowflake-error"}, {"$ref": "#/components/schemas/redshift-error"}]},
  "any-reply": {"oneOf": [{"$ref": "#/components/schemas/rows-reply"}, {"$ref": "#/components/schemas/row-reply"},
    {"$ref": "#/components/schemas/dry-run"}, {"$ref": "#/components/schemas/error-in-body"},
    {"$ref": "#/components/schemas/bigquery-reply"}, {"$ref": "#/components/schemas/snowflake-reply"},
    {"$ref": "#/components/schemas/redshift-reply"}, {"$ref": "#/components/schemas/redshift-error"}]})");
}

}  // namespace atgateway::gateway::openapi
