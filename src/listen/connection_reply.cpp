// Connection's writing side: requests to replies.
#include "listen/connection.hpp"
#include "listen/known_method.hpp"
#include "listen/request_id.hpp"
#include "listen/worker.hpp"
#include "wire/problem.hpp"
#include "wire/reply_writer.hpp"

#include <chrono>
#include <utility>

namespace atgateway::listen {
namespace {

// Smaller bodies are copied behind their head, so that a reply is one write; from here on the copy costs more.
constexpr std::size_t worth_not_copying = 64 * 1024;

}  // namespace

void Connection::dispatch() {
  keep_alive_ = reader_.keep_alive();
  if (early_reply_) return answer_early();
  version_minor_ = reader_.head().version_minor;
  Request request = reader_.take();
  method_ = known_method(request.method);
  request_bytes_ = request.body.size();
  state_ = State::working;
  const auto answer = std::make_shared<Answer>(link_, ++turn_);
  const Scope scope{Deadline(worker_.reactor().now() + shared_.options.timeouts.total), {}};
  Call call;
  dispatching_ = true;
  try {
    call = shared_.options.handler(std::move(request), scope,
                                   [answer](Result<Reply> reply) { answer->give(std::move(reply)); });
  } catch (...) {
    report_throw(std::current_exception());
    if (answer->revoke()) inline_answer_.emplace(Errc::internal);
  }
  dispatching_ = false;
  if (state_ == State::closed) return call.cancel();  // the handler ended the listener
  if (inline_answer_) {
    Result<Reply> reply = *std::move(inline_answer_);
    inline_answer_.reset();
    return respond(std::move(reply));
  }
  call_ = std::move(call);
  set_interest();
}

void Connection::answered(std::uint64_t turn, Result<Reply> reply) {
  if (turn != turn_ || state_ != State::working) return;
  if (dispatching_) {
    inline_answer_.emplace(std::move(reply));
    return;
  }
  call_ = Call{};
  guarded([this, &reply] { respond(std::move(reply)); });
}

void Connection::respond(Result<Reply> result) {
  if (result) return send(*std::move(result));
  const Error& error = result.error();
  if (error.code() == Errc::cancelled) {
    // Whoever cancelled wants no answer; the caller sees its connection end.
    facts_.code = error.slug();
    record(describe(Errc::client_closed).status);
    return end_quietly();
  }
  Reply reply = wire::problem_reply(error, request_id_);
  send(std::move(reply));
}

void Connection::answer_early() {
  method_ = known_method(reader_.head().method);
  version_minor_ = reader_.head().version_minor;
  request_bytes_ = reader_.head().body.size();
  if (keep_alive_) static_cast<void>(reader_.take());
  Reply reply = *std::move(early_reply_);
  early_reply_.reset();
  send(std::move(reply));
}

void Connection::refuse(const Error& error) {
  keep_alive_ = false;
  early_reply_.reset();
  const Request& head = reader_.head();
  if (!head_seen_) request_id_ = request_id_of(head.headers);
  method_ = head_seen_ ? known_method(head.method) : "_OTHER";
  version_minor_ = head_seen_ ? head.version_minor : 1;
  request_bytes_ = head.body.size();
  input_.release();
  Reply reply = wire::problem_reply(error, request_id_);
  send(std::move(reply));
}

void Connection::send(Reply reply) {
  // Of pipelined requests whose sender has finished, only the last reply says that it is the last.
  closing_ = !keep_alive_ || shared_.draining.load(std::memory_order_relaxed) || (half_closed_ && input_.empty());
  const bool has_body = reply.status != 204 && reply.status != 304;
  const bool large = has_body && reply.body.size() >= worth_not_copying && output_.empty();
  wire::ReplyFraming framing;
  framing.version_minor = version_minor_;
  framing.close = closing_;
  framing.head_only = large;
  framing.date = worker_.date();
  framing.request_id = request_id_;
  status_ = reply.status;
  reply_bytes_ = has_body ? reply.body.size() : 0;
  facts_ = std::move(reply.facts);
  state_ = State::writing;
  if (!output_.empty()) {
    wire::write_reply(output_, reply, framing);
    return flush();
  }
  std::string& bytes = worker_.output_scratch();
  bytes.clear();
  wire::write_reply(bytes, reply, framing);
  std::size_t written = 0;
  Wrote wrote = write_from(bytes, written);
  if (wrote == Wrote::some) output_.assign(bytes, written);
  if (large && wrote == Wrote::some) output_.append(reply.body);
  if (large && wrote == Wrote::all) {
    wrote = write_from(reply.body, output_at_);
    if (wrote == Wrote::some) output_ = std::move(reply.body);
  }
  switch (wrote) {
    case Wrote::all:
      output_at_ = 0;
      return reply_sent();
    case Wrote::failed:
      return gone();
    case Wrote::some:
      break;
  }
  output_charge_.insist(output_.size());
  timer_.arm(worker_.reactor().now() + shared_.options.timeouts.idle);
  set_interest();
}

void Connection::send_continue() {
  output_ += "HTTP/1.1 100 Continue\r\n\r\n";
  flush();
}

Connection::Wrote Connection::write_from(std::string_view bytes, std::size_t& written) noexcept {
  write_wants_read_ = false;
  while (written < bytes.size()) {
    const auto moved = stream_->write(bytes.substr(written));
    switch (moved.status) {
      case net::Stream::Status::ok:
        written += moved.bytes;
        break;
      case net::Stream::Status::want_read:
        write_wants_read_ = true;
        return Wrote::some;
      case net::Stream::Status::want_write:
        return Wrote::some;
      case net::Stream::Status::ended:
      case net::Stream::Status::failed:
        return Wrote::failed;
    }
  }
  return Wrote::all;
}

void Connection::flush() {
  const std::size_t before = output_at_;
  switch (write_from(output_, output_at_)) {
    case Wrote::failed:
      return gone();
    case Wrote::some:
      if (output_at_ != before && state_ == State::writing) {
        timer_.arm(worker_.reactor().now() + shared_.options.timeouts.idle);
      }
      return set_interest();
    case Wrote::all:
      break;
  }
  std::string().swap(output_);
  output_at_ = 0;
  output_charge_.release();
  if (state_ == State::writing) return reply_sent();
  set_interest();
}

void Connection::reply_sent() {
  record(status_);
  if (state_ == State::closed) return;  // the sink ended the listener
  const bool drained = shared_.draining.load(std::memory_order_relaxed) && input_.empty();
  if (closing_ || drained) return linger();
  next_request();
}

void Connection::next_request() {
  state_ = State::reading;
  began_ = head_seen_ = wants_continue_ = false;
  clocked_ = Clocked::nothing;
  facts_ = {};
  request_bytes_ = reply_bytes_ = 0;
  input_charge_.release();
  quiet_since_ = worker_.reactor().now();
  if (!input_.empty()) {
    // Not from here: a long pipeline would become a deep stack.
    set_interest();
    return later(&Connection::go_on);
  }
  if (half_closed_) return linger();
  go_idle();
  if (stream_->has_pending()) later(&Connection::go_on);
}

void Connection::record(int status) {
  AccessRecord record;
  record.listener = shared_.options.config.name;
  record.method = method_;
  record.status = status;
  record.request_id = request_id_;
  record.request_bytes = request_bytes_;
  record.reply_bytes = reply_bytes_;
  record.total_us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - request_began_).count();
  record.link_id = arrival_.link_id;
  record.facts = &facts_;
  shared_.core.report(record);
}

void Connection::report_throw(std::exception_ptr thrown) noexcept {
  std::string what = "unknown";
  try {
    std::rethrow_exception(std::move(thrown));
  } catch (const std::exception& exception) {
    try {
      what = exception.what();
    } catch (...) {
    }
  } catch (...) {
  }
  shared_.event(Event::Level::error, "handler-threw",
                "A handler threw an exception; its request was answered with internal.", {{"what", std::move(what)}});
}

}  // namespace atgateway::listen
