// A DNS question, as it goes onto the wire.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::probe {

using DnsBytes = std::vector<std::uint8_t>;

/// The most that an answer over UDP should have, so that no packet on the way is cut into pieces.
inline constexpr std::uint16_t edns_payload_bytes = 1232;

struct DnsQuestion {
  std::string name;  ///< as `usual_dns_name` gives it
  std::uint16_t type = 1;
};

/// A name in the one form in which names are compared here but for case: no dot at its end, odd bytes as "\DDD".
/// Nothing for what cannot be a name: an empty label, more than 63 bytes in one or 255 in all.
[[nodiscard]] std::optional<std::string> usual_dns_name(std::string_view text);

/// Whether both are the same name; case does not matter (RFC 4343).
[[nodiscard]] bool same_dns_name(std::string_view a, std::string_view b) noexcept;

/// Is `name` the zone's own, or one below it?
[[nodiscard]] bool is_within_zone(std::string_view name, std::string_view zone) noexcept;

[[nodiscard]] std::optional<std::uint16_t> dns_type_from(
    std::string_view name) noexcept;                          ///< "AAAA"; case does not matter
[[nodiscard]] std::string dns_type_name(std::uint16_t type);  ///< "AAAA", "TYPE65280"

/// Nobody who does not see the question can guess it.
[[nodiscard]] std::uint16_t random_dns_id();

/// The message. With EDNS it says how large an answer may be, and asks whether the answer was validated. Nothing when
/// the name is none.  @source RFC 1035, section 4; RFC 6891; RFC 6840, section 5.7
[[nodiscard]] std::optional<DnsBytes> write_dns_question(const DnsQuestion& question, std::uint16_t id, bool edns);

}  // namespace atgateway::probe
