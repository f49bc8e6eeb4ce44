// A site file: never a crash, and what is refused says where and how to mend it.
#include <atgateway/site.hpp>

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto site = atgateway::read_site(std::string(reinterpret_cast<const char*>(data), size));
  if (!site && (site.error().code() != atgateway::Errc::bad_config || site.error().hint().empty())) std::abort();
  return 0;
}
