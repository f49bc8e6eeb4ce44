#include "upstream/curl_reply_head.hpp"

#include "upstream/reply_fields.hpp"

#include <charconv>
#include <chrono>

namespace atgateway::upstream {
namespace {

constexpr std::size_t head_limit = 65536;
constexpr unsigned interim_limit = 8;

std::string_view trimmed(std::string_view text) noexcept {
  const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && blank(text.back())) text.remove_suffix(1);
  return text;
}

}  // namespace

bool CurlReplyHead::take(std::string_view line) {
  bytes_ += line.size();
  if (bytes_ > head_limit) {
    complaint_ = "has too many header bytes";
    return false;
  }
  if (complete_) return true;  // trailers say nothing to us
  if (line.substr(0, 5) == "HTTP/") return take_status(line);
  if (trimmed(line).empty()) return finish();
  if (const auto colon = line.find(':'); colon != std::string_view::npos) {
    take_field(line.substr(0, colon), trimmed(line.substr(colon + 1)));
  }
  return true;
}

/// What an interim answer said is forgotten.
bool CurlReplyHead::take_status(std::string_view line) {
  status_ = 0;
  const auto space = line.find(' ');
  if (space != std::string_view::npos) std::from_chars(line.data() + space + 1, line.data() + line.size(), status_);
  lengths_ = 0;
  chunked_ = too_large_ = sandbox_ = false;
  length_.reset();
  retry_after_s_.reset();
  return true;
}

void CurlReplyHead::take_field(std::string_view name, std::string_view value) {
  if (same_name(name, "content-length")) {
    ++lengths_;
    std::uint64_t length = 0;
    const auto read = std::from_chars(value.data(), value.data() + value.size(), length);
    if (read.ec != std::errc() || read.ptr != value.data() + value.size()) ++lengths_;
    length_ = length;
    if (length > body_limit_ && status_ != 304) too_large_ = true;
  } else if (same_name(name, "transfer-encoding")) {
    chunked_ = true;
  } else if (same_name(name, "retry-after")) {
    retry_after_s_ = parse_retry_after(value, std::chrono::system_clock::now());
  } else if (same_name(name, "atgateway-sandbox")) {
    sandbox_ = value == "1";
  }
}

bool CurlReplyHead::finish() {
  if (status_ < 200) {
    if (status_ >= 100 && status_ != 101 && ++interims_ <= interim_limit) return true;
    complaint_ = "is preceded by too many or unknown interim answers";
    return false;
  }
  complete_ = true;
  if (lengths_ > 1 || (lengths_ > 0 && chunked_)) {
    complaint_ = "does not say clearly how long it is";
    return false;
  }
  return !too_large_;
}

}  // namespace atgateway::upstream
