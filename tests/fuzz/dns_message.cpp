// DNS messages: whatever comes is read or refused, and what is read is bounded and printable.
#include "probe/dns_message.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {
void demand(bool holds) {
  if (!holds) std::abort();
}
void demand_printable(std::string_view text, std::size_t most) {
  demand(text.size() <= most);
  demand(std::none_of(text.begin(), text.end(), [](char c) { return c >= 0 && (c < ' ' || c == 0x7F); }));
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto message = atgateway::probe::read_dns_message({data, size});
  if (!message) return 0;
  demand(atgateway::probe::read_dns_head({data, size}).has_value());
  demand(message->answers.size() == std::min<std::size_t>(message->answer_count, 64) || message->head.truncated);
  demand(message->addresses.size() == std::min<std::size_t>(message->address_count, 64));
  demand(message->chain.size() >= 1 && message->chain.size() <= 17 && message->found >= message->address_count);
  for (const auto& each : message->answers) {
    demand_printable(each.name, 1024);
    demand_printable(each.data, 1024);
  }
  for (const auto& each : message->chain) demand_printable(each, 1024);
  for (const auto& each : message->extended) demand_printable(each.text, 512);
  return 0;
}
