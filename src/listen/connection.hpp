// One downstream connection: PROXY header, TLS handshake, then request after request, one at a time.
#pragma once

#include "listen/answer.hpp"
#include "listen/byte_budget.hpp"
#include "listen/connection_table.hpp"
#include "listen/input_buffer.hpp"
#include "listen/proxy_gate.hpp"
#include "net/address.hpp"
#include "net/reactor.hpp"
#include "net/tls.hpp"
#include "wire/request_reader.hpp"

#include <atgateway/call.hpp>
#include <atgateway/clock.hpp>
#include <atgateway/sinks.hpp>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace atgateway::listen {

class Worker;
class Shared;

class Connection final : public net::Watcher, public AnswerTaker {
 public:
  Connection(Worker& worker, const net::SocketAddress& peer, const ProxyTerms& terms);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Takes the socket over.
  void start(int fd) noexcept;
  /// Closes a connection without a request under way, unless bytes of one have just come: then they are worked on.
  /// @return closed?
  bool close_if_quiet();
  /// Gives a connection that has sent nothing yet a last moment to do so.
  void hurry();
  /// Cancels what is under way and closes.
  void abandon() noexcept;
  /// Since when nothing has been asked of it.
  [[nodiscard]] TimePoint quiet_since() const noexcept { return quiet_since_; }

  void on_ready(std::uint32_t events) override;
  void on_exception(std::exception_ptr error) noexcept override;
  void answered(std::uint64_t turn, Result<Reply> reply) override;

  ConnectionTable::Place place;  ///< the table's business

 private:
  /// Most bytes taken in while a request is worked on, so that an alert or a reset is noticed. The rest waits.
  static constexpr std::size_t overheard_most = 16 * 1024;

  enum class State : std::uint8_t {
    introduction,  ///< waits for a PROXY header
    handshake,
    reading,    ///< waits for a request, or for the rest of one
    working,    ///< the handler has the request
    writing,    ///< the reply is on its way
    lingering,  ///< the last reply is out; what still comes is thrown away
    closed,
  };
  enum class Clocked : std::uint8_t { nothing, head, body };  ///< what of a request the timer measures
  enum class Parsed : std::uint8_t { need_more, complete, refused, answered_early, shut };

  // connection.cpp: from the first byte to the first request, and what the reactor says
  void introduce(std::uint32_t events);
  void begin_stream() noexcept;
  void shake_hands();
  void ready_for_requests();
  void on_timer();
  void set_interest();
  [[nodiscard]] std::uint32_t interest() const noexcept;
  /// Runs a step at the end of this turn, unless the connection has closed by then.
  void later(void (Connection::*step)());
  /// Runs a step that the reactor does not watch over; what it throws ends this connection only.
  template <class Step>
  void guarded(Step step) noexcept {
    try {
      step();
    } catch (...) {
      on_exception(std::current_exception());
    }
  }

  // connection_end.cpp: how it ends
  void linger();
  void discard();
  void gone();
  void end_quietly() noexcept;
  void close() noexcept;

  // connection_read.cpp: bytes to requests
  void receive();
  void feed(std::string_view bytes);
  void go_on();
  [[nodiscard]] Parsed parse(std::string_view bytes, std::size_t& used);
  [[nodiscard]] Parsed judge_head(bool more_bytes);
  [[nodiscard]] bool pay_for_body();
  void act_on(Parsed parsed);
  void wait_for_more();
  void go_idle();
  void peer_finished();
  [[nodiscard]] std::size_t read_size() const noexcept;
  void overhear();

  // connection_reply.cpp: requests to replies
  void dispatch();
  void respond(Result<Reply> result);
  void answer_early();
  void refuse(const Error& error);
  void send(Reply reply);
  void send_continue();
  void flush();
  enum class Wrote : std::uint8_t { all, some, failed };
  [[nodiscard]] Wrote write_from(std::string_view bytes, std::size_t& written) noexcept;
  void reply_sent();
  void next_request();
  void record(int status);
  void report_throw(std::exception_ptr thrown) noexcept;

  Worker& worker_;
  Shared& shared_;
  std::optional<net::Stream> stream_;
  net::Timer timer_;
  std::shared_ptr<AnswerLink> link_;
  wire::RequestReader reader_;
  InputBuffer input_;   // came after the bytes that the reader has used
  std::string output_;  // not written yet, from output_at_ on
  std::size_t output_at_ = 0;
  ByteCharge input_charge_, output_charge_;
  Arrival arrival_;
  Call call_;
  std::optional<Result<Reply>> inline_answer_;  // given before the handler returned
  std::optional<Reply> early_reply_;            // given by judge_head
  std::optional<Error> refusal_;
  std::string request_id_;
  ReplyFacts facts_;
  ProxyTerms terms_;
  std::string_view method_;
  std::uint64_t request_bytes_ = 0, reply_bytes_ = 0;
  std::uint64_t turn_ = 0;  // which request an answer is for
  int status_ = 0;
  TimePoint quiet_since_{};
  TimePoint request_began_{};
  std::size_t discarded_ = 0;
  int raw_fd_ = -1;  // until there is a stream
  std::uint32_t watched_ = 0;
  State state_ = State::introduction;
  Clocked clocked_ = Clocked::nothing;
  bool handshake_writes_ = false;
  bool began_ = false;  // a byte of the current request has been seen
  bool head_seen_ = false;
  bool wants_continue_ = false;
  bool keep_alive_ = true;
  bool closing_ = false;      // the reply being written is the last
  bool half_closed_ = false;  // the peer sends no more
  bool dispatching_ = false;
  bool health_only_ = false;
  bool read_wants_write_ = false, write_wants_read_ = false;
  int version_minor_ = 1;
};

}  // namespace atgateway::listen
