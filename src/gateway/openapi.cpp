#include "gateway/openapi.hpp"

#include "gateway/openapi_parts.hpp"

#include <atgateway/version.hpp>

#include <algorithm>

namespace atgateway::gateway {
namespace {

using json::Writer;

// Version of the document is that of the protocol: it changes with what callers may rely on.
void write_info(Writer& out) {
  out.key("info").begin_object().member("title", "atgateway").member("version", "1");
  out.member("x-atgateway-version", ATGATEWAY_VERSION);
  out.member("summary", "Location Data Services for data warehouses.");
  out.member("description",
             "A gateway between data warehouses and CARTO's LDS API. It speaks a protocol of its own and those of "
             "BigQuery's remote functions, Snowflake's external functions and Redshift's Lambda UDFs. A mistake in one "
             "row is that row's error; the others proceed. Every service that is metered costs quota for each row that "
             "is sent, and a metered row is sent at most once.");
  out.key("license").begin_object().member("name", "Apache-2.0").member("identifier", "Apache-2.0").end_object();
  out.end_object();
}

void write_tags(Writer& out) {
  out.key("tags").raw(R"([
    {"name": "rows", "description": "The neutral protocol: any code that can send JSON."},
    {"name": "warehouses", "description": "The protocols that data warehouses speak by themselves."},
    {"name": "forward", "description": "Other calls of CARTO's API, as far as the operator allows them."},
    {"name": "pages", "description": "What the gateway says about itself."},
    {"name": "probes", "description": "For load balancers; never in need of a token."}])");
}

void write_paths(Writer& out) {
  out.key("paths").begin_object();
  openapi::write_rows_paths(out);
  openapi::write_warehouse_paths(out);
  openapi::write_forward_path(out);
  openapi::write_diagnose_path(out);
  openapi::write_page_paths(out);
  out.end_object();
}

void write_components(Writer& out) {
  out.key("components").begin_object();
  out.key("securitySchemes").raw(R"({"token": {"type": "http", "scheme": "bearer",
    "description": "CARTO's API access token, unless the body has one; or the inbound key, if one is asked for."}})");
  out.key("parameters").begin_object();
  openapi::write_parameters(out);
  out.end_object().key("headers").begin_object();
  openapi::write_headers(out);
  out.end_object().key("responses").begin_object();
  openapi::write_error_responses(out);
  out.end_object().key("schemas").begin_object();
  openapi::write_error_schemas(out);
  openapi::write_rows_schemas(out);
  openapi::write_rows_reply_schemas(out);
  openapi::write_warehouse_schemas(out);
  openapi::write_forward_schemas(out);
  openapi::write_diagnose_schemas(out);
  openapi::write_page_schemas(out);
  out.end_object().end_object();
}

/// The parts are written for the eye; what is sent is not.
std::string without_blanks(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool inside = false, escaped = false;
  for (const char c : text) {
    if (!inside && (c == ' ' || c == '\n')) continue;
    if (c == '"' && !escaped) inside = !inside;
    escaped = inside && c == '\\' && !escaped;
    out += c;
  }
  return out;
}

std::string made() {
  std::string text;
  Writer out(text);
  out.begin_object().member("openapi", "3.1.0");
  write_info(out);
  out.key("servers").raw(R"([{"url": "/"}])");
  write_tags(out);
  write_paths(out);
  write_components(out);
  out.end_object();
  return without_blanks(text);
}

}  // namespace

const std::string& openapi_document() {
  static const std::string document = made();
  return document;
}

Reply openapi_page() {
  Reply reply;
  reply.headers.add("Content-Type", "application/json");
  reply.body = openapi_document();
  return reply;
}

}  // namespace atgateway::gateway
