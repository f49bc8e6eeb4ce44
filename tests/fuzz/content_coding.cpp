// Unpacking any bytes keeps to the limit, and never fails in an undocumented way.
#include "wire/content_coding.hpp"

#include <cstdint>
#include <cstdlib>

using namespace atgateway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::size_t limit = 65536;
  const std::string packed(reinterpret_cast<const char*>(data), size);
  for (const char* coding : {"gzip", "deflate", "identity"}) {
    const auto plain = wire::decode_content(coding, packed, limit);
    if (plain.ok() ? plain->size() > limit
                   : plain.error().code() != Errc::bad_request && plain.error().code() != Errc::body_too_large) {
      std::abort();
    }
  }
  static_cast<void>(wire::is_json_media_type(packed));
  return 0;
}
