// CurlReplyHead: the lines of an answer's head as curl hands them on, judged more strictly than curl does.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace atgateway::upstream {

class CurlReplyHead {
 public:
  explicit CurlReplyHead(std::uint64_t body_limit) noexcept : body_limit_(body_limit) {}

  /// One line, an interim answer's and a trailer's among them. @return false to give the transfer up
  [[nodiscard]] bool take(std::string_view line);
  /// The head, not an interim one's, is there to its empty line.
  [[nodiscard]] bool complete() const noexcept { return complete_; }
  /// What is wrong with it, continuing "The upstream's answer …"; empty = nothing.
  [[nodiscard]] std::string_view complaint() const noexcept { return complaint_; }
  /// It announces more bytes than may come.
  [[nodiscard]] bool too_large() const noexcept { return too_large_; }

  /// What Content-Length says; nothing when it is absent.
  [[nodiscard]] std::optional<std::uint64_t> length() const noexcept { return length_; }

  [[nodiscard]] int status() const noexcept { return status_; }
  [[nodiscard]] std::optional<std::int64_t> retry_after_s() const noexcept { return retry_after_s_; }
  [[nodiscard]] bool sandbox() const noexcept { return sandbox_; }

 private:
  [[nodiscard]] bool take_status(std::string_view line);
  void take_field(std::string_view name, std::string_view value);
  [[nodiscard]] bool finish();

  std::uint64_t body_limit_;
  std::size_t bytes_ = 0;
  unsigned interims_ = 0, lengths_ = 0;
  int status_ = 0;
  bool chunked_ = false, complete_ = false, too_large_ = false, sandbox_ = false;
  std::optional<std::uint64_t> length_;
  std::optional<std::int64_t> retry_after_s_;
  std::string_view complaint_;
};

}  // namespace atgateway::upstream
