// Bytes that came in and were not used yet. They may hold a token, so no copy of them is left behind in freed memory.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atgateway::listen {

class InputBuffer {
 public:
  InputBuffer() = default;
  ~InputBuffer() { release(); }
  InputBuffer(const InputBuffer&) = delete;
  InputBuffer& operator=(const InputBuffer&) = delete;

  [[nodiscard]] bool empty() const noexcept { return used_ == text_.size(); }
  [[nodiscard]] std::size_t size() const noexcept { return text_.size() - used_; }
  /// Valid until the next change.
  [[nodiscard]] std::string_view view() const noexcept { return std::string_view(text_).substr(used_); }

  void append(std::string_view bytes);
  /// Drops the first `count` bytes; the memory goes with the last of them.
  void consume(std::size_t count) noexcept;
  void release() noexcept;
  [[nodiscard]] std::size_t capacity() const noexcept { return text_.capacity(); }

 private:
  std::string text_;
  std::size_t used_ = 0;  // bytes at the front that are done with
};

}  // namespace atgateway::listen
