// Request keys: a retry gets the answer that its first try bought.
#include "gateway/exchange.hpp"
#include "service/collect.hpp"
#include "wire/problem.hpp"

#include <utility>

namespace atgateway::gateway {

bool Exchange::claim_key() {
  auto& store = worker_.shared().replays;
  const auto key =
      store.digest({"rows", batch_->service->name, upstream_->selector, token_->reveal(), *batch_->request_key});
  const auto body = store.digest({batch_->document.root().source()});
  auto waiter = [weak = weak_from_this(), home = &worker_.reactor()](std::shared_ptr<const KeptReply> kept) {
    home->post([weak, kept = std::move(kept)] {
      if (const auto self = weak.lock()) self->guard([&] { self->replay(*kept); });
    });
  };
  const auto claimed = store.claim(key, body, worker_.reactor().now(), std::move(waiter));
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
      break;
  }
  // The other try may take longer than this caller waits.
  deadline_timer_ = std::make_unique<net::Timer>(worker_.reactor(), [this] {
    guard([this] {
      for (const auto& call : plan_.calls) {
        service::fail_rows(call, Errc::deadline_exceeded, flow::Billed::unknown, plan_.rows);
      }
      finish();
    });
  });
  deadline_timer_->arm(deadline_.at());
  return false;
}

void Exchange::replay(const KeptReply& kept) {
  Reply reply;
  reply.status = kept.status;
  reply.headers.add("Content-Type", kept.content_type);
  reply.headers.add("atgateway-replayed", "1");
  sandbox_ = kept.sandbox;
  reply.body = kept.body;
  reply_with(std::move(reply));
}

void Exchange::settle_key(const Result<Reply>& result) noexcept try {
  if (!owned_key_) return;
  const auto key = *std::exchange(owned_key_, std::nullopt);
  auto kept = std::make_shared<KeptReply>();
  const auto failed = result ? Reply() : wire::problem_reply(Errc::internal, request_.request_id);
  const auto& reply = result ? *result : failed;
  kept->status = reply.status;
  kept->content_type = reply.headers.find("Content-Type").value_or("application/json");
  kept->sandbox = sandbox_;
  kept->body = reply.body;
  // What may have been billed is never sent again under this key; everything else may be.
  worker_.shared().replays.finish(key, std::move(kept), metered_reached_, worker_.reactor().now());
} catch (...) {
  // No memory to keep the answer: the key stays taken, so that a retry is refused rather than billed again.
  return;
}

}  // namespace atgateway::gateway
