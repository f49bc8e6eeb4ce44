// A configuration file and, behind a NUL, one variable: never a crash, and what is accepted can be told and read again.
#include <atgateway/config.hpp>

#include <algorithm>
#include <cstdint>
#include <cstdlib>

using namespace atgateway;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input(reinterpret_cast<const char*>(data), size);
  const auto end = input.find('\0'), sign = input.find('=', std::min(end, size));
  ConfigSources sources{"fuzz.json", input.substr(0, end), {}, {}};
  if (sign != std::string::npos) {
    sources.environment.emplace("ATGATEWAY_" + input.substr(end + 1, sign - end - 1), input.substr(sign + 1));
  }
  auto loaded = load_config(sources);
  if (!loaded) return 0;
  auto again = load_config({"again.json", explain_config(*loaded), {}, {}});
  if (!again) std::abort();
  loaded->origins.clear();
  again->origins.clear();
  if (explain_config(*loaded) != explain_config(*again)) std::abort();
  return 0;
}
