#include "probe/first_bytes.hpp"

#include "base/ascii.hpp"
#include "wire/proxy_v2.hpp"

namespace atgateway::probe {
namespace {

constexpr std::size_t signature_bytes = 12;

bool begins_like(std::string_view bytes, std::string_view word) noexcept {
  return base::equal_without_case(bytes.substr(0, word.size()), word);
}

}  // namespace

std::string_view protocol_of(std::string_view first_bytes) noexcept {
  if (first_bytes.empty()) return {};
  // Servers that take a handshake for a request of HTTP/0.9 answer with a bare page.
  for (const std::string_view http : {"http/", "<html", "<!doctype html", "<?xml"}) {
    if (begins_like(first_bytes, http)) return "http";
  }
  if (first_bytes.starts_with(wire::proxy_v2_local_header().substr(0, signature_bytes))) return "proxy-v2";
  if (first_bytes.starts_with("PROXY ")) return "proxy-v1";
  if (first_bytes.starts_with("SSH-")) return "ssh";
  return "other";
}

}  // namespace atgateway::probe
