// What curl says, in the gateway's words.
#pragma once

#include "upstream/outcome.hpp"

#include <curl/curl.h>

namespace atgateway::upstream {

/// What was seen of a transfer, beside the code that curl ended it with.
struct CurlFacts {
  bool written = false;          ///< the request was, or may have been, written
  bool answered = false;         ///< at least a status line came
  bool second_try = false;       ///< curl was about to send the request again, and was stopped
  bool address_refused = false;  ///< by allow_addresses
};

/// @param code not CURLE_OK. Codes that are not known here keep their number and text.
[[nodiscard]] flow::UpstreamOutcome curl_failure(CURLcode code, const CurlFacts& facts);

}  // namespace atgateway::upstream
