// Methods that read a text, and nothing else.
#include "base/base64.hpp"
#include "json/writer.hpp"
#include "rpc/latin1.hpp"
#include "rpc/methods.hpp"

#include <atgateway/classify.hpp>
#include <atgateway/components.hpp>
#include <atgateway/diagnostics.hpp>
#include <atgateway/http.hpp>
#include <atgateway/secret.hpp>
#include <atgateway/version.hpp>

#include <limits>

namespace atgateway::rpc {
namespace {

void write_latin1(json::Writer& out, std::string_view bytes) {
  auto text = from_latin1(bytes);
  out.string(text);
  wipe(text);
}

}  // namespace

Outcome version(Params& params, const Context&) {
  if (auto error = params.wrong()) return *std::move(error);
  std::string json;
  json::Writer out(json);
  out.begin_object().member("version", ATGATEWAY_VERSION).key("components").begin_object();
  for (const auto& each : components()) out.member(each.name, each.version);
  out.end_object().end_object();
  return json;
}

Outcome render_report(Params& params, const Context&) {
  auto text = params.text("report", Need::required);
  const auto form = params.view("form", Need::required);
  if (auto error = params.wrong()) return *std::move(error);
  const bool fragment = form == "html-fragment";
  const auto format = fragment ? ReportFormat::html : report_format_from(form);
  if (!format) {
    return Error(Errc::bad_field,
                 "form must be one of text, json, json-lines, markdown, html, html-fragment, junit, prometheus",
                 "/params/form");
  }
  const auto report = read_report(std::move(text));
  if (!report) return report.error();
  std::string json;
  json::Writer(json).begin_object().member("text", render(*report, *format, {.fragment = fragment})).end_object();
  return json;
}

Outcome classify(Params& params, const Context&) {
  using Status = std::numeric_limits<int>;
  const auto status = params.integer("status_code", Status::min(), Status::max());
  const auto text = params.bytes("text_base64");
  if (auto error = params.wrong()) return *std::move(error);
  const auto found = classify_http_request(static_cast<int>(status), text);
  std::string json;
  json::Writer(json)
      .begin_object()
      .member("answered_by", to_text(found.answered_by))
      .member("code", found.code)
      .member("meaning", found.meaning)
      .member("owner", to_text(found.owner))
      .member("next_action", found.next_action)
      .end_object();
  return json;
}

Outcome parse_http(Params& params, const Context&) {
  auto bytes = params.bytes("base64");
  if (auto error = params.wrong()) {
    wipe(bytes);
    return *std::move(error);
  }
  const auto parsed = parse_request(bytes);
  const auto size = bytes.size();
  wipe(bytes);
  if (!parsed) return parsed.error();
  if (!*parsed) return std::string("null");
  const auto& [request, consumed] = **parsed;
  std::string json;
  json.reserve(size * 2 + 4096);  // a growing string would leave its bytes behind
  json::Writer out(json);
  out.begin_object().member("method", request.method).key("target");
  write_latin1(out, request.target);
  out.member("version", "1." + std::to_string(request.version_minor)).key("headers").begin_array();
  for (std::size_t i = 0; i < request.headers.size(); ++i) {
    out.begin_array().string(request.headers[i].name);
    write_latin1(out, request.headers[i].value);
    out.end_array();
  }
  auto body = base::to_base64(request.body);
  out.end_array().member("body_base64", body).member("consumed", consumed).end_object();
  wipe(body);
  return json;
}

}  // namespace atgateway::rpc
