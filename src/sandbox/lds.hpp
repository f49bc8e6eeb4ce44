// The emulator: a request in, a reply and what shall go wrong with it out. No sockets, no threads, no clock.
#pragma once

#include "sandbox/faults.hpp"
#include "sandbox/ledger.hpp"

#include <atgateway/http.hpp>
#include <atgateway/sandbox.hpp>

#include <string_view>

namespace atgateway::sandbox {

/// What the caller of a request gets, and when.
struct Answer {
  Reply reply;
  milliseconds delay{0};
  bool reset = false;  ///< the connection is closed instead
};

/// Judges the options' ranges; the address is judged where it is bound.
[[nodiscard]] Result<void> check_options(const SandboxOptions& options);

/// LDS under any prefix before `/v3/lds/`, and the ledger at `/_sandbox/ledger`, which needs no token, is not counted
/// and never goes wrong.  @threads any
class Emulator {
 public:
  /// `options` must have been checked.
  explicit Emulator(SandboxOptions options);

  [[nodiscard]] Answer answer(const Request& request, TimePoint now);
  [[nodiscard]] Ledger& ledger() noexcept { return ledger_; }
  [[nodiscard]] const Ledger& ledger() const noexcept { return ledger_; }

 private:
  struct Judged {
    Reply reply;
    std::uint64_t rows = 0;
    Outcome outcome = Outcome::ok;
  };
  [[nodiscard]] Judged judge(const Request& request, const struct Token& token, Ledger::Ticket ticket, bool error,
                             TimePoint now);
  [[nodiscard]] Reply ledger_page(std::string_view method);

  SandboxOptions options_;
  Ledger ledger_;
  RateWindow rate_;
};

}  // namespace atgateway::sandbox
