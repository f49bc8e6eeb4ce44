// Exchange: one request on its way through the stages: route, decode, plan, call, collect, encode.
#pragma once

#include "flow/batch.hpp"
#include "flow/upstream_reply.hpp"
#include "gateway/router.hpp"
#include "gateway/worker.hpp"
#include "runtime/call_state.hpp"
#include "service/plan.hpp"

#include <atgateway/call.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

namespace atgateway::gateway {

/// Made on any thread, then lives on its worker's. It outlives its completion while a metered call is on the wire.
class Exchange final : public CallState, public std::enable_shared_from_this<Exchange> {
 public:
  Exchange(Worker& worker, Request request, Scope scope, Completion completion);

  /// First step, on the worker's thread. Never throws: what goes wrong becomes the reply.
  void start() noexcept;
  /// Any thread.
  void cancel() noexcept override;
  void cancel_here() noexcept;
  /// Gives up even what may be billed: the gateway itself is going.
  void abandon_calls() noexcept;
  /// Answers now: what is finished as it is, the rest with `draining`.
  void finish_now() noexcept;

  /// Called with a slot held; sends the next call. @return whether it wants another slot at once
  [[nodiscard]] bool send_next();
  /// Drops what the worker's thread must drop, for a Call may keep this object longer than the gateway lives.
  void forget() noexcept;

 private:
  struct Attempt {
    std::uint32_t call;
    upstream::Transport::Ticket ticket;
  };

  /// Whatever a step throws becomes this request's answer, and nobody else's trouble.
  template <class Step>
  void guard(Step step) noexcept {
    try {
      step();
    } catch (...) {
      went_wrong();
    }
  }
  void went_wrong() noexcept;

  void run();
  void answer_rows(const Route& route);
  [[nodiscard]] Result<flow::Batch> decode(const Route& route);
  void prepare(flow::Batch batch);
  /// With a request key: is this request the one to do the work? Otherwise it is answered, now or later.
  [[nodiscard]] bool claim_key();
  void replay(const KeptReply& kept);
  void settle_key(const Result<Reply>& result) noexcept;
  void begin_calls();

  void on_outcome(std::uint32_t call, flow::UpstreamOutcome outcome);
  void count_sent(const flow::UpstreamCall& call);
  void take(std::uint32_t call, flow::UpstreamOutcome outcome);
  void send(std::uint32_t call);
  [[nodiscard]] bool try_again(std::uint32_t call, const flow::UpstreamOutcome& outcome);
  void pause_for_rate_limit(std::int64_t retry_after_s);
  void resume();
  /// Rows of calls that will not be sent any more get this error.
  void drop_unsent(const Error& error);
  void on_unsent_timeout(Errc why);
  void watch_deadline();
  [[nodiscard]] bool wants_slot() const noexcept;
  void line_up_if_wanted();
  void leave_line();
  void got_first_slot();
  void finish_if_done();

  void finish();
  void fail(const Error& error);
  void reply_with(Reply reply);
  void complete(Result<Reply> result) noexcept;
  void answer(Result<Reply> result) noexcept;
  void let_go();

  Worker& worker_;
  Request request_;
  Scope scope_;
  Completion completion_;
  bool answered_ = false;   ///< the completion has run
  bool completed_ = false;  ///< nothing more is done, but for what is on the wire
  std::mutex cancel_mutex_;
  net::Reactor* cancel_through_;  ///< null once completed: a Call may outlive the gateway
  std::string_view route_name_;
  std::optional<std::stop_callback<std::function<void()>>> stop_callback_;
  std::shared_ptr<const Snapshot> snapshot_;
  Deadline deadline_;
  TimePoint started_;

  // Decoded and planned.
  bool errors_in_body_ = false;
  std::optional<flow::Batch> batch_;
  const Upstream* upstream_ = nullptr;
  std::shared_ptr<const Secret> token_;
  std::string traceparent_;
  service::Plan plan_;
  std::optional<base::Digest> owned_key_;  ///< set while this request works under a request key

  // Calls under way.
  std::shared_ptr<upstream::Transport> transport_;
  std::vector<std::uint32_t> unsent_;  ///< indexes of calls, next one last
  std::vector<std::uint8_t> attempts_;
  std::vector<Attempt> in_flight_;
  std::uint32_t backing_off_ = 0;  ///< calls that wait for another try
  bool lined_up_ = false;
  bool waiting_counted_ = false;
  bool paused_ = false;
  TimePoint paused_until_{};
  bool metered_reached_ = false;  ///< a metered call may have reached the upstream
  std::uint64_t reply_bytes_ = 0;
  std::uint32_t upstream_calls_ = 0, billed_ = 0;
  bool sandbox_ = false;
  TimePoint first_slot_{}, last_outcome_{};
  std::unique_ptr<net::Timer> queue_timer_, deadline_timer_, pause_timer_;
  std::vector<std::unique_ptr<net::Timer>> backoff_timers_;
};

}  // namespace atgateway::gateway
