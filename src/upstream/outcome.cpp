#include "upstream/outcome.hpp"

#include <utility>

namespace atgateway::upstream {
namespace {

std::string_view doing(Phase phase) noexcept {
  switch (phase) {
    case Phase::resolve:
      return "looking up the upstream's name";
    case Phase::connect:
      return "connecting";
    case Phase::tls:
      return "the TLS handshake";
    case Phase::write:
      return "writing the request";
    case Phase::first_byte:
      return "waiting for the answer to begin";
    case Phase::body:
      return "reading the answer";
  }
  return "the exchange";
}

std::string_view known(flow::Sent sent) noexcept {
  switch (sent) {
    case flow::Sent::no:
      return "nothing was sent";
    case flow::Sent::maybe:
      return "the call may have been carried out";
    case flow::Sent::yes:
      return "the upstream has handled the call";
  }
  return {};
}

}  // namespace

flow::Sent sent_in(Phase phase) noexcept {
  switch (phase) {
    case Phase::resolve:
    case Phase::connect:
    case Phase::tls:
      return flow::Sent::no;
    case Phase::write:
    case Phase::first_byte:
      return flow::Sent::maybe;
    case Phase::body:
      return flow::Sent::yes;
  }
  return flow::Sent::maybe;
}

flow::UpstreamOutcome failed(Errc code, flow::Sent sent, std::string detail) {
  detail.append("; ").append(known(sent)).append(".");
  return {Error(code, std::move(detail)), sent};
}

flow::UpstreamOutcome limit_passed(Phase phase, milliseconds limit) {
  const auto code = [phase] {
    switch (phase) {
      case Phase::resolve:
        return Errc::upstream_resolve_failed;
      case Phase::connect:
        return Errc::upstream_connect_timeout;
      case Phase::tls:
        return Errc::upstream_tls_failed;
      case Phase::write:
      case Phase::first_byte:
      case Phase::body:
        return Errc::upstream_timeout;
    }
    return Errc::upstream_timeout;
  }();
  std::string detail("No progress for ");
  detail.append(std::to_string(limit.count())).append(" ms while ").append(doing(phase));
  return failed(code, sent_in(phase), std::move(detail));
}

flow::UpstreamOutcome deadline_passed(Phase phase) {
  const auto sent = sent_in(phase);
  const auto code = sent == flow::Sent::no ? Errc::deadline_exceeded : Errc::upstream_timeout;
  return failed(code, sent, "The request's deadline passed while " + std::string(doing(phase)));
}

flow::UpstreamOutcome connection_lost(Phase phase, std::string_view how) {
  const auto sent = sent_in(phase);
  const auto code = [sent] {
    switch (sent) {
      case flow::Sent::no:
        return Errc::upstream_connect_refused;
      case flow::Sent::maybe:
        return Errc::upstream_outcome_unknown;
      case flow::Sent::yes:
        return Errc::upstream_bad_reply;
    }
    return Errc::upstream_outcome_unknown;
  }();
  std::string detail("The connection ended while ");
  detail.append(doing(phase));
  if (!how.empty()) detail.append(" (").append(how).append(")");
  return failed(code, sent, std::move(detail));
}

flow::UpstreamOutcome address_refused() {
  return failed(Errc::upstream_connect_refused, flow::Sent::no,
                "The upstream's name leads to an address that allow_addresses does not allow");
}

flow::UpstreamOutcome reply_too_large(std::uint64_t cap) {
  return failed(Errc::upstream_reply_too_large, flow::Sent::yes,
                "The upstream's answer has more than " + std::to_string(cap) + " bytes");
}

flow::UpstreamOutcome bad_reply(std::string_view what) {
  return failed(Errc::upstream_bad_reply, flow::Sent::yes, "The upstream's answer " + std::string(what));
}

}  // namespace atgateway::upstream
