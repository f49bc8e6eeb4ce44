#include "sandbox/replies.hpp"

#include "json/writer.hpp"

namespace atgateway::sandbox {

Reply json_reply(int status, std::string body) {
  Reply reply;
  reply.status = status;
  reply.headers.add("content-type", "application/json; charset=utf-8");
  reply.headers.add("atgateway-sandbox", "1");
  reply.body = std::move(body);
  return reply;
}

Reply error_reply(int status, std::string_view message) {
  std::string body;
  json::Writer(body)
      .begin_object()
      .member("error", message)
      .member("status", status)
      .member("sandbox", true)
      .end_object();
  auto reply = json_reply(status, std::move(body));
  if (status == 429 || status == 503) reply.headers.add("retry-after", "1");
  return reply;
}

}  // namespace atgateway::sandbox
