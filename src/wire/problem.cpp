#include "wire/problem.hpp"

#include "json/writer.hpp"

namespace atgateway::wire {

Reply problem_reply(const Error& error, std::string_view request_id) {
  Reply reply;
  reply.status = error.status() != 0 ? error.status() : describe(Errc::internal).status;
  reply.facts.code = error.slug();
  reply.headers.add("content-type", "application/problem+json");
  if (error.code() == Errc::overloaded || error.code() == Errc::draining) reply.headers.add("retry-after", "1");

  reply.body.reserve(512);
  json::Writer writer(reply.body);
  writer.begin_object()
      .member("title", error.row().sentence)
      .member("status", reply.status)
      .member("code", error.slug())
      .member("detail", error.detail())
      .member("hint", error.hint());
  if (!error.field().empty()) writer.member("field", error.field());
  writer.member("request_id", request_id).end_object();
  return reply;
}

}  // namespace atgateway::wire
