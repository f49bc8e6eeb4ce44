#include "gateway/worker.hpp"

#include "gateway/exchange.hpp"
#include "upstream/select_transport.hpp"

#include <algorithm>

namespace atgateway::gateway {

Worker::Worker(Shared& shared, std::size_t index, net::Reactor& reactor)
    : shared_(shared), index_(index), reactor_(reactor) {}

Worker::~Worker() = default;

void Worker::adopt(const std::shared_ptr<Exchange>& exchange) { active_.emplace(exchange.get(), exchange); }

void Worker::dismiss(Exchange& exchange) {
  const auto found = active_.find(&exchange);
  if (found == active_.end()) return;
  // The exchange may be on the stack below us: let it go when this turn is over.
  reactor_.defer([last = std::move(found->second)] { last->forget(); });
  active_.erase(found);
}

std::deque<Exchange*>& Worker::line(std::size_t group) {
  if (group >= lines_.size()) lines_.resize(group + 1);
  return lines_[group];
}

void Worker::line_up(Exchange& exchange, std::size_t group) {
  line(group).push_back(&exchange);
  pump(group);
}

void Worker::step_out(Exchange& exchange, std::size_t group) { std::erase(line(group), &exchange); }

void Worker::pump(std::size_t group) {
  while (!line(group).empty() && shared_.slots.acquire(index_, group)) serve_one(group);
}

void Worker::serve_one(std::size_t group) {
  auto* next = line(group).front();
  line(group).pop_front();
  if (next->send_next()) line(group).push_back(next);
}

void Worker::granted(std::size_t group) {
  if (line(group).empty()) {
    shared_.slots.release(group);
    return;
  }
  serve_one(group);
  pump(group);
}

void Worker::give_back(std::size_t group) {
  shared_.slots.release(group);
  pump(group);
}

std::shared_ptr<upstream::Transport> Worker::transport(const std::shared_ptr<const Snapshot>& snapshot) {
  if (!transport_ || transport_for_ != snapshot) {
    const auto& timeouts = snapshot->config.timeouts;
    const upstream::TransportLimits limits{timeouts.connect, timeouts.tls, timeouts.first_byte,
                                           snapshot->config.limits.upstream_reply_bytes};
    transport_ = upstream::make_transport(reactor_, shared_.core().resolver(), limits);
    transport_for_ = snapshot;
  }
  return transport_;
}

void Worker::finish_all() {
  std::vector<std::shared_ptr<Exchange>> all;
  for (const auto& [raw, exchange] : active_) all.push_back(exchange);
  for (const auto& exchange : all) exchange->finish_now();
}

void Worker::cancel_all() {
  std::vector<std::shared_ptr<Exchange>> all;
  for (const auto& [raw, exchange] : active_) all.push_back(exchange);
  for (const auto& exchange : all) {
    exchange->cancel_here();
    exchange->abandon_calls();
    exchange->forget();
  }
  active_.clear();
  lines_.clear();
  transport_.reset();
}

}  // namespace atgateway::gateway
