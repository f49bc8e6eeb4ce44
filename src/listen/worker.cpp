#include "listen/worker.hpp"

#include "listen/connection.hpp"

#include <unistd.h>

#include <algorithm>

namespace atgateway::listen {
namespace {

// Somebody who has just connected is about to send; after this long, silence counts as idleness.
constexpr milliseconds ripe_silence(1000);
// Connections that turn out to have bytes waiting are not idle; looking at a few of them is enough.
constexpr int eviction_tries = 8;

}  // namespace

Worker::Worker(Shared& shared, std::size_t index, ListenSocket socket)
    : shared_(shared),
      index_(index),
      reactor_(shared.core.reactor(index)),
      socket_(std::move(socket)),
      input_scratch_(std::make_unique_for_overwrite<char[]>(scratch_bytes)) {}

Worker::~Worker() = default;

template <class Member>
void Worker::defer(Member member) {
  reactor_.defer([self = shared_.shared_from_this(), this, member] { (this->*member)(); });
}

std::span<char> Worker::input_scratch(std::size_t most) noexcept {
  return {input_scratch_.get(), std::min(most, scratch_bytes)};
}

void Worker::open() {
  if (door_closed_) return;
  acceptor_.emplace(*this, std::move(socket_));
  auto opened = acceptor_->open();
  if (opened) return;
  acceptor_.reset();
  shared_.event(Event::Level::error, "accept-failed", std::string(opened.error().detail()));
}

void Worker::admit(int fd, const net::SocketAddress& peer) {
  const ProxyTerms terms = shared_.gate.terms_for(peer);
  Connection* connection = nullptr;
  try {
    if (terms.admitted) connection = &table_.add(std::make_unique<Connection>(*this, peer, terms));
  } catch (...) {
  }
  if (connection == nullptr) {
    ::close(fd);
    shared_.connection_gone();
    return;
  }
  connection->start(fd);
}

void Worker::shelve(Connection& connection, ConnectionTable::Shelf shelf) {
  table_.move(connection, shelf);
  if (shelf == ConnectionTable::Shelf::idle && shared_.slots.anyone_waits() && !room_check_due_) {
    defer(&Worker::make_room);
    room_check_due_ = true;
  }
}

void Worker::make_room() {
  room_check_due_ = false;
  if (shared_.slots.anyone_waits() && shared_.slots.full()) evict_one();
}

bool Worker::evict_one() {
  for (int i = 0; i < eviction_tries; ++i) {
    Connection* idle = table_.oldest(ConnectionTable::Shelf::idle);
    if (idle == nullptr) break;
    if (idle->close_if_quiet()) return true;
  }
  Connection* silent = table_.oldest(ConnectionTable::Shelf::silent);
  return silent != nullptr && reactor_.now() - silent->quiet_since() >= ripe_silence && silent->close_if_quiet();
}

void Worker::ask_others_for_room() {
  const std::size_t others = shared_.workers.size() - 1;
  if (others == 0) return;
  Worker& next = *shared_.workers[(index_ + 1) % shared_.workers.size()];
  next.reactor_.post([self = shared_.shared_from_this(), &next, others] { next.make_room_for_others(others - 1); });
}

void Worker::make_room_for_others(std::size_t hops_left) {
  if (!shared_.slots.anyone_waits() || !shared_.slots.full() || evict_one() || hops_left == 0) return;
  Worker& next = *shared_.workers[(index_ + 1) % shared_.workers.size()];
  next.reactor_.post(
      [self = shared_.shared_from_this(), &next, hops_left] { next.make_room_for_others(hops_left - 1); });
}

void Worker::room_appeared() {
  if (acceptor_ && acceptor_->waits_for_room()) acceptor_->resume();
}

void Worker::bury(Connection& connection) noexcept {
  table_.bury(connection);
  schedule_funeral();
  shared_.connection_gone();
}

void Worker::schedule_funeral() noexcept {
  if (burial_due_) return;
  try {
    defer(&Worker::hold_funeral);
    burial_due_ = true;
  } catch (...) {  // out of memory: the next one tries again
  }
}

void Worker::hold_funeral() {
  burial_due_ = false;
  table_.clear_graveyard();
  if (door_closed_) acceptor_.reset();
}

void Worker::announce_drain() { close_idle(); }

void Worker::close_idle() {
  // A connection whose next request has already arrived is answered; to the others nothing is owed.
  for (auto left = table_.count(ConnectionTable::Shelf::idle); left != 0; --left) {
    Connection* idle = table_.oldest(ConnectionTable::Shelf::idle);
    if (idle == nullptr) return;
    idle->close_if_quiet();
  }
}

void Worker::stop_accepting() {
  if (acceptor_) acceptor_->accept_the_rest_and_close();
  close_idle();
  for (auto left = table_.count(ConnectionTable::Shelf::silent); left != 0; --left) {
    table_.oldest(ConnectionTable::Shelf::silent)->hurry();
  }
  close_door();
}

void Worker::close_door() noexcept {
  // It may be on the stack, so it goes at the end of this turn.
  if (acceptor_) acceptor_->close();
  schedule_funeral();
  socket_.close();
  if (!std::exchange(door_closed_, true)) shared_.door_closed();
}

void Worker::shut_down() noexcept {
  close_door();
  for (const auto shelf :
       {ConnectionTable::Shelf::busy, ConnectionTable::Shelf::silent, ConnectionTable::Shelf::idle}) {
    while (Connection* connection = table_.oldest(shelf)) connection->abandon();
  }
}

}  // namespace atgateway::listen
