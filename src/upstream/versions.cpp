#include "upstream/versions.hpp"

#include <curl/curl.h>

namespace atgateway::upstream {

std::string libcurl_version() { return curl_version_info(CURLVERSION_NOW)->version; }

}  // namespace atgateway::upstream
