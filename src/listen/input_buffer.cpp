#include "listen/input_buffer.hpp"

#include <atgateway/secret.hpp>

#include <algorithm>

namespace atgateway::listen {

void InputBuffer::append(std::string_view bytes) {
  if (bytes.empty()) return;
  if (text_.size() + bytes.size() > text_.capacity()) {
    // A string that grows by itself would free the old bytes unwiped. Used bytes are left behind here, so a buffer that
    // is consumed as fast as it fills does not grow.
    std::string larger;
    larger.reserve(std::max(size() + bytes.size(), 2 * size()));
    larger.append(view());
    wipe(text_);
    text_ = std::move(larger);
    used_ = 0;
  }
  text_.append(bytes);
}

void InputBuffer::consume(std::size_t count) noexcept {
  used_ += std::min(count, size());
  if (empty()) release();
}

void InputBuffer::release() noexcept {
  if (text_.capacity() == std::string().capacity() && text_.empty()) return;
  wipe(text_);
  std::string().swap(text_);
  used_ = 0;
}

}  // namespace atgateway::listen
