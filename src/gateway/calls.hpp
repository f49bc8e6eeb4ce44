// Calls: the upstream calls of one request, sent in turn, at most once each, collected as they come.
#pragma once

#include "gateway/job.hpp"
#include "gateway/sender.hpp"
#include "gateway/worker.hpp"
#include "upstream/breaker.hpp"
#include "upstream/transport.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace atgateway::gateway {

class MicroBatch;

/// Who waits for the calls.
class CallsOwner {
 public:
  /// Every row has its result; or, after `stop`, nothing is on the wire any more. May come inside a call to `Calls`.
  virtual void calls_settled() = 0;
  /// A step threw: called inside the handler, so `throw;` tells what.
  virtual void calls_broke() noexcept = 0;

 protected:
  ~CallsOwner() = default;
};

/// Lives on its worker's thread, and for as long as something of it is on the wire.
class Calls final : public Sender, public std::enable_shared_from_this<Calls> {
 public:
  Calls(Worker& worker, CallsOwner& owner, Job job);

  [[nodiscard]] Job& job() noexcept { return job_; }
  [[nodiscard]] const Job& job() const noexcept { return job_; }

  /// Lines up for the first slot. @return `overloaded` when too many wait already; nothing has been sent then
  [[nodiscard]] std::optional<Error> begin();
  [[nodiscard]] bool send_next(std::size_t group) override;

  /// Rows of calls that are not sent yet get this error; the rest comes in.
  void give_up_unsent(const Error& error);
  /// All rows get a result now: unsent ones this error, those on the wire too, as billed perhaps.
  void give_up(const Error& error);
  /// For a request that ends here and now: what is on the wire counts as sent.
  void count_on_wire() noexcept;
  /// Nothing more is sent. What costs nothing is given up; what may be billed is left to finish, so that it can be
  /// counted.
  void stop() noexcept;
  /// Gives up even what may be billed: the gateway itself is going.
  void abandon() noexcept;
  /// Drops what the worker's thread must drop.
  void forget() noexcept;

  [[nodiscard]] bool on_wire() const noexcept { return !in_flight_.empty() || batch_on_wire_; }
  [[nodiscard]] bool metered_on_wire() const noexcept;

  // For the micro-batch that this request's only row shares.
  void batch_got_slot();
  void batch_sent() noexcept;
  /// It never reached the wire and waits for another try. @return whether this row still wants to be in it
  [[nodiscard]] bool batch_came_back(std::shared_ptr<MicroBatch> batch);
  void batch_answered(flow::RowResult result, bool sent, bool sandbox);

 private:
  struct Attempt {
    std::uint32_t call;
    upstream::Transport::Ticket ticket;
    upstream::Breaker::Answer asked;
  };

  /// Whatever a step throws becomes this request's answer, and nobody else's trouble.
  template <class Step>
  void guard(Step step) noexcept {
    try {
      step();
    } catch (...) {
      owner_.calls_broke();
    }
  }

  [[nodiscard]] const flow::UpstreamCall& call(std::uint32_t index) const noexcept { return job_.plan.calls[index]; }
  [[nodiscard]] const Upstream& upstream(std::uint32_t index) const noexcept { return *job_.leg(call(index)).upstream; }
  [[nodiscard]] std::size_t group(std::uint32_t index) const noexcept { return upstream(index).slots; }
  [[nodiscard]] bool is_pending(const flow::UpstreamCall& call) const noexcept;

  [[nodiscard]] bool join_micro_batch();
  [[nodiscard]] std::optional<std::uint32_t> next_of(std::size_t group) const noexcept;
  void send(std::uint32_t index, upstream::Breaker::Answer asked);
  void on_outcome(std::uint32_t index, flow::UpstreamOutcome outcome);
  void take(std::uint32_t index, flow::UpstreamOutcome outcome);
  [[nodiscard]] bool try_again(std::uint32_t index, const flow::UpstreamOutcome& outcome);
  void fail_unsent(std::uint32_t index, const Error& error);
  void drop_unsent(const Error& error);
  /// Those calls that are not sent yet and belong to `which`.
  template <class Which>
  void drop_unsent_if(const Error& error, Which which);

  void watch_deadline();
  void on_unsent_timeout(Errc why);
  void pause_until(TimePoint until);
  void pause_for_rate_limit(std::int64_t retry_after_s);
  [[nodiscard]] bool wants_slot() const noexcept;
  void line_up_if_wanted();
  void leave_line();
  void got_first_slot();
  void settle_if_done();

  Worker& worker_;
  CallsOwner& owner_;
  Job job_;
  bool settled_ = false;  ///< the owner was told that every row has its result
  bool stopped_ = false;

  std::shared_ptr<upstream::Transport> transport_;
  std::vector<std::uint32_t> unsent_;  ///< indexes of calls, next one last
  std::vector<std::uint8_t> attempts_;
  std::vector<bool> reached_;  ///< a metered try of it may have been carried out
  std::vector<Attempt> in_flight_;
  std::uint32_t backing_off_ = 0;           ///< calls that wait for another try
  std::map<std::uint32_t, Error> refused_;  ///< credentials with which nothing more is sent, and why
  std::optional<std::size_t> lined_up_;     ///< the group whose slot it waits for
  bool waiting_counted_ = false;
  bool paused_ = false;
  TimePoint paused_until_{};
  std::uint64_t reply_bytes_ = 0;
  std::shared_ptr<MicroBatch> micro_batch_;  ///< while its row waits there, unsent
  bool batch_on_wire_ = false;
  std::unique_ptr<net::Timer> queue_timer_, deadline_timer_, pause_timer_;
  std::vector<std::unique_ptr<net::Timer>> backoff_timers_;
};

}  // namespace atgateway::gateway
