// Base URLs: whatever is accepted is its own canonical form, and holds nothing that could lead elsewhere.
#include "upstream/endpoint.hpp"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto once = atgateway::upstream::canonical_base_url(text);
  if (!once) return 0;
  const auto twice = atgateway::upstream::canonical_base_url(*once);
  if (!twice || *twice != *once) std::abort();
  if (once->find_first_of("@\\%?# \r\n") != std::string::npos || once->ends_with('/')) std::abort();
  return 0;
}
