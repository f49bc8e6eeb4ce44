// Any bytes have a meaning, which is one of the table's or an error code, and no part of the bytes is in it.
#include <atgateway/classify.hpp>
#include <atgateway/error.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const int status : {0, 200, 302, 403, 404, 503}) {
    const auto answer = atgateway::classify_http_request(status, text);
    const auto rows = atgateway::http_request_meanings();
    const bool known = std::ranges::any_of(rows, [&](const auto& row) { return row.code == answer.code; });
    if (!known && !atgateway::errc_from_slug(answer.code)) std::abort();
    if (answer.meaning.empty() || answer.meaning.size() > 1024 || answer.next_action.size() > 1024) std::abort();
    if (answer.meaning.find_first_of("\r\n\x1b") != std::string::npos) std::abort();
  }
  return 0;
}
