#include "listen/request_id.hpp"

#include "base/random_id.hpp"

#include <algorithm>

namespace atgateway::listen {

bool is_request_id(std::string_view text) noexcept {
  return !text.empty() && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
  });
}

std::string request_id_of(const Headers& headers) {
  const auto given = headers.find("x-request-id");
  if (given && is_request_id(*given) && headers.count("x-request-id") == 1) return std::string(*given);
  return base::random_id();
}

}  // namespace atgateway::listen
