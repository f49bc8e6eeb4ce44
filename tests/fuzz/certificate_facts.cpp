// Whatever stands in a certificate, its facts are bounded, and nothing that could mislead a reader comes through raw.
#include "net/certificate_facts.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace {

void must_be_fit(const std::string& text) {
  const bool raw = std::any_of(text.begin(), text.end(), [](char c) { return (c >= 0 && c < ' ') || c == '\x7f'; });
  if (raw || text.size() > 1030) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto facts = atgateway::net::read_certificate({reinterpret_cast<const char*>(data), size});
  if (!facts) return 0;
  for (const auto* text : {&facts->subject, &facts->issuer, &facts->key, &facts->signature}) must_be_fit(*text);
  for (const auto& name : facts->names) must_be_fit(name);
  if (facts->names.size() > 100 || facts->names.size() > facts->name_count || facts->sha256.size() != 64) std::abort();
  return 0;
}
