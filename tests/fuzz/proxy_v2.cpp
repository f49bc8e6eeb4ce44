// A header is read alike when its bytes come one by one: need_more until the byte that decides, then never otherwise.
#include "wire/proxy_v2.hpp"

#include <cstdint>
#include <cstdlib>

using atgateway::wire::read_proxy_v2;
using Step = atgateway::wire::ProxyV2Result::Step;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const auto whole = read_proxy_v2(bytes);
  if (whole.header.consumed > size || whole.header.consumed > 536) std::abort();
  for (std::size_t part = 0; part < size; ++part) {
    const auto early = read_proxy_v2(bytes.substr(0, part));
    if (early.step == Step::need_more) continue;
    if (early.step != whole.step || early.header.consumed != whole.header.consumed ||
        early.header.source != whole.header.source || early.header.link_id != whole.header.link_id) {
      std::abort();
    }
    break;
  }
  return 0;
}
