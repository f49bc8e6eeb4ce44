#include "gateway/pages.hpp"

#include "json/writer.hpp"

#include <atgateway/service.hpp>
#include <atgateway/version.hpp>

#include <string>
#include <utility>

namespace atgateway::gateway {
namespace {

Reply json_reply(std::string body) {
  Reply reply;
  reply.headers.add("Content-Type", "application/json");
  reply.headers.add("Cache-Control", "no-store");
  reply.body = std::move(body);
  return reply;
}

std::string_view arrived_by(Arrival::By by) {
  switch (by) {
    case Arrival::By::unknown:
      return "unknown";
    case Arrival::By::private_link:
      return "private-link";
    case Arrival::By::in_vnet:
      return "in-vnet";
  }
  return "unknown";
}

std::string_view type_name(ArgumentInfo::Type type) {
  switch (type) {
    case ArgumentInfo::Type::string:
      return "string";
    case ArgumentInfo::Type::number:
      return "number";
    case ArgumentInfo::Type::integer:
      return "integer";
    case ArgumentInfo::Type::object:
      return "object";
  }
  return "string";
}

void write_argument(json::Writer& out, const ArgumentInfo& argument) {
  out.begin_object().member("name", argument.name).member("type", type_name(argument.type));
  out.member("required", argument.required);
  if (argument.minimum) out.member("minimum", *argument.minimum);
  if (argument.minimum_excluded) out.member("minimum_excluded", true);
  if (argument.maximum) out.member("maximum", *argument.maximum);
  if (!argument.unit.empty()) out.member("unit", argument.unit);
  if (!argument.allowed.empty()) {
    out.key("allowed").begin_array();
    for (const auto value : argument.allowed) out.string(value);
    out.end_array();
  }
  out.member("description", argument.description).end_object();
}

void write_service(json::Writer& out, const ServiceInfo& service) {
  out.begin_object().member("name", service.name).member("description", service.description);
  out.key("arguments").begin_array();
  for (const auto& argument : service.arguments) write_argument(out, argument);
  out.end_array();
  out.member("metered", service.metered).member("geometry", service.has_geometry).member("max_rows", service.max_rows);
  out.key("upstream").begin_object().member("method", service.upstream_method).member("path", service.upstream_path);
  if (!service.batch_path.empty()) out.member("batch_path", service.batch_path);
  out.end_object().end_object();
}

}  // namespace

Reply refusal_page(const Routed& routed, std::string_view request_id) {
  const auto& language = routed.dialect != nullptr ? *routed.dialect : dialect::rows_dialect();
  auto reply = language.refuse(routed.error, {.request_id = request_id});
  reply.facts.code = routed.error.slug();
  reply.facts.route = routed.name;
  if (!routed.allow.empty()) reply.headers.add("Allow", routed.allow);
  return reply;
}

Reply head_refusal_page(const Route& route, const Error& error, std::string_view request_id) {
  const auto& language = route.dialect != nullptr ? *route.dialect : dialect::rows_dialect();
  auto reply = language.refuse(error, {.request_id = request_id});
  reply.facts.code = error.slug();
  reply.facts.route = route.name;
  return reply;
}

Reply health_page(bool ready) {
  Reply reply;
  reply.status = ready ? 200 : 503;
  if (!ready) {
    reply.headers.add("Retry-After", "1");
    reply.facts.code = describe(Errc::draining).slug;
  }
  return reply;
}

Reply whoami_page(const Request& request) {
  std::string body;
  json::Writer out(body);
  const auto& arrival = request.arrival;
  out.begin_object().member("gateway", "atgateway").member("version", ATGATEWAY_VERSION);
  out.key("protocols").begin_array().string("1").end_array();
  out.member("request_id", request.request_id);
  out.member("arrived_by", arrived_by(arrival.by));
  if (arrival.link_id) out.member("link_id", *arrival.link_id);
  out.member("peer", arrival.peer);
  out.key("host_header");
  if (const auto host = request.headers.find("host")) {
    out.string(*host);
  } else {
    out.null();
  }
  out.key("tls");
  if (arrival.tls) {
    out.begin_object().member("version", arrival.tls_version).member("sni", arrival.sni).member("alpn", arrival.alpn);
    out.member("resumed", arrival.tls_resumed).end_object();
  } else {
    out.null();
  }
  out.member("http_version", request.version_minor == 0 ? "1.0" : "1.1");
  out.member("user_agent", request.headers.find("user-agent").value_or(""));
  out.key("header_names").begin_array();
  for (std::size_t i = 0; i < request.headers.size(); ++i) out.string(request.headers[i].name);
  out.end_array().end_object();
  return json_reply(std::move(body));
}

Reply services_page() {
  std::string body;
  json::Writer out(body);
  out.begin_object().key("protocols").begin_array().string("1").end_array();
  out.key("services").begin_array();
  for (const auto& service : services()) write_service(out, service);
  out.end_array().end_object();
  return json_reply(std::move(body));
}

}  // namespace atgateway::gateway
