// MicroBatch: one-row geocodes of several requests that share one upstream batch.
#pragma once

#include "flow/upstream_call.hpp"
#include "gateway/job.hpp"
#include "gateway/sender.hpp"
#include "gateway/worker.hpp"
#include "upstream/breaker.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace atgateway::gateway {

class Calls;

/// Requests may share a batch when all of this is the same. Views into the first one's job, which the batch keeps.
struct MicroBatchKey {
  const Snapshot* snapshot;
  const Upstream* upstream;
  std::string_view token;
  std::uint8_t answer_form;  ///< what is wanted of the answer: raw, geometry and its form

  [[nodiscard]] static MicroBatchKey of(const Job& job);
  auto operator<=>(const MicroBatchKey&) const = default;
};

/// Opens with its first request, leaves when the window has passed or the batch is full. Who goes before that is simply
/// not in it; who goes later leaves the others alone. It is sent at most once, like any call.
class MicroBatch final : public Sender, public std::enable_shared_from_this<MicroBatch> {
 public:
  MicroBatch(Worker& worker, const Job& first);

  [[nodiscard]] MicroBatchKey key() const noexcept {
    return {snapshot_.get(), leg_.upstream, leg_.token->reveal(), form_};
  }
  void join(Calls& member);
  void leave(Calls& member) noexcept;
  [[nodiscard]] bool send_next(std::size_t group) override;
  /// The gateway is going.
  void abandon() noexcept;

 private:
  void close_window();
  void compose();
  void send();
  void on_outcome(flow::UpstreamOutcome outcome);
  [[nodiscard]] bool try_again(const flow::UpstreamOutcome& outcome);
  void line_up();
  void line_up_later(TimePoint now);
  void fail_all(const Error& error);
  void dismiss();

  Worker& worker_;
  const std::shared_ptr<const Snapshot> snapshot_;
  const Leg leg_;
  const std::uint8_t form_;
  flow::Batch wanted_;  ///< how the answer is read
  std::vector<std::shared_ptr<Calls>> members_;
  flow::UpstreamCall call_;
  Deadline deadline_;  ///< the latest of the members'
  std::uint8_t attempts_ = 0;
  bool lined_up_ = false;
  bool open_ = true;  ///< takes members
  std::shared_ptr<upstream::Transport> transport_;
  upstream::Transport::Ticket ticket_ = 0;
  upstream::Breaker::Answer asked_{};
  bool on_wire_ = false;
  std::unique_ptr<net::Timer> timer_;
};

}  // namespace atgateway::gateway
