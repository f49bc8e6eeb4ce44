// The ledger: every call that reached the sandbox, and what a provider would charge for it.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace atgateway::sandbox {

/// What a row is charged to; also the order of `/v3/lds/stats`.
enum class Quota : std::uint8_t { geocoding, isolines, routing };
inline constexpr std::size_t quota_count = 3;
using Tally = std::array<std::uint64_t, quota_count>;

/// What became of a call. In the document: `ok`, `rejected` (the request was wrong: 400, 404, 405), `unauthorized`,
/// `forbidden`, `quota-exceeded`, `rate-limited`, `fault` (answered with the injected status, not carried out), `reset`
/// (carried out and charged as usual, then its connection was closed without an answer), `running`.
enum class Outcome : std::uint8_t {
  running,
  ok,
  rejected,
  unauthorized,
  forbidden,
  quota_exceeded,
  rate_limited,
  fault,
  reset
};

[[nodiscard]] std::string_view word(Outcome outcome) noexcept;

/// @threads any
class Ledger {
 public:
  static constexpr std::size_t kept_calls = 100'000;

  /// Names one call: the n-th to arrive since the ledger was last emptied.
  struct Ticket {
    std::uint64_t generation = 0, n = 0;
  };

  /// @param fingerprint names the token without showing it; empty = the call had none
  Ticket arrive(std::string_view method, std::string_view path, std::string_view fingerprint);
  /// Charges `rows` to the token, unless that would take it over `limit` (0 = none).
  [[nodiscard]] bool charge(Ticket ticket, const std::string& fingerprint, Quota quota, std::uint64_t rows,
                            std::uint64_t limit);
  void finish(Ticket ticket, std::uint64_t rows, Outcome outcome);

  [[nodiscard]] Tally used(const std::string& fingerprint) const;
  [[nodiscard]] std::uint64_t metered_rows() const;
  /// `{"sandbox": true, "calls": […], "dropped": N, "metered_rows": N}`; only the last `kept_calls` calls are listed,
  /// `dropped` older ones are only counted.
  [[nodiscard]] std::string document() const;
  void clear();

 private:
  struct Call {
    std::string method, path, fingerprint;
    std::uint64_t rows = 0, charged = 0;
    Outcome outcome = Outcome::running;
  };
  [[nodiscard]] Call* find(Ticket ticket);

  mutable std::mutex mutex_;
  std::deque<Call> calls_;
  std::map<std::string, Tally, std::less<>> used_;
  std::uint64_t generation_ = 0, dropped_ = 0, metered_rows_ = 0;
};

}  // namespace atgateway::sandbox
