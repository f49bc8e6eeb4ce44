// DirectExchange: one HTTP/1.1 exchange on a connection of its own: connect, TLS, write, read.
#pragma once

#include "upstream/direct_route.hpp"
#include "upstream/exchange_board.hpp"
#include "upstream/outcome.hpp"
#include "wire/reply_reader.hpp"

#include <memory>
#include <span>
#include <string>

namespace atgateway::upstream {

/// What all exchanges of a transport share.
struct DirectGround {
  net::Reactor& reactor;
  net::SystemResolver& resolver;
  TransportLimits limits;
  std::span<char> scratch;  ///< what was read last; nobody's for longer than a call
};

class DirectExchange final : public Exchange, DirectConnection::User {
 public:
  DirectExchange(DirectGround& ground, base::UniqueFunction<void(DirectExchange&, flow::UpstreamOutcome)> on_end);

  /// While names are looked up.
  void resolving(DirectRoute& route, TimePoint began);
  [[nodiscard]] bool is_resolving() const noexcept { return phase_ == Phase::resolve; }
  /// The route knows its addresses: goes as far as it can without waiting. `on_end` may run inside.
  void begin(DirectRoute& route, TimePoint began);
  /// Ends what is under way and forgets everything of the call; the token's bytes are overwritten.
  void clear() noexcept;

  TimePoint resolve_began() const noexcept { return began_; }
  std::int64_t resolve_us = -1;

 private:
  void on_connection_ready(DirectConnection& connection) override;
  void on_connection_exception(DirectConnection& connection) noexcept override;
  void on_time();

  void connect();
  void connect_to_next();
  void address_failed(std::string why);
  void finish_connect();
  void shake_hands();
  void handshake_failed();
  void begin_writing();
  void write();
  void write_failed();
  void read();
  [[nodiscard]] wire::ReplyReader::Step feed(std::string_view bytes);
  void reply_complete();
  void reply_refused();
  void lost(std::string_view how);
  void enter(Phase phase, milliseconds limit);
  void end(flow::UpstreamOutcome outcome);
  [[nodiscard]] bool written() const noexcept { return head_sent_ == head_.size() && body_sent_ == call->body.size(); }

  DirectGround& ground_;
  base::UniqueFunction<void(DirectExchange&, flow::UpstreamOutcome)> on_end_;
  net::Timer timer_;
  wire::ReplyReader reader_;
  DirectRoute* route_ = nullptr;
  std::unique_ptr<DirectConnection> connection_;
  Phase phase_ = Phase::resolve;
  TimePoint limit_at_{};
  milliseconds limit_{};
  // Connecting.
  net::AddressList candidates_;
  std::size_t candidate_ = 0;
  TimePoint connect_until_{};
  std::string refusal_;
  bool kept_ = false;  // the connection has carried another exchange before
  bool ca_reread_ = false;
  // Writing and reading.
  std::string head_;  // holds the token; and the body when it is small
  std::size_t head_sent_ = 0, body_sent_ = 0;
  std::string unread_;      // the beginning of a line
  bool left_over_ = false;  // bytes came after the reply
  TimePoint began_{}, connected_{}, secured_{}, asked_{}, answered_{};
  flow::PhaseTimes times_;
};

}  // namespace atgateway::upstream
