// Sender: whoever lines up for the right to have one more upstream call in flight.
#pragma once

#include <cstddef>

namespace atgateway::gateway {

class Sender {
 public:
  /// Called with a slot of that group held: sends one call, or gives the slot back.
  /// @return whether it wants another slot of the same group at once
  [[nodiscard]] virtual bool send_next(std::size_t group) = 0;

 protected:
  ~Sender() = default;
};

}  // namespace atgateway::gateway
