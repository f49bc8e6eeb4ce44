// The bytes of a probe's request, with its secret.
#pragma once

#include "probe/http.hpp"

#include <string>
#include <string_view>

namespace atgateway::probe {

/// Holds the secret for as long as it lives, and overwrites it then.
class RequestBytes {
 public:
  /// The question must be fit to be sent.
  explicit RequestBytes(const HttpQuestion& question);
  ~RequestBytes() { wipe(bytes_); }
  RequestBytes(const RequestBytes&) = delete;
  RequestBytes& operator=(const RequestBytes&) = delete;

  [[nodiscard]] std::string_view get() const noexcept { return bytes_; }

 private:
  std::string bytes_;
};

/// What forbids to write this question as a request: something that would break out of its line. Empty = nothing.
[[nodiscard]] std::string_view unfit(const HttpQuestion& question) noexcept;

}  // namespace atgateway::probe
