// Any bytes as a Lambda event: read or refused, and what is read can be answered.
#include "json/document.hpp"

#include <atgateway/lambda.hpp>

#include <cstdint>
#include <cstdlib>

using namespace atgateway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const auto call = read_lambda_event(bytes);
  if (!call) return 0;
  if (!call->request.target.starts_with('/') || call->request.method.empty()) std::abort();
  if (call->request.target.find_first_of("\r\n #") != std::string::npos) std::abort();
  Reply reply;
  reply.body = call->request.body;
  if (!json::Document::parse(lambda_response(*call, reply))) std::abort();
  return 0;
}
