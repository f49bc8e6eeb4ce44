// Secret: bytes that must not be seen.
#pragma once

#include <atgateway/export.hpp>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace atgateway::inline v0_1 {

/// Bytes that are never printed, and wiped when they go. Move-only: a copy is asked for by name.
///
/// There is deliberately no stream operator, no comparison and no conversion to a string.
/// @secrets the bytes live in one heap block, overwritten before it is freed
/// @threads same object: one at a time  @since 0.1
class ATGATEWAY_EXPORT Secret {
 public:
  Secret() noexcept = default;
  explicit Secret(std::string_view bytes);
  Secret(Secret&& other) noexcept;
  Secret& operator=(Secret&& other) noexcept;
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  ~Secret();

  [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// The bytes themselves, for the one place that puts them on the wire.
  [[nodiscard]] std::string_view reveal() const noexcept { return {bytes_.get(), size_}; }
  [[nodiscard]] Secret clone() const { return Secret(reveal()); }
  /// Equal bytes? Takes the same time wherever they differ.
  [[nodiscard]] bool equals(std::string_view other) const noexcept;

 private:
  void wipe() noexcept;
  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0;
};

/// Overwrites a string's whole buffer, then empties it. The compiler cannot drop this.  @since 0.1
ATGATEWAY_EXPORT void wipe(std::string& text) noexcept;

}  // namespace atgateway::inline v0_1
