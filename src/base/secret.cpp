#include <atgateway/secret.hpp>

#include <string.h>  // explicit_bzero is glibc's, not the standard library's

#include <algorithm>
#include <utility>

namespace atgateway::inline v0_1 {

Secret::Secret(std::string_view bytes) : size_(bytes.size()) {
  if (size_ == 0) return;
  bytes_ = std::make_unique<char[]>(size_);
  std::copy(bytes.begin(), bytes.end(), bytes_.get());
}

Secret::Secret(Secret&& other) noexcept : bytes_(std::move(other.bytes_)), size_(std::exchange(other.size_, 0)) {}

Secret& Secret::operator=(Secret&& other) noexcept {
  if (this != &other) {
    wipe();
    bytes_ = std::move(other.bytes_);
    size_ = std::exchange(other.size_, 0);
  }
  return *this;
}

Secret::~Secret() { wipe(); }

void Secret::wipe() noexcept {
  if (bytes_) explicit_bzero(bytes_.get(), size_);
  bytes_.reset();
  size_ = 0;
}

bool Secret::equals(std::string_view other) const noexcept {
  if (other.size() != size_) return false;
  unsigned char difference = 0;
  for (std::size_t i = 0; i < size_; ++i) {
    difference = static_cast<unsigned char>(difference | (bytes_[i] ^ other[i]));
  }
  return difference == 0;
}

void wipe(std::string& text) noexcept {
  // The whole capacity: what an earlier, longer content left behind goes too.
  explicit_bzero(text.data(), text.capacity());
  text.clear();
}

}  // namespace atgateway::inline v0_1
