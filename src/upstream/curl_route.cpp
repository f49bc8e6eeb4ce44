#include "upstream/curl_route.hpp"

#include "upstream/request_head.hpp"

#include <sys/socket.h>

#include <atomic>
#include <new>

namespace atgateway::upstream {
namespace {

curl_slist* list_of(const std::string& line) {
  curl_slist* list = curl_slist_append(nullptr, line.c_str());
  if (!list) throw std::bad_alloc();
  return list;
}

std::string unique_name() {
  static std::atomic<std::uint64_t> count{0};
  return "upstream-" + std::to_string(++count) + ".invalid";
}

}  // namespace

CurlRoute::CurlRoute(const Endpoint& endpoint)
    : Route(endpoint), origin((endpoint.tls ? "https://" : "http://") + host_field(endpoint)), name_(unique_name()) {
  connect_to = list_of("::" + name_ + ":" + std::to_string(endpoint.connect_port));
}

void CurlRoute::pin() {
  std::string line = name_ + ":" + std::to_string(endpoint().connect_port) + ":";
  for (const auto& address : addresses()) {
    if (line.back() != ':') line += ",";
    line += address.family() == AF_INET6 ? "[" + address.ip() + "]" : address.ip();
  }
  resolve = std::shared_ptr<curl_slist>(list_of(line), curl_slist_free_all);
  pinned = false;
}

}  // namespace atgateway::upstream
