#include "probe/dns_trouble.hpp"

#include <cerrno>
#include <system_error>

namespace atgateway::probe {

using Outcome = DnsReply::Outcome;

Outcome dns_outcome_of(int error) noexcept {
  switch (error) {
    case ECONNREFUSED:
      return Outcome::refused;
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case EADDRNOTAVAIL:  // no address of this family to send from
    case EAFNOSUPPORT:
    case EPROTO:
    case ENOPROTOOPT:  // ICMP: protocol unreachable
    case EACCES:
    case EPERM:
      return Outcome::unreachable;
    default:
      return Outcome::cut;
  }
}

std::string dns_trouble_of(int error) {
  std::string words = std::generic_category().message(error);
  switch (error) {
    case ECONNREFUSED:
      return "the port is closed (" + words + ")";
    case EACCES:
    case EPERM:
      return "a firewall or policy, perhaps this machine's own, does not let the question out (" + words + ")";
    case EINVAL:
      return "this cannot be asked for";
    default:
      return words;
  }
}

std::string span_words(Clock::duration span) {
  const auto whole = std::chrono::round<milliseconds>(span).count();
  return whole % 1000 == 0 && whole != 0 ? std::to_string(whole / 1000) + " s" : std::to_string(whole) + " ms";
}

std::string silence_of(Clock::duration span, unsigned tries) {
  return "no answer within " + span_words(span) + " (" + std::to_string(tries) + (tries == 1 ? " try)" : " tries)");
}

std::string cut_after(Clock::duration span) { return "no answer yet when it was cut off after " + span_words(span); }

std::string ignored_words(std::size_t count, std::string_view why) {
  const std::string what = count == 1
                               ? "1 message came that does not answer the question: "
                               : std::to_string(count) + " messages came that do not answer the question, the last: ";
  return what + std::string(why);
}

}  // namespace atgateway::probe
