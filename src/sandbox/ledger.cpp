#include "sandbox/ledger.hpp"

#include "json/writer.hpp"

#include <numeric>

namespace atgateway::sandbox {
namespace {

// Caller's text is kept by the hundred thousand: enough to recognise it, no more.
constexpr std::size_t kept_method_bytes = 16, kept_path_bytes = 160;

}  // namespace

std::string_view word(Outcome outcome) noexcept {
  switch (outcome) {
    case Outcome::running:
      return "running";
    case Outcome::ok:
      return "ok";
    case Outcome::rejected:
      return "rejected";
    case Outcome::unauthorized:
      return "unauthorized";
    case Outcome::forbidden:
      return "forbidden";
    case Outcome::quota_exceeded:
      return "quota-exceeded";
    case Outcome::rate_limited:
      return "rate-limited";
    case Outcome::fault:
      return "fault";
    case Outcome::reset:
      return "reset";
  }
  return {};
}

Ledger::Ticket Ledger::arrive(std::string_view method, std::string_view path, std::string_view fingerprint) {
  Call call{.method = std::string(method.substr(0, kept_method_bytes)),
            .path = std::string(path.substr(0, kept_path_bytes)),
            .fingerprint = std::string(fingerprint)};
  const std::lock_guard lock(mutex_);
  calls_.push_back(std::move(call));
  if (calls_.size() > kept_calls) {
    calls_.pop_front();
    ++dropped_;
  }
  return {generation_, dropped_ + calls_.size()};
}

Ledger::Call* Ledger::find(Ticket ticket) {
  if (ticket.generation != generation_ || ticket.n <= dropped_) return nullptr;
  return &calls_[ticket.n - dropped_ - 1];
}

bool Ledger::charge(Ticket ticket, const std::string& fingerprint, Quota quota, std::uint64_t rows,
                    std::uint64_t limit) {
  const std::lock_guard lock(mutex_);
  if (ticket.generation != generation_) return true;  // emptied in between: nobody counts this call any more
  auto& used = used_[fingerprint];
  if (limit > 0 && std::accumulate(used.begin(), used.end(), rows) > limit) return false;
  used[static_cast<std::size_t>(quota)] += rows;
  metered_rows_ += rows;
  if (auto* call = find(ticket)) call->charged = rows;
  return true;
}

void Ledger::finish(Ticket ticket, std::uint64_t rows, Outcome outcome) {
  const std::lock_guard lock(mutex_);
  if (auto* call = find(ticket)) {
    call->rows = rows;
    call->outcome = outcome;
  }
}

Tally Ledger::used(const std::string& fingerprint) const {
  const std::lock_guard lock(mutex_);
  const auto found = used_.find(fingerprint);
  return found == used_.end() ? Tally{} : found->second;
}

std::uint64_t Ledger::metered_rows() const {
  const std::lock_guard lock(mutex_);
  return metered_rows_;
}

std::string Ledger::document() const {
  std::unique_lock lock(mutex_);
  const auto calls = calls_;
  const auto dropped = dropped_, metered_rows = metered_rows_;
  lock.unlock();  // the text may take a while

  std::string text;
  json::Writer writer(text);
  writer.begin_object().member("sandbox", true).key("calls").begin_array();
  std::uint64_t n = dropped;
  for (const auto& call : calls) {
    writer.begin_object().member("n", ++n).member("method", call.method).member("path", call.path);
    writer.member("rows", call.rows).key("token_fingerprint");
    if (call.fingerprint.empty())
      writer.null();
    else
      writer.string(call.fingerprint);
    writer.member("outcome", word(call.outcome)).member("metered_rows", call.charged).member("sandbox", true);
    writer.end_object();
  }
  writer.end_array().member("dropped", dropped).member("metered_rows", metered_rows).end_object();
  return text;
}

void Ledger::clear() {
  const std::lock_guard lock(mutex_);
  calls_.clear();
  used_.clear();
  dropped_ = metered_rows_ = 0;
  ++generation_;
}

}  // namespace atgateway::sandbox
