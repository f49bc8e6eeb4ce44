// Request keys: a retry gets the answer that its first try bought.
#include "gateway/exchange.hpp"

#include <utility>
#include <vector>

namespace atgateway::gateway {

bool Exchange::claim_key() {
  auto& store = worker_.shared().replays;
  const auto& job = calls_->job();
  const auto& name = *job.batch.request_key;
  // The scope of a key: dialect, service, and who pays where.
  std::vector<std::string_view> parts = {dialect_->name, job.batch.service->name, name};
  for (const auto& leg : job.legs) {
    if (leg.upstream == nullptr) continue;
    parts.push_back(leg.upstream->selector);
    parts.push_back(leg.token->reveal());
  }
  const auto key = store.digest(parts);
  const auto body = store.digest({job.batch.document.root().source()});
  std::optional<base::Digest> poll_name;
  if (answers_later()) {
    if (const auto refused = judge_batch_id()) return fail(*refused), false;
    poll_name = store.digest({"poll", job.batch.service->name, name});
  }
  auto waiter = [weak = weak_from_this(), home = &worker_.reactor()](std::shared_ptr<const KeptReply> kept) {
    home->post([weak, kept = std::move(kept)] {
      if (const auto self = weak.lock()) self->guard([&] { self->replay(*kept); });
    });
  };
  const auto claimed = store.claim(key, body, worker_.reactor().now(), std::move(waiter), poll_name);
  switch (claimed.claim) {
    case ReplayStore::Claim::owner:
      owned_key_ = key;
      return true;
    case ReplayStore::Claim::replay:
      replay(*claimed.reply);
      return false;
    case ReplayStore::Claim::reused:
      fail(Error(Errc::request_key_reused, {}, "/request_key"));
      return false;
    case ReplayStore::Claim::full:
      fail(Error(Errc::overloaded, "requests with a request key fill the idempotency store"));
      return false;
    case ReplayStore::Claim::joined:
      wait_for_other();
      return false;
  }
  return false;
}

/// The other try may take longer than this caller waits.
void Exchange::wait_for_other() {
  if (answers_later()) promise_later();
  waiting_timer_ = std::make_unique<net::Timer>(worker_.reactor(), [this] {
    guard([this] {
      calls_->give_up(Errc::deadline_exceeded);
      finish();
    });
  });
  waiting_timer_->arm(deadline_.at());
}

void Exchange::replay(const KeptReply& kept) {
  Reply reply;
  reply.status = kept.status;
  reply.headers = kept.headers;
  reply.headers.add("atgateway-replayed", "1");
  reply.body = kept.body;
  reply_with(std::move(reply));
}

void Exchange::settle_key(const Result<Reply>& result) noexcept try {
  if (!owned_key_) return;
  const auto key = *std::exchange(owned_key_, std::nullopt);
  auto kept = std::make_shared<KeptReply>();
  const bool reached = calls_->job().metered_reached;
  // Who joined a request that was cancelled before anything was bought may ask again.
  const auto reply = result ? *result
                            : dialect_->refuse(reached ? Errc::internal : Errc::overloaded,
                                               {.request_id = request_.request_id,
                                                .envelope_read = true,
                                                .errors_in_body = errors_in_body_,
                                                .promised = promised_,
                                                .metered = reached ? calls_->job().billed : 0});
  kept->status = reply.status;
  kept->headers = reply.headers;
  kept->body = reply.body;
  // What may have been billed is never sent again under this key; everything else may be. Who was told to fetch the
  // answer later finds it, whatever it is.
  const bool keep = reached || promised_;
  worker_.shared().replays.finish(key, std::move(kept), keep, worker_.reactor().now());
} catch (...) {
  // No memory to keep the answer: the key stays taken, so that a retry is refused rather than billed again.
  return;
}

}  // namespace atgateway::gateway
