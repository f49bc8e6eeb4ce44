// Job: one request between decode and encode, as a value: what was asked, who pays where, what is planned, what became
// of each row.
#pragma once

#include "flow/batch.hpp"
#include "gateway/snapshot.hpp"
#include "service/plan.hpp"

#include <atgateway/clock.hpp>
#include <atgateway/secret.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace atgateway::gateway {

/// Where the rows with one pair of credentials go, and what they spend there.
struct Leg {
  const Upstream* upstream = nullptr;  ///< null when the credentials were refused: their rows have the error
  std::shared_ptr<const Secret> token;
};

struct Job {
  std::shared_ptr<const Snapshot> snapshot;
  flow::Batch batch;
  std::vector<Leg> legs;  ///< one for each of the batch's credentials
  service::Plan plan;
  std::string request_id, traceparent;
  TimePoint started{};
  Deadline deadline;
  std::uint64_t reply_cap = 0;  ///< bytes; judged before each metered call

  // Filled while the calls run.
  std::uint32_t upstream_calls = 0, billed = 0;
  bool metered_reached = false;  ///< a metered call may have reached the upstream
  bool sandbox = false;
  TimePoint first_slot{}, last_outcome{};

  [[nodiscard]] const Leg& leg(const flow::UpstreamCall& call) const noexcept { return legs[call.credentials]; }

  /// A call went out, or may have.
  void count_sent(const flow::UpstreamCall& call) {
    ++upstream_calls;
    if (!call.metered) return;
    metered_reached = true;
    billed += static_cast<std::uint32_t>(call.rows.size());
  }
};

}  // namespace atgateway::gateway
