// Why there is no answer, in words.
#pragma once

#include "probe/dns.hpp"

#include <atgateway/clock.hpp>

#include <cstddef>
#include <string>
#include <string_view>

namespace atgateway::probe {

[[nodiscard]] DnsReply::Outcome dns_outcome_of(int error) noexcept;  ///< of an errno
[[nodiscard]] std::string dns_trouble_of(int error);

[[nodiscard]] std::string span_words(Clock::duration span);                  ///< "2 s", "350 ms"
[[nodiscard]] std::string silence_of(Clock::duration span, unsigned tries);  ///< "no answer within 2 s (2 tries)"
[[nodiscard]] std::string cut_after(Clock::duration span);                   ///< "cut off after 350 ms"
/// "3 messages came that do not answer the question, the last: another id"
[[nodiscard]] std::string ignored_words(std::size_t count, std::string_view why);

}  // namespace atgateway::probe
