#include "json/versions.hpp"
#include "net/versions.hpp"
#include "upstream/versions.hpp"
#include "wire/versions.hpp"

#include <atgateway/components.hpp>
#include <atgateway/version.hpp>

#include <gnu/libc-version.h>

namespace atgateway::inline v0_1 {

std::vector<Component> components() {
  return {
      {"atgateway", ATGATEWAY_VERSION}, {"libcurl", upstream::libcurl_version()}, {"openssl", net::openssl_version()},
      {"zlib", wire::zlib_release()},   {"rapidjson", json::rapidjson_version()}, {"glibc", gnu_get_libc_version()},
      {"compiler", __VERSION__}};
}

}  // namespace atgateway::inline v0_1
