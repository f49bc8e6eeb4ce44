// Connection's reading side: bytes to requests.
#include "listen/connection.hpp"
#include "listen/health_route.hpp"
#include "listen/request_id.hpp"
#include "listen/worker.hpp"

#include <string.h>

#include <algorithm>
#include <utility>

namespace atgateway::listen {
namespace {

constexpr std::size_t head_read_bytes = 16 * 1024;
// One connection may not keep the others waiting for longer than this many reads.
constexpr int reads_per_turn = 16;

}  // namespace

std::size_t Connection::read_size() const noexcept {
  if (!reader_.in_body()) return head_read_bytes;
  const auto length = reader_.content_length();
  if (!length) return Worker::scratch_bytes;
  return std::clamp<std::uint64_t>(*length - std::min<std::uint64_t>(*length, reader_.head().body.size()),
                                   head_read_bytes, Worker::scratch_bytes);
}

void Connection::receive() {
  read_wants_write_ = false;
  for (int i = 0; i < reads_per_turn; ++i) {
    const auto space = worker_.input_scratch(read_size());
    const auto moved = stream_->read(space);
    switch (moved.status) {
      case net::Stream::Status::ok:
        break;
      case net::Stream::Status::want_read:
        return set_interest();
      case net::Stream::Status::want_write:
        read_wants_write_ = true;
        return set_interest();
      case net::Stream::Status::ended:
        return peer_finished();
      case net::Stream::Status::failed:
        return gone();
    }
    feed({space.data(), moved.bytes});
    ::explicit_bzero(space.data(), moved.bytes);
    if (state_ != State::reading) return;
    // TLS gives one record at a time, so a short read says nothing about what is left of a body.
    const bool perhaps_more = moved.bytes == space.size() || (stream_->is_tls() && reader_.in_body());
    if (!perhaps_more && !stream_->has_pending()) return set_interest();
  }
  set_interest();
  if (stream_->has_pending()) later(&Connection::go_on);
}

void Connection::feed(std::string_view bytes) {
  if (!input_.empty()) {
    input_.append(bytes);
    return go_on();
  }
  if (!began_) request_began_ = Clock::now();
  std::size_t used = 0;
  const Parsed parsed = parse(bytes, used);
  if (parsed != Parsed::refused && parsed != Parsed::shut) input_.append(bytes.substr(used));
  act_on(parsed);
}

void Connection::go_on() {
  if (state_ != State::reading) return;
  if (!input_.empty()) {
    if (!began_) request_began_ = Clock::now();
    std::size_t used = 0;
    const Parsed parsed = parse(input_.view(), used);
    input_.consume(used);
    act_on(parsed);
  }
  if (state_ == State::reading && input_.empty() && stream_->has_pending()) receive();
}

Connection::Parsed Connection::parse(std::string_view bytes, std::size_t& used) {
  used = 0;
  for (;;) {
    std::size_t step_used = 0;
    const auto step = reader_.read(bytes.substr(used), step_used);
    used += step_used;
    switch (step) {
      case wire::RequestReader::Step::need_more:
        if (early_reply_) return Parsed::answered_early;
        return pay_for_body() ? Parsed::need_more : Parsed::refused;
      case wire::RequestReader::Step::head: {
        const Parsed judged = judge_head(used < bytes.size());
        if (judged != Parsed::need_more) return judged;
        break;
      }
      case wire::RequestReader::Step::complete:
        return early_reply_ || pay_for_body() ? Parsed::complete : Parsed::refused;
      case wire::RequestReader::Step::refused:
        if (early_reply_) return Parsed::answered_early;
        refusal_ = reader_.error();
        return Parsed::refused;
    }
  }
}

bool Connection::pay_for_body() {
  if (input_charge_.cover(reader_.head().body.size())) return true;
  refusal_ = Error(Errc::overloaded);
  return false;
}

Connection::Parsed Connection::judge_head(bool more_bytes) {
  head_seen_ = true;
  request_id_ = request_id_of(reader_.head().headers);
  // The reader's own object is not const; what is written here is none of its business.
  auto& head = const_cast<Request&>(reader_.head());  // NOLINT(cppcoreguidelines-pro-type-const-cast)
  head.request_id = request_id_;
  head.arrival = arrival_;
  if (health_only_ && !is_health_route(head)) return Parsed::shut;
  if (shared_.options.judge_head) {
    try {
      early_reply_ = shared_.options.judge_head(head);
    } catch (...) {
      report_throw(std::current_exception());
      refusal_ = Error(Errc::internal);
      return Parsed::refused;
    }
    if (state_ == State::closed) return Parsed::shut;
    if (early_reply_) return Parsed::need_more;  // whether more requests can follow depends on where this one ends
  }
  const auto length = reader_.content_length();
  if (length && !shared_.budget.fits(ByteCharge::cost(*length))) {
    refusal_ = Error(Errc::overloaded);
    return Parsed::refused;
  }
  wants_continue_ = reader_.expects_continue() && !more_bytes;
  return Parsed::need_more;
}

void Connection::act_on(Parsed parsed) {
  if (state_ == State::closed) return;
  if (!began_ && (parsed != Parsed::need_more || reader_.started())) {
    began_ = true;
    worker_.shelve(*this, ConnectionTable::Shelf::busy);
  }
  switch (parsed) {
    case Parsed::need_more:
      return wait_for_more();
    case Parsed::complete:
      return dispatch();
    case Parsed::answered_early:
      keep_alive_ = false;
      return answer_early();
    case Parsed::refused:
      return refuse(*std::exchange(refusal_, std::nullopt));
    case Parsed::shut:
      return close();
  }
}

void Connection::wait_for_more() {
  if (!began_) {
    if (place.shelf == ConnectionTable::Shelf::busy) go_idle();
    return;
  }
  if (half_closed_) return gone();
  if (std::exchange(wants_continue_, false)) {
    send_continue();
    if (state_ != State::reading) return;
  }
  const auto& timeouts = shared_.options.timeouts;
  if (reader_.in_body()) {
    if (clocked_ != Clocked::body) timer_.arm(worker_.reactor().now() + timeouts.body);
    clocked_ = Clocked::body;
  } else if (clocked_ == Clocked::nothing) {
    timer_.arm(worker_.reactor().now() + timeouts.header);
    clocked_ = Clocked::head;
  }
  set_interest();
}

void Connection::go_idle() {
  worker_.shelve(*this, ConnectionTable::Shelf::idle);
  timer_.arm(quiet_since_ + shared_.options.timeouts.idle);
  set_interest();
}

void Connection::peer_finished() {
  half_closed_ = true;
  if (began_) return gone();
  end_quietly();
}

void Connection::overhear() {
  while (!half_closed_ && input_.size() < overheard_most) {
    const auto space = worker_.input_scratch(overheard_most - input_.size());
    const auto moved = stream_->read(space);
    if (moved.status == net::Stream::Status::failed) return gone();
    if (moved.status == net::Stream::Status::ended) half_closed_ = true;
    if (moved.status != net::Stream::Status::ok) break;
    input_.append({space.data(), moved.bytes});
    ::explicit_bzero(space.data(), moved.bytes);
    if (moved.bytes < space.size() && !stream_->has_pending()) break;
  }
  set_interest();
}

}  // namespace atgateway::listen
