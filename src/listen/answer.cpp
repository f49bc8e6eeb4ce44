#include "listen/answer.hpp"

#include <utility>

namespace atgateway::listen {

void AnswerLink::deliver(std::uint64_t turn, Result<Reply> reply) {
  if (net::Reactor::current() != home_) return deliver_later(turn, std::move(reply));
  if (taker_ != nullptr) taker_->answered(turn, std::move(reply));
}

void AnswerLink::deliver_later(std::uint64_t turn, Result<Reply> reply) {
  // The lock keeps the taker, and so its reactor, in place while the task is handed over.
  const std::lock_guard lock(mutex_);
  if (taker_ == nullptr) return;
  home_->post([self = shared_from_this(), turn, reply = std::move(reply)]() mutable {
    if (self->taker_ != nullptr) self->taker_->answered(turn, std::move(reply));
  });
}

void AnswerLink::detach() noexcept {
  const std::lock_guard lock(mutex_);
  taker_ = nullptr;
}

Answer::~Answer() {
  if (given_.load()) return;
  try {
    link_->deliver_later(turn_, Error(Errc::internal, "The handler dropped the request without answering it."));
  } catch (...) {  // out of memory: the caller sees its connection time out
  }
}

void Answer::give(Result<Reply> reply) {
  if (!given_.exchange(true)) link_->deliver(turn_, std::move(reply));
}

}  // namespace atgateway::listen
