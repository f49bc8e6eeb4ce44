#include "gateway/openapi.hpp"

namespace atgateway::gateway {

const std::string& openapi_document() {
  static const std::string document = "{}";
  return document;
}

Reply openapi_page() {
  Reply reply;
  reply.headers.add("Content-Type", "application/json");
  reply.body = openapi_document();
  return reply;
}

}  // namespace atgateway::gateway
