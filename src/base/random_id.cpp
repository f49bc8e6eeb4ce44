#include "base/random_id.hpp"

#include <array>
#include <cstdint>
#include <random>

namespace atgateway::base {
namespace {

// xoshiro256**: ids must not collide; they guard nothing, so this need not be a cryptographic generator.
class Generator {
 public:
  Generator() {
    std::random_device seed;
    for (auto& word : state_) word = (static_cast<std::uint64_t>(seed()) << 32) | seed();
  }
  std::uint64_t next() noexcept {
    const auto result = rotate(state_[1] * 5, 7) * 9;
    const auto shifted = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= shifted;
    state_[3] = rotate(state_[3], 45);
    return result;
  }

 private:
  static std::uint64_t rotate(std::uint64_t word, int by) noexcept { return (word << by) | (word >> (64 - by)); }
  std::array<std::uint64_t, 4> state_{};
};

}  // namespace

std::string random_id() {
  static constexpr char digits[] = "0123456789abcdef";
  thread_local Generator generator;
  std::string id(32, '0');
  for (std::size_t half = 0; half < 2; ++half) {
    auto word = generator.next();
    for (std::size_t i = 0; i < 16; ++i, word >>= 4) id[half * 16 + i] = digits[word & 15];
  }
  return id;
}

}  // namespace atgateway::base
