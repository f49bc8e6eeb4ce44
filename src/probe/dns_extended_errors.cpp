#include "probe/dns_extended_errors.hpp"

#include "probe/clean_text.hpp"

#include <arpa/nameser.h>

#include <array>
#include <cstddef>

namespace atgateway::probe {
namespace {

constexpr std::uint16_t extended_error_option = 15;
constexpr std::size_t most_errors = 16;
constexpr std::size_t most_text = 512;

constexpr std::array<std::string_view, 30> names = {"Other Error",
                                                    "Unsupported DNSKEY Algorithm",
                                                    "Unsupported DS Digest Type",
                                                    "Stale Answer",
                                                    "Forged Answer",
                                                    "DNSSEC Indeterminate",
                                                    "DNSSEC Bogus",
                                                    "Signature Expired",
                                                    "Signature Not Yet Valid",
                                                    "DNSKEY Missing",
                                                    "RRSIGs Missing",
                                                    "No Zone Key Bit Set",
                                                    "NSEC Missing",
                                                    "Cached Error",
                                                    "Not Ready",
                                                    "Blocked",
                                                    "Censored",
                                                    "Filtered",
                                                    "Prohibited",
                                                    "Stale NXDOMAIN Answer",
                                                    "Not Authoritative",
                                                    "Not Supported",
                                                    "No Reachable Authority",
                                                    "Network Error",
                                                    "Invalid Data",
                                                    "Signature Expired before Valid",
                                                    "Too Early",
                                                    "Unsupported NSEC3 Iterations Value",
                                                    "Unable to conform to policy",
                                                    "Synthesized"};

}  // namespace

std::string_view extended_error_name(std::uint16_t code) noexcept {
  return code < names.size() ? names[code] : std::string_view();
}

std::vector<DnsReply::Extended> read_extended_errors(std::span<const std::uint8_t> options) {
  std::vector<DnsReply::Extended> errors;
  while (options.size() >= 4 && errors.size() < most_errors) {
    const unsigned option = ns_get16(options.data());
    const std::size_t length = ns_get16(options.data() + 2);
    options = options.subspan(4);
    if (length > options.size()) break;
    if (option == extended_error_option && length >= 2) {
      const auto code = static_cast<std::uint16_t>(ns_get16(options.data()));
      std::string_view text(reinterpret_cast<const char*>(options.data()) + 2, length - 2);
      while (text.ends_with('\0')) text.remove_suffix(1);  // some servers end it as C does
      errors.push_back({code, std::string(extended_error_name(code)), clean_text(text, most_text)});
    }
    options = options.subspan(length);
  }
  return errors;
}

}  // namespace atgateway::probe
