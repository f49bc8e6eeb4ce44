#include "upstream/request_head.hpp"

#include "base/token.hpp"

#include "net/base_url.hpp"

#include <atgateway/version.hpp>

#include <algorithm>

namespace atgateway::upstream {
namespace {

constexpr std::string_view fixed_fields[] = {"Accept: application/json", "User-Agent: atgateway/" ATGATEWAY_VERSION,
                                             "Via: 1.1 atgateway"};
constexpr std::string_view json_field = "Content-Type: application/json";
constexpr std::size_t room_for_fixed = 256;

bool is_visible(std::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

void append_field(std::string& out, std::string_view name, std::string_view value, std::string_view line_end) {
  if (!value.empty()) out.append(name).append(value).append(line_end);
}

}  // namespace

Result<void> check_call(const flow::UpstreamCall& call, const SendOptions& options) {
  if (options.token && !options.token->empty() && !base::is_token(options.token->reveal())) {
    return Error(Errc::token_malformed);
  }
  if (call.method != "GET" && call.method != "POST") return Error(Errc::internal, "A call has an unknown method.");
  if (call.path.empty() || call.path.front() != '/' || !is_visible(call.path) ||
      call.path.find_first_of("?#\\") != std::string::npos) {
    return Error(Errc::internal, "A call's path is not one.");
  }
  if (!is_visible(call.query) || call.query.find('#') != std::string::npos) {
    return Error(Errc::internal, "A call's query is not encoded.");
  }
  if (!is_visible(options.traceparent) || !is_visible(options.request_id)) {
    return Error(Errc::internal, "A call's ids are not plain text.");
  }
  return {};
}

std::string host_field(const Endpoint& endpoint) {
  std::string out = net::bracketed(endpoint.host);
  if (endpoint.port != (endpoint.tls ? 443 : 80)) out += ":" + std::to_string(endpoint.port);
  return out;
}

void append_target(std::string& out, const Endpoint& endpoint, const flow::UpstreamCall& call) {
  out.append(endpoint.prefix).append(call.path);
  if (!call.query.empty()) out.append("?").append(call.query);
}

void append_fields(std::string& out, const flow::UpstreamCall& call, const SendOptions& options,
                   std::string_view line_end) {
  const std::string_view token = options.token ? options.token->reveal() : std::string_view();
  out.reserve(out.size() + token.size() + options.traceparent.size() + options.request_id.size() + room_for_fixed);
  append_field(out, "Authorization: Bearer ", token, line_end);
  if (call.method == "POST") out.append(json_field).append(line_end);
  for (const auto field : fixed_fields) out.append(field).append(line_end);
  append_field(out, "traceparent: ", options.traceparent, line_end);
  append_field(out, "x-request-id: ", options.request_id, line_end);
}

void append_request(std::string& out, const Endpoint& endpoint, const flow::UpstreamCall& call,
                    const SendOptions& options, std::string_view body) {
  const std::size_t token = options.token ? options.token->size() : 0;
  out.reserve(out.size() + endpoint.prefix.size() + call.path.size() + call.query.size() + endpoint.host.size() +
              token + options.traceparent.size() + options.request_id.size() + body.size() + 2 * room_for_fixed);
  out.append(call.method).append(" ");
  append_target(out, endpoint, call);
  out.append(" HTTP/1.1\r\nHost: ").append(host_field(endpoint)).append("\r\n");
  append_fields(out, call, options, "\r\n");
  if (call.method == "POST") out.append("Content-Length: ").append(std::to_string(call.body.size())).append("\r\n");
  out.append("\r\n").append(body);
}

}  // namespace atgateway::upstream
