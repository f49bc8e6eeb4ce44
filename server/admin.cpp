#include "admin.hpp"

#include <atgateway/version.hpp>

#include <string>
#include <string_view>

namespace server {
namespace {

using atgateway::Reply;
using atgateway::Request;

Reply text(int status, std::string body, std::string_view type = "text/plain; charset=utf-8") {
  Reply reply;
  reply.status = status;
  reply.headers.add("Content-Type", type);
  reply.headers.add("Cache-Control", "no-store");
  reply.body = std::move(body);
  return reply;
}

Reply json(std::string body) { return text(200, std::move(body), "application/json"); }

bool from_loopback(const Request& request) {
  const auto& peer = request.arrival.peer;
  return peer.starts_with("127.") || peer.starts_with("[::1]");
}

Reply status_page(const AdminPages& pages) {
  // No script, no style, no outside asset: nothing that a policy would have to allow.
  auto reply = text(200,
                    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>atgateway</title>"
                    "<h1>atgateway " ATGATEWAY_VERSION "</h1><p>" +
                        std::string(pages.ready() ? "Ready." : "Not ready: starting or draining.") +
                        "</p><ul><li><a href=\"/status\">/status</a></li><li><a href=\"/livez\">/livez</a></li>"
                        "<li><a href=\"/readyz\">/readyz</a></li></ul></html>",
                    "text/html; charset=utf-8");
  reply.headers.add("Content-Security-Policy",
                    "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
  reply.headers.add("X-Content-Type-Options", "nosniff");
  return reply;
}

Reply drain(const AdminPages& pages, const Request& request) {
  if (!from_loopback(request)) return text(403, "Only from this machine.\n");
  if (request.headers.find("atgateway-drain") != "1") return text(403, "Send the header atgateway-drain: 1.\n");
  pages.drain();
  return text(202, "Draining.\n");
}

Reply ledger(const AdminPages& pages, const Request& request) {
  if (request.method == "DELETE") {
    pages.sandbox->clear_ledger();
    return text(204, {});
  }
  return json(pages.sandbox->ledger());
}

Reply refuse_method(std::string_view allow) {
  auto reply = text(405, "That method is not for this path.\n");
  reply.headers.add("Allow", allow);
  return reply;
}

Reply answer(const AdminPages& pages, const Request& request) {
  const auto path = request.path();
  const bool get = request.method == "GET";
  Reply reply;
  if (path == "/_sandbox/ledger" && pages.sandbox != nullptr) {
    reply = get || request.method == "DELETE" ? ledger(pages, request) : refuse_method("GET, DELETE");
    reply.facts.route = "/_sandbox/ledger";
  } else if (path == "/drain") {
    reply = request.method == "POST" ? drain(pages, request) : refuse_method("POST");
    reply.facts.route = "/drain";
  } else if (path == "/livez" || path == "/readyz" || path == "/status" || path == "/") {
    if (!get) {
      reply = refuse_method("GET");
    } else if (path == "/livez") {
      reply = text(200, {});
    } else if (path == "/readyz") {
      reply = text(pages.ready() ? 200 : 503, {});
    } else if (path == "/status") {
      reply = json(pages.gateway->status_json());
    } else {
      reply = status_page(pages);
    }
    reply.facts.route = path == "/livez"    ? "/livez"
                        : path == "/readyz" ? "/readyz"
                        : path == "/status" ? "/status"
                                            : "/";
  } else {
    reply = text(404, "No such path. There are /, /livez, /readyz, /status and POST /drain.\n");
  }
  return reply;
}

}  // namespace

atgateway::Handler admin_handler(AdminPages pages) {
  return atgateway::answer_with([pages = std::move(pages)](const Request& request) { return answer(pages, request); });
}

}  // namespace server
