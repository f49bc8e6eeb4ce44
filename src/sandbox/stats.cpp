#include "json/writer.hpp"
#include "sandbox/endpoints.hpp"
#include "sandbox/replies.hpp"

#include <array>
#include <string>

namespace atgateway::sandbox {

Reply stats(const Tally& used, std::uint64_t monthly_quota) {
  constexpr std::array<std::string_view, quota_count> services = {"geocoding", "isolines", "routing"};
  std::string body;
  json::Writer writer(body);
  writer.begin_array();
  for (std::size_t at = 0; at < services.size(); ++at) {
    writer.begin_object().member("service", services[at]).member("monthly_quota", monthly_quota);
    writer.member("provider", "sandbox").member("used_quota", used[at]).member("sandbox", true).end_object();
  }
  writer.end_array();
  return json_reply(200, std::move(body));
}

}  // namespace atgateway::sandbox
