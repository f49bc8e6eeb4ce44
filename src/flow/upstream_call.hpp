// UpstreamCall: one HTTP exchange that the plan wants, before anything is sent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::flow {

struct UpstreamCall {
  std::string_view method;  ///< "GET" or "POST"; static storage
  std::string path;         ///< under the upstream's base URL, begins with '/', no query
  std::string query;        ///< percent-encoded, without '?'; may be empty
  std::string body;         ///< JSON; empty for GET
  bool metered = true;
  bool batch = false;               ///< one reply document for all `rows`
  std::uint32_t credentials = 0;    ///< index into the batch's; the same for all `rows`
  std::vector<std::uint32_t> rows;  ///< which rows of the request it answers, ascending
};

}  // namespace atgateway::flow
