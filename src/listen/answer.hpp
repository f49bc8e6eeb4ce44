// How an answer, given on any thread and perhaps too late, finds the connection that waits for it.
#pragma once

#include "net/reactor.hpp"

#include <atgateway/http.hpp>
#include <atgateway/result.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>

namespace atgateway::listen {

/// Whoever waits for answers; lives on one reactor.
class AnswerTaker {
 public:
  /// Own thread. `turn` names the request that is answered.
  virtual void answered(std::uint64_t turn, Result<Reply> reply) = 0;

 protected:
  AnswerTaker() = default;
  AnswerTaker(const AnswerTaker&) = default;
  AnswerTaker& operator=(const AnswerTaker&) = default;
  ~AnswerTaker() = default;
};

/// Outlives its taker: what comes later is dropped.
class AnswerLink : public std::enable_shared_from_this<AnswerLink> {
 public:
  AnswerLink(net::Reactor& home, AnswerTaker& taker) noexcept : home_(&home), taker_(&taker) {}

  /// Any thread. On the taker's own thread it is told at once, without a hop.
  void deliver(std::uint64_t turn, Result<Reply> reply);
  /// Any thread; never calls the taker before it returns.
  void deliver_later(std::uint64_t turn, Result<Reply> reply);
  /// The taker's thread: nothing is delivered any more.
  void detach() noexcept;
  /// The taker's thread.
  [[nodiscard]] bool attached() const noexcept { return taker_ != nullptr; }

 private:
  net::Reactor* const home_;  // touched by other threads only while attached
  std::mutex mutex_;          // taken by the home thread to write `taker_`, by others to read it
  AnswerTaker* taker_;
};

/// The right to answer one request, once. When it goes unused, the request is answered with `internal`.
class Answer {
 public:
  Answer(std::shared_ptr<AnswerLink> link, std::uint64_t turn) noexcept : link_(std::move(link)), turn_(turn) {}
  ~Answer();
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  void give(Result<Reply> reply);
  /// True when the answer had not been given; it cannot be any more.
  [[nodiscard]] bool revoke() noexcept { return !given_.exchange(true); }

 private:
  std::shared_ptr<AnswerLink> link_;
  std::uint64_t turn_;
  std::atomic<bool> given_{false};
};

}  // namespace atgateway::listen
