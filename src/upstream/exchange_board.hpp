// ExchangeBoard: the exchanges under way, found by ticket, and the turn's end at which their completions run.
#pragma once

#include "net/reactor.hpp"
#include "upstream/transport.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace atgateway::upstream {

/// What every exchange has, whatever carries it.
struct Exchange {
  Transport::Ticket ticket = 0;
  const Endpoint* endpoint = nullptr;
  const flow::UpstreamCall* call = nullptr;
  SendOptions options;
  Transport::Done done;
  std::optional<flow::UpstreamOutcome> outcome;  ///< set once it has ended
};

/// `E` derives from Exchange and has `clear()`, which makes it as good as new: exchanges are used again and again,
/// because what they hold (handles, timers, buffers) is dear to make.
///
/// A completion never runs inside the call that brought it about, but at the end of the reactor's turn. One that throws
/// costs the others nothing; the exception goes on to the reactor. When the board goes, completions not run are
/// dropped.
template <class E>
class ExchangeBoard {
 public:
  explicit ExchangeBoard(net::Reactor& reactor) : reactor_(reactor), self_(std::make_shared<ExchangeBoard*>(this)) {}
  ~ExchangeBoard() { *self_ = nullptr; }
  ExchangeBoard(const ExchangeBoard&) = delete;
  ExchangeBoard& operator=(const ExchangeBoard&) = delete;

  /// `make` gives a new E when none is left over.
  template <class Make>
  E& open(const Endpoint& endpoint, const flow::UpstreamCall& call, SendOptions options, Transport::Done done,
          Make make) {
    if (free_.empty()) {
      slots_.push_back({make(), 0});
      free_.reserve(slots_.size());
      free_.push_back(static_cast<std::uint32_t>(slots_.size() - 1));
    }
    const std::uint32_t index = free_.back();
    free_.pop_back();
    Slot& slot = slots_[index];
    slot.generation = (slot.generation + 1) & last_generation;
    E& exchange = *slot.exchange;
    exchange.ticket = (std::uint64_t{slot.generation} << 32) | index;
    exchange.endpoint = &endpoint;
    exchange.call = &call;
    exchange.options = std::move(options);
    exchange.done = std::move(done);
    exchange.outcome.reset();
    return exchange;
  }

  /// Null when it has ended and been delivered, was abandoned, or never was.
  [[nodiscard]] E* find(Transport::Ticket ticket) noexcept {
    const auto index = static_cast<std::uint32_t>(ticket);
    if (index >= slots_.size() || slots_[index].exchange->ticket != ticket || ticket == 0) return nullptr;
    return slots_[index].exchange.get();
  }

  /// The exchange has ended: its completion runs at the end of the turn unless it is abandoned before.
  void finish(E& exchange, flow::UpstreamOutcome outcome) {
    exchange.outcome = std::move(outcome);
    finished_.push_back(exchange.ticket);
    if (!scheduled_) schedule();
  }

  /// Forgets the exchange; its completion is destroyed unrun.
  void drop(E& exchange) noexcept {
    exchange.clear();
    exchange.options = {};
    exchange.done = nullptr;
    exchange.outcome.reset();
    exchange.endpoint = nullptr;
    exchange.call = nullptr;
    free_.push_back(static_cast<std::uint32_t>(exchange.ticket));  // `open` has made room
    exchange.ticket = 0;
  }

  template <class Visit>
  void each(Visit visit) {
    for (auto& slot : slots_) {
      if (slot.exchange->ticket != 0) visit(*slot.exchange);
    }
  }

 private:
  // The highest bit of a ticket stays free: whoever has several transports behind one face needs a place to say which.
  static constexpr std::uint32_t last_generation = 0x7fffffff;
  struct Slot {
    std::unique_ptr<E> exchange;
    std::uint32_t generation = 0;
  };

  void schedule() {
    scheduled_ = true;
    reactor_.defer([self = self_] {
      if (*self) (*self)->deliver(self);
    });
  }

  // A completion may send, abandon, or destroy the transport, this board with it.
  void deliver(const std::shared_ptr<ExchangeBoard*>& self) {
    scheduled_ = false;
    std::vector<Transport::Ticket> tickets;
    tickets.swap(finished_);
    for (std::size_t i = 0; i < tickets.size(); ++i) {
      E* exchange = find(tickets[i]);
      if (!exchange) continue;
      auto done = std::move(exchange->done);
      auto outcome = std::move(*exchange->outcome);
      drop(*exchange);
      try {
        done(std::move(outcome));
      } catch (...) {
        if (*self) {
          finished_.insert(finished_.begin(), tickets.begin() + static_cast<std::ptrdiff_t>(i + 1), tickets.end());
          if (!finished_.empty() && !scheduled_) schedule();
        }
        throw;
      }
      if (!*self) return;
    }
    if (finished_.empty()) {  // keep the room for the next turn
      tickets.clear();
      finished_.swap(tickets);
    }
  }

  net::Reactor& reactor_;
  std::shared_ptr<ExchangeBoard*> self_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::vector<Transport::Ticket> finished_;
  bool scheduled_ = false;
};

}  // namespace atgateway::upstream
