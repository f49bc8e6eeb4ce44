// A reply as it comes in, with a bound on its body, and what is left of it when it does not come whole.
#pragma once

#include "probe/http.hpp"
#include "wire/reply_reader.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace atgateway::probe {

class HttpReplyReader {
 public:
  HttpReplyReader(bool to_head, std::size_t most_body);
  ~HttpReplyReader() { wipe(pending_); }
  HttpReplyReader(const HttpReplyReader&) = delete;
  HttpReplyReader& operator=(const HttpReplyReader&) = delete;

  /// Why nothing more will come.
  enum class End : std::uint8_t { ended, broken, reset, silence, time_up };

  void take(std::string_view bytes);
  void give_up(End end);
  [[nodiscard]] bool done() const noexcept { return done_; }
  [[nodiscard]] bool has_head() const noexcept { return has_head_; }
  /// After `done`: outcome, status, headers, body, and what is wrong with them.
  void hand_over(HttpAnswer& answer, milliseconds patience);

 private:
  void judge_end(HttpAnswer& answer, milliseconds patience) const;

  wire::ReplyReader reader_;
  std::size_t most_body_;
  std::string pending_;
  bool has_head_ = false, done_ = false, complete_ = false, refused_ = false, too_long_ = false;
  std::optional<End> end_;
};

/// Puts "(the token)" wherever the server repeats it.
void hide(const Secret& secret, HttpAnswer& answer);

}  // namespace atgateway::probe
