#include "net/alert_name.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace atgateway::net {
namespace {

struct Alert {
  int description;
  std::string_view name;
};

constexpr std::array alerts{
    Alert{0, "close_notify"},
    Alert{10, "unexpected_message"},
    Alert{20, "bad_record_mac"},
    Alert{21, "decryption_failed"},
    Alert{22, "record_overflow"},
    Alert{30, "decompression_failure"},
    Alert{40, "handshake_failure"},
    Alert{41, "no_certificate"},
    Alert{42, "bad_certificate"},
    Alert{43, "unsupported_certificate"},
    Alert{44, "certificate_revoked"},
    Alert{45, "certificate_expired"},
    Alert{46, "certificate_unknown"},
    Alert{47, "illegal_parameter"},
    Alert{48, "unknown_ca"},
    Alert{49, "access_denied"},
    Alert{50, "decode_error"},
    Alert{51, "decrypt_error"},
    Alert{60, "export_restriction"},
    Alert{70, "protocol_version"},
    Alert{71, "insufficient_security"},
    Alert{80, "internal_error"},
    Alert{86, "inappropriate_fallback"},
    Alert{90, "user_canceled"},
    Alert{100, "no_renegotiation"},
    Alert{109, "missing_extension"},
    Alert{110, "unsupported_extension"},
    Alert{111, "certificate_unobtainable"},
    Alert{112, "unrecognized_name"},
    Alert{113, "bad_certificate_status_response"},
    Alert{114, "bad_certificate_hash_value"},
    Alert{115, "unknown_psk_identity"},
    Alert{116, "certificate_required"},
    Alert{120, "no_application_protocol"},
};

}  // namespace

std::string alert_name(int description) {
  const auto found =
      std::find_if(alerts.begin(), alerts.end(), [&](const Alert& alert) { return alert.description == description; });
  if (found != alerts.end()) return std::string(found->name);
  return "alert " + std::to_string(description);
}

}  // namespace atgateway::net
