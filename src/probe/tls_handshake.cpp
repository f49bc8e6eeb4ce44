#include "probe/tls_handshake.hpp"

#include "probe/dial.hpp"
#include "probe/first_bytes.hpp"
#include "wire/proxy_v2.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string_view>

namespace atgateway::probe {
namespace {

using Outcome = TlsLook::Outcome;
using Status = net::TlsInspection::Status;

/// Beyond the time of a handshake: for a ticket, and for a server that must make up its mind about a client without a
/// certificate.
constexpr milliseconds for_ticket{50}, for_refusal{300};

bool wants(Status status) noexcept { return status == Status::want_read || status == Status::want_write; }

/// Repeats a step as long as it wants something. @return nothing when time was up before
template <class Step>
std::optional<Status> drive(int fd, Deadline until, Waiting& waiting, Step&& step) {
  for (;;) {
    const Status status = step();
    if (!wants(status)) return status;
    const short events = status == Status::want_read ? POLLIN : POLLOUT;
    if (waiting.wait(fd, events, until) != Waiting::Ended::ready) return std::nullopt;
  }
}

Outcome outcome_of(Status status) noexcept {
  switch (status) {
    case Status::done:
      return Outcome::done;
    case Status::alert:
      return Outcome::alert;
    case Status::not_tls:
      return Outcome::not_tls;
    case Status::closed:
      return Outcome::closed;
    case Status::reset:
      return Outcome::reset;
    default:
      return Outcome::failed;
  }
}

/// Every record of TLS begins with its kind. OpenSSL looks at five bytes at once: of a greeting that is shorter it only
/// says that more is to come.
bool begins_unlike_tls(std::string_view first) noexcept {
  return !first.empty() && (first.front() < '\x14' || first.front() > '\x17');
}

/// A client without a certificate is sent away only after the handshake, under TLS 1.3.
Status see_it_out(net::TlsInspection& inspection, int fd, std::int64_t took_us, Waiting& waiting) {
  const auto extra = inspection.certificate_asked() ? for_refusal : for_ticket;
  const Deadline until(Clock::now() + std::chrono::microseconds(took_us) + extra);
  const auto status = drive(fd, until, waiting, [&] { return inspection.linger(); });
  return status == Status::alert ? Status::alert : Status::done;
}

}  // namespace

Handshake shake_hands(const net::SocketAddress& address, const TlsQuestion& question, bool proxy_header,
                      FactsWanted wanted, Waiting& waiting) {
  Handshake result;
  const Dialled dialled = dial(address, question.patience, waiting);
  if (!dialled.socket) {
    if (dialled.end.outcome == TcpAttempt::Outcome::cut) return result;
    result.outcome = Outcome::not_connected;
    result.trouble = dialled.end.trouble;
    return result;
  }
  const int fd = dialled.socket.get();
  const TimePoint begun = Clock::now();
  if (proxy_header) {
    // 16 bytes always find room in a new connection.
    const auto header = wire::proxy_v2_local_header();
    static_cast<void>(send(fd, header.data(), header.size(), MSG_NOSIGNAL));
  }
  auto inspection = net::TlsInspection::begin(fd, question.host, question.ca_file);
  if (!inspection) {
    result.outcome = Outcome::failed;
    result.trouble = inspection.error().detail();
    return result;
  }
  auto status = drive(fd, Deadline(begun + question.patience), waiting, [&] { return inspection->step(); });
  result.took_us = microseconds_since(begun);
  if (status == Status::done) status = see_it_out(*inspection, fd, result.took_us, waiting);
  result.heard_anything = inspection->heard_anything();
  if (!status) {
    if (waiting.over()) return result;
    if (begins_unlike_tls(inspection->first_bytes())) {
      result.outcome = Outcome::not_tls;
    } else {
      result.outcome = Outcome::timed_out;
      result.trouble = result.heard_anything ? "the handshake did not end in time" : silence(question.patience);
    }
  } else {
    result.outcome = outcome_of(*status);
  }
  if (result.outcome == Outcome::alert) result.alert = inspection->alert();
  if (result.outcome == Outcome::not_tls) result.first_bytes_are = protocol_of(inspection->first_bytes());
  if (result.outcome == Outcome::failed) result.trouble = inspection->failure();
  if (wanted == FactsWanted::yes) result.facts = inspection->facts();
  return result;
}

}  // namespace atgateway::probe
