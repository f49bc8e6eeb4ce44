// CurlRoute: a route, and how curl is told of it.
#pragma once

#include "upstream/route.hpp"

#include <curl/curl.h>

#include <memory>
#include <string>

namespace atgateway::upstream {

/// curl never looks a name up. Calls are addressed, by CURLOPT_CONNECT_TO, to a made-up name of this route, and
/// CURLOPT_RESOLVE says where that one leads: so Host, SNI and the certificate's name stay the public ones, kept
/// connections are matched by route, and an IPv6 literal needs no care.
class CurlRoute : public Route {
 public:
  explicit CurlRoute(const Endpoint& endpoint);
  ~CurlRoute() { curl_slist_free_all(connect_to); }
  CurlRoute(const CurlRoute&) = delete;
  CurlRoute& operator=(const CurlRoute&) = delete;

  /// Writes `addresses()` down for curl; transfers carry the list until one of them has used it.
  void pin();

  std::string origin;  ///< "https://host:port", in front of prefix, path and query
  curl_slist* connect_to = nullptr;
  std::shared_ptr<curl_slist> resolve;  ///< transfers that were given it hold it, too
  bool pinned = false;                  ///< curl knows the addresses

 private:
  std::string name_;
};

}  // namespace atgateway::upstream
