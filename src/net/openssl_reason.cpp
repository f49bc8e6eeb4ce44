#include "net/openssl_reason.hpp"

#include <openssl/err.h>

#include <system_error>

namespace atgateway::net {

unsigned long take_openssl_error() noexcept {
  const unsigned long error = ERR_peek_error();
  ERR_clear_error();
  return error;
}

std::string openssl_reason(unsigned long error) {
  if (error == 0) return "no reason given";
  if (ERR_SYSTEM_ERROR(error)) return std::generic_category().message(ERR_GET_REASON(error));
  const char* reason = ERR_reason_error_string(error);
  return reason != nullptr ? reason : "reason " + std::to_string(ERR_GET_REASON(error));
}

}  // namespace atgateway::net
