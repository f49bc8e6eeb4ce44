#include "upstream/direct_exchange.hpp"

#include "upstream/reply_fields.hpp"
#include "upstream/request_head.hpp"

#include <sys/epoll.h>

#include <algorithm>
#include <utility>

namespace atgateway::upstream {
namespace {

constexpr std::size_t small_body = 16384;  // rather copied than sent on its own

std::int64_t in_us(Clock::duration span) noexcept {
  return std::chrono::duration_cast<std::chrono::microseconds>(span).count();
}

}  // namespace

DirectExchange::DirectExchange(DirectGround& ground,
                               base::UniqueFunction<void(DirectExchange&, flow::UpstreamOutcome)> on_end)
    : ground_(ground),
      on_end_(std::move(on_end)),
      timer_(ground.reactor, [this] { on_time(); }),
      reader_(wire::ReplyLimits{.body_bytes = ground.limits.reply_bytes}) {}

void DirectExchange::resolving(DirectRoute& route, TimePoint began) {
  route_ = &route;
  began_ = began;
  phase_ = Phase::resolve;
}

void DirectExchange::begin(DirectRoute& route, TimePoint began) {
  route_ = &route;
  began_ = began;
  const bool small = call->body.size() <= small_body;
  append_request(head_, *endpoint, *call, options, small ? call->body : std::string_view());
  if (small) body_sent_ = call->body.size();
  connection_ = route.pool.take();
  kept_ = connection_ != nullptr;
  if (!kept_) return connect();
  connection_->hand_to(*this);
  begin_writing();
}

void DirectExchange::clear() noexcept {
  timer_.cancel();
  connection_.reset();
  route_ = nullptr;
  phase_ = Phase::resolve;
  atgateway::wipe(head_);
  head_sent_ = body_sent_ = 0;
  reader_.restart();
  unread_ = {};
  left_over_ = kept_ = ca_reread_ = false;
  candidates_.clear();
  refusal_.clear();
  connected_ = secured_ = asked_ = answered_ = {};
  resolve_us = -1;
  times_ = {};
}

// --- time ------------------------------------------------------------------------------------------------------------

/// The timer is only moved when it would come too late: looking once in vain is cheaper than moving it at every step.
void DirectExchange::enter(Phase phase, milliseconds limit) {
  phase_ = phase;
  limit_ = limit;
  const TimePoint before = limit_at_;
  limit_at_ = ground_.reactor.now() + limit;
  if (!timer_.armed() || limit_at_ < before) timer_.arm(options.deadline.sooner(Deadline(limit_at_)).at());
}

void DirectExchange::on_time() {
  const TimePoint now = ground_.reactor.now();
  if (options.deadline.passed(now)) return end(deadline_passed(phase_));
  if (now < limit_at_) return timer_.arm(options.deadline.sooner(Deadline(limit_at_)).at());
  if (phase_ != Phase::connect) return end(limit_passed(phase_, limit_));
  if (candidate_ + 1 < candidates_.size()) return address_failed("no answer in time");
  route_->demote(candidates_[candidate_]);
  ground_.resolver.distrust(endpoint->connect_host, endpoint->connect_port);
  end(limit_passed(Phase::connect, ground_.limits.connect));
}

// --- connecting ------------------------------------------------------------------------------------------------------

void DirectExchange::connect() {
  kept_ = false;
  candidates_ = route_->addresses();
  candidate_ = 0;
  connect_until_ = ground_.reactor.now() + ground_.limits.connect;
  connect_to_next();
}

void DirectExchange::connect_to_next() {
  auto context = route_->tls();
  if (!context.ok()) {
    return end(failed(Errc::upstream_tls_failed, flow::Sent::no, std::string(context.error().detail())));
  }
  const TlsNeeds needs{*context, endpoint->host, route_->sessions};
  for (; candidate_ < candidates_.size(); ++candidate_) {
    auto opened = DirectConnection::open(ground_.reactor, candidates_[candidate_], *context ? &needs : nullptr, *this);
    if (opened.ok()) {
      connection_ = std::move(*opened);
      // What is left of the time is shared by the addresses that are left.
      const auto left = std::chrono::ceil<milliseconds>(connect_until_ - ground_.reactor.now());
      return enter(Phase::connect, left / static_cast<int>(candidates_.size() - candidate_));
    }
    refusal_ = opened.error().detail();
    route_->demote(candidates_[candidate_]);
  }
  ground_.resolver.distrust(endpoint->connect_host, endpoint->connect_port);
  end(failed(Errc::upstream_connect_refused, flow::Sent::no,
             "The upstream does not accept the connection (" + refusal_ + ")"));
}

void DirectExchange::address_failed(std::string why) {
  refusal_ = std::move(why);
  connection_.reset();
  route_->demote(candidates_[candidate_]);
  ++candidate_;
  connect_to_next();
}

void DirectExchange::finish_connect() {
  switch (connection_->connected()) {
    case DirectConnection::Progress::under_way:
      return;
    case DirectConnection::Progress::failed:
      return address_failed(connection_->failure());
    case DirectConnection::Progress::done:
      break;
  }
  connected_ = Clock::now();
  times_.connect_us = in_us(connected_ - began_) - std::max<std::int64_t>(resolve_us, 0);
  if (!endpoint->tls) return begin_writing();
  enter(Phase::tls, ground_.limits.tls);
  shake_hands();
}

void DirectExchange::shake_hands() {
  switch (connection_->stream().handshake()) {
    case net::ClientStream::Status::ok:
      break;
    case net::ClientStream::Status::want_read:
      return connection_->wait_for(EPOLLIN);
    case net::ClientStream::Status::want_write:
      return connection_->wait_for(EPOLLOUT);
    case net::ClientStream::Status::ended:
    case net::ClientStream::Status::failed:
      return handshake_failed();
  }
  times_.tls_us = in_us(Clock::now() - connected_);
  begin_writing();
}

void DirectExchange::handshake_failed() {
  const auto& stream = connection_->stream();
  const bool not_believed = stream.not_believed();
  const std::string why = stream.failure();
  if (not_believed && !ca_reread_ && route_->ca_has_changed()) {
    ca_reread_ = true;
    connection_.reset();
    return connect();
  }
  end(failed(Errc::upstream_tls_failed, flow::Sent::no,
             (not_believed ? "The upstream's certificate was not accepted ("
                           : "The TLS handshake with the upstream failed (") +
                 why + ")"));
}

// --- writing ---------------------------------------------------------------------------------------------------------

void DirectExchange::begin_writing() {
  enter(Phase::write, ground_.limits.first_byte);
  write();
}

void DirectExchange::write() {
  net::ClientStream& stream = connection_->stream();
  while (!written()) {
    const bool in_head = head_sent_ < head_.size();
    const auto rest =
        in_head ? std::string_view(head_).substr(head_sent_) : std::string_view(call->body).substr(body_sent_);
    const auto moved = stream.write(rest);
    if (moved.status == net::ClientStream::Status::want_read || moved.status == net::ClientStream::Status::want_write) {
      // The answer may come before the whole request is out.
      return connection_->wait_for(EPOLLIN | EPOLLOUT);
    }
    if (moved.status != net::ClientStream::Status::ok) return write_failed();
    (in_head ? head_sent_ : body_sent_) += moved.bytes;
    limit_at_ = ground_.reactor.now() + limit_;
  }
  atgateway::wipe(head_);
  head_sent_ = 0;
  asked_ = Clock::now();
  connection_->wait_for(EPOLLIN);
  enter(reader_.started() ? Phase::body : Phase::first_byte, ground_.limits.first_byte);
}

void DirectExchange::write_failed() {
  if (head_sent_ > 0) {
    // The upstream may have answered before it closed.
    read();
    if (connection_ && !outcome) lost("while it was written");
    return;
  }
  // Not a byte went out, so the call was not made: a kept connection may die between two calls.
  const std::string why = connection_->stream().failure();
  connection_.reset();
  if (kept_) return connect();
  end(connection_lost(Phase::connect, why));
}

// --- reading ---------------------------------------------------------------------------------------------------------

void DirectExchange::on_connection_ready(DirectConnection&) {
  switch (phase_) {
    case Phase::resolve:
      return;
    case Phase::connect:
      return finish_connect();
    case Phase::tls:
      return shake_hands();
    case Phase::write:
      read();
      if (phase_ == Phase::write && connection_ && !outcome) write();
      return;
    case Phase::first_byte:
    case Phase::body:
      return read();
  }
}

void DirectExchange::read() {
  net::ClientStream& stream = connection_->stream();
  for (;;) {
    const auto moved = stream.read(ground_.scratch);
    switch (moved.status) {
      case net::ClientStream::Status::ok:
        break;
      case net::ClientStream::Status::want_read:
        return;
      case net::ClientStream::Status::want_write:
        return connection_->wait_for(EPOLLIN | EPOLLOUT);
      case net::ClientStream::Status::ended:
        if (!reader_.started()) return lost("the upstream closed it");
        return reader_.end() == wire::ReplyReader::Step::complete ? reply_complete() : reply_refused();
      case net::ClientStream::Status::failed:
        return lost(stream.failure());
    }
    if (answered_ == TimePoint{}) answered_ = Clock::now();
    switch (feed({ground_.scratch.data(), moved.bytes})) {
      case wire::ReplyReader::Step::complete:
        return reply_complete();
      case wire::ReplyReader::Step::refused:
        return reply_refused();
      case wire::ReplyReader::Step::need_more:
        break;
    }
    if (phase_ != Phase::write) enter(Phase::body, ground_.limits.first_byte);
  }
}

wire::ReplyReader::Step DirectExchange::feed(std::string_view bytes) {
  std::size_t consumed = 0;
  if (unread_.empty()) {
    const auto step = reader_.read(bytes, consumed);
    left_over_ = consumed < bytes.size();
    if (step == wire::ReplyReader::Step::need_more) unread_.assign(bytes.substr(consumed));
    return step;
  }
  unread_.append(bytes);
  const auto step = reader_.read(unread_, consumed);
  unread_.erase(0, consumed);
  left_over_ = !unread_.empty();
  return step;
}

void DirectExchange::reply_complete() {
  flow::UpstreamReply reply;
  reply.status = reader_.status();
  reply.body = reader_.take_body();
  if (const auto value = reader_.headers().find("retry-after")) {
    reply.retry_after_s = parse_retry_after(*value, std::chrono::system_clock::now());
  }
  reply.sandbox = reader_.headers().find("atgateway-sandbox").value_or(std::string_view()) == "1";
  const TimePoint now = Clock::now();
  times_.resolve_us = resolve_us;
  times_.first_byte_us = asked_ == TimePoint{} ? 0 : in_us(answered_ - asked_);
  times_.total_us = in_us(now - began_);
  reply.times = times_;
  // Head and body must have gone out, and nothing may have come that this answer does not account for.
  if (reader_.keep_alive() && !left_over_ && phase_ != Phase::write) route_->pool.keep(std::move(connection_));
  end({std::move(reply), flow::Sent::yes});
}

void DirectExchange::reply_refused() {
  const Error& error = reader_.error();
  end(error.code() == Errc::upstream_reply_too_large ? reply_too_large(ground_.limits.reply_bytes)
                                                     : bad_reply(error.detail()));
}

void DirectExchange::lost(std::string_view how) { end(connection_lost(reader_.started() ? Phase::body : phase_, how)); }

void DirectExchange::on_connection_exception(DirectConnection&) noexcept {
  try {
    end({Errc::out_of_memory, sent_in(phase_)});
  } catch (...) {  // not even memory to say so: the timer ends it
  }
}

void DirectExchange::end(flow::UpstreamOutcome ended) { on_end_(*this, std::move(ended)); }

}  // namespace atgateway::upstream
