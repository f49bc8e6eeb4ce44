#include "listen/connection_table.hpp"

#include "listen/connection.hpp"

#include <utility>

namespace atgateway::listen {

ConnectionTable::ConnectionTable() noexcept = default;
ConnectionTable::~ConnectionTable() = default;

ConnectionTable::List& ConnectionTable::of(Shelf shelf) noexcept {
  switch (shelf) {
    case Shelf::busy:
      return busy_;
    case Shelf::silent:
      return silent_;
    case Shelf::idle:
      break;
  }
  return idle_;
}

Connection& ConnectionTable::add(std::unique_ptr<Connection> connection) {
  busy_.push_back(std::move(connection));
  Connection& added = *busy_.back();
  added.place = {Shelf::busy, std::prev(busy_.end())};
  return added;
}

void ConnectionTable::move(Connection& connection, Shelf shelf) noexcept {
  List& to = of(shelf);
  to.splice(to.end(), of(connection.place.shelf), connection.place.at);
  connection.place.shelf = shelf;
}

void ConnectionTable::bury(Connection& connection) noexcept {
  graveyard_.splice(graveyard_.end(), of(connection.place.shelf), connection.place.at);
}

void ConnectionTable::clear_graveyard() noexcept { graveyard_.clear(); }

Connection* ConnectionTable::oldest(Shelf shelf) noexcept {
  List& list = of(shelf);
  return list.empty() ? nullptr : list.front().get();
}

}  // namespace atgateway::listen
