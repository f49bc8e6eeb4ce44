// A worker's connections, sorted by what they are doing, longest first.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>

namespace atgateway::listen {

class Connection;

class ConnectionTable {
 public:
  enum class Shelf : std::uint8_t {
    busy,    ///< handshake, request under way, reply under way
    silent,  ///< connected, and no request has begun yet
    idle,    ///< kept alive, between requests
  };
  using List = std::list<std::unique_ptr<Connection>>;

  /// Where a connection stands; each carries its own.
  struct Place {
    Shelf shelf = Shelf::busy;
    List::iterator at;
  };

  ConnectionTable() noexcept;
  ~ConnectionTable();
  ConnectionTable(const ConnectionTable&) = delete;
  ConnectionTable& operator=(const ConnectionTable&) = delete;

  Connection& add(std::unique_ptr<Connection> connection);
  /// Behind all others of that shelf. No allocation.
  void move(Connection& connection, Shelf shelf) noexcept;
  /// Off the shelves; destroyed with `clear_graveyard`.
  void bury(Connection& connection) noexcept;
  void clear_graveyard() noexcept;

  [[nodiscard]] Connection* oldest(Shelf shelf) noexcept;
  [[nodiscard]] std::size_t count(Shelf shelf) noexcept { return of(shelf).size(); }

 private:
  [[nodiscard]] List& of(Shelf shelf) noexcept;
  List busy_, silent_, idle_, graveyard_;
};

}  // namespace atgateway::listen
