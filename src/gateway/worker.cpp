#include "gateway/worker.hpp"

#include "gateway/calls.hpp"
#include "gateway/exchange.hpp"
#include "gateway/micro_batch.hpp"
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
  reactor_.defer([last = found->second] { last->forget(); });
  active_.erase(found);
}

std::deque<Sender*>& Worker::line(std::size_t group) {
  if (group >= lines_.size()) lines_.resize(group + 1);
  return lines_[group];
}

void Worker::line_up(Sender& sender, std::size_t group) {
  line(group).push_back(&sender);
  pump(group);
}

void Worker::step_out(Sender& sender, std::size_t group) { std::erase(line(group), &sender); }

void Worker::pump(std::size_t group) {
  while (!line(group).empty() && shared_.slots.acquire(index_, group)) serve_one(group);
}

void Worker::serve_one(std::size_t group) {
  auto* next = line(group).front();
  line(group).pop_front();
  if (next->send_next(group)) line(group).push_back(next);
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

std::shared_ptr<MicroBatch> Worker::open_micro_batch(const Calls& calls) {
  const auto found = open_batches_.find(MicroBatchKey::of(calls.job()));
  if (found != open_batches_.end()) return found->second;
  auto made = std::make_shared<MicroBatch>(*this, calls.job());
  batches_.emplace(made.get(), made);
  open_batches_.emplace(made->key(), made);
  return made;
}

void Worker::close_micro_batch(const MicroBatch& batch) { open_batches_.erase(batch.key()); }

void Worker::dismiss(MicroBatch& batch) {
  const auto found = batches_.find(&batch);
  if (found == batches_.end()) return;
  reactor_.defer([last = std::move(found->second)] {});
  batches_.erase(found);
}

void Worker::finish_all() {
  std::vector<std::shared_ptr<Exchange>> all;
  all.reserve(active_.size());
  for (const auto& [raw, exchange] : active_) all.push_back(exchange);
  for (const auto& exchange : all) exchange->finish_now();
}

void Worker::cancel_all() {
  std::vector<std::shared_ptr<Exchange>> all;
  all.reserve(active_.size());
  for (const auto& [raw, exchange] : active_) all.push_back(exchange);
  for (const auto& exchange : all) {
    exchange->cancel_here();
    exchange->abandon_calls();
    exchange->forget();
  }
  for (const auto& [raw, batch] : batches_) batch->abandon();
  open_batches_.clear();
  batches_.clear();
  active_.clear();
  lines_.clear();
  transport_.reset();
}

}  // namespace atgateway::gateway
