// Exchange: one request on its way through the stages: route, decode, plan, call, collect, encode.
#pragma once

#include "dialect/dialect.hpp"
#include "gateway/calls.hpp"
#include "gateway/replay_store.hpp"
#include "gateway/router.hpp"
#include "gateway/worker.hpp"
#include "runtime/call_state.hpp"

#include <atgateway/call.hpp>

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string_view>

namespace atgateway::gateway {

/// Made on any thread, then lives on its worker's. It outlives its completion while a metered call is on the wire.
class Exchange final : public CallState, public CallsOwner, public std::enable_shared_from_this<Exchange> {
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
  /// Drops what the worker's thread must drop, for a Call may keep this object longer than the gateway lives.
  void forget() noexcept;

  void calls_settled() override;
  void calls_broke() noexcept override { went_wrong(); }

 private:
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
  [[nodiscard]] Result<json::Document> read_document();
  void prepare(flow::Batch batch);
  void make_plan(Job job);
  void answer_dry_run();

  // The gateway's own view (exchange_diagnose.cpp).
  void diagnose();
  [[nodiscard]] Result<flow::Credentials> whose_view();
  void diagnosed(Result<std::string> report) noexcept;
  void answer_diagnosed(Result<std::string> report);
  // Request keys (exchange_key.cpp).
  /// Is this request the one to do the work? Otherwise it is answered, now or later.
  [[nodiscard]] bool claim_key();
  void replay(const KeptReply& kept);
  void wait_for_other();
  void settle_key(const Result<Reply>& result) noexcept;
  // Answers that are fetched later (exchange_polling.cpp).
  [[nodiscard]] bool answers_later() const noexcept;
  [[nodiscard]] std::optional<Error> judge_batch_id() const;
  void promise_later();
  void answer_poll(std::string_view service);

  void finish();
  void fail(const Error& error, bool retryable = false);
  void reply_with(Reply reply);
  void complete(Result<Reply> result) noexcept;
  void answer(Result<Reply> result) noexcept;
  void let_go() noexcept;

  Worker& worker_;
  Request request_;
  Scope scope_;
  Completion completion_;
  bool answered_ = false;   ///< the completion has run
  bool completed_ = false;  ///< nothing more is done, but for what is on the wire
  bool promised_ = false;   ///< the caller was told to fetch its answer later
  bool fetchable_ = false;  ///< its path is one that answers can be fetched from
  std::mutex cancel_mutex_;
  net::Reactor* cancel_through_;  ///< null once completed: a Call may outlive the gateway
  std::string_view route_name_;
  std::optional<std::stop_callback<std::function<void()>>> stop_callback_;
  std::shared_ptr<const Snapshot> snapshot_;
  Deadline deadline_;
  TimePoint started_;

  const dialect::Dialect* dialect_;
  bool envelope_read_ = false, errors_in_body_ = false;
  std::shared_ptr<Calls> calls_;           ///< from the plan on; holds what was decoded
  std::optional<base::Digest> owned_key_;  ///< set while this request works under a request key
  std::unique_ptr<net::Timer> waiting_timer_, later_timer_;
  std::stop_source diagnosis_;  ///< ends a diagnosis that nobody waits for any more
};

}  // namespace atgateway::gateway
