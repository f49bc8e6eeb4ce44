// The strict HTTP/1.x reply reader: bytes in, a reply or a refusal out. No sockets, no clock.
#pragma once

#include "wire/field_line.hpp"
#include "wire/line_scanner.hpp"

#include <atgateway/http.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace atgateway::wire {

struct ReplyLimits {
  std::size_t header_bytes = 65536;  ///< status line and fields, interim replies and trailers included
  std::uint64_t body_bytes = 16777216;
  unsigned interims = 8;  ///< 1xx replies in front of the real one
};

/// Reads one reply after another from what a server sends.
///
/// The caller keeps a buffer, hands its unread front to `read`, and drops `consumed` bytes from it afterwards. Scan
/// positions are remembered, as in RequestReader.
///
/// Strict where two readers could disagree on where a reply ends: Content-Length twice (even if equal), or together
/// with Transfer-Encoding, any Transfer-Encoding but exactly `chunked`, obs-fold and bare line ends are refused.
/// @source RFC 9112 sections 4, 6 and 7; RFC 9110 section 15.2 (1xx)
class ReplyReader {
 public:
  enum class Step : std::uint8_t {
    need_more,  ///< all that could be used was consumed
    complete,   ///< the reply is complete; what was not consumed belongs to nobody
    refused,    ///< see `error()`; the connection must be closed
  };

  explicit ReplyReader(const ReplyLimits& limits) : limits_(limits) {}

  /// Ready for the next reply. `to_head`: the request was HEAD, so the reply has no body whatever its fields say.
  void restart(bool to_head = false) noexcept;
  /// `consumed` is set by each call; at most one unfinished line, never body bytes, is left unconsumed.
  [[nodiscard]] Step read(std::string_view input, std::size_t& consumed);
  /// The server has ended its sending side in good order (FIN; under TLS close_notify). That completes a body without
  /// framing and truncates everything else.
  [[nodiscard]] Step end();

  /// Has any byte of a reply been seen, an interim one included?
  [[nodiscard]] bool started() const noexcept { return started_; }
  /// Has the head of the reply, no interim one, been read?
  [[nodiscard]] bool head_complete() const noexcept { return state_ >= State::body_bytes && state_ != State::refused; }
  [[nodiscard]] int status() const noexcept { return status_; }
  [[nodiscard]] const Headers& headers() const noexcept { return headers_; }
  [[nodiscard]] const std::string& body() const noexcept { return body_; }
  [[nodiscard]] std::string take_body() noexcept { return std::move(body_); }
  /// May the connection carry another request? Known once complete.
  [[nodiscard]] bool keep_alive() const noexcept { return keep_alive_; }
  /// `upstream_bad_reply` or `upstream_reply_too_large`; the detail continues "The upstream's answer …", without its
  /// full stop.
  [[nodiscard]] const Error& error() const noexcept { return *error_; }

 private:
  enum class State : std::uint8_t {
    status_line,
    header_line,
    body_bytes,  // and all that follow have a complete head
    body_until_end,
    chunk_line,
    chunk_bytes,
    chunk_end,
    trailer_line,
    complete,
    refused,
  };
  using Stop = std::optional<Step>;  ///< nothing: go on with the state reached

  Stop advance(std::string_view rest, std::size_t& consumed);
  Stop next_line(std::string_view rest, std::size_t& consumed, std::string_view& line);
  Stop read_status_line(std::string_view rest, std::size_t& consumed);
  Stop read_header_line(std::string_view rest, std::size_t& consumed);
  Stop note(const FieldLine& field);
  Stop finish_head();
  Stop read_body_bytes(std::string_view rest, std::size_t& consumed);
  Stop read_chunk_line(std::string_view rest, std::size_t& consumed);
  Stop read_chunk_end(std::string_view rest, std::size_t& consumed);
  Stop read_trailer_line(std::string_view rest, std::size_t& consumed);
  Stop complete();
  Step refuse(const char* what, Errc code = Errc::upstream_bad_reply);

  ReplyLimits limits_;
  State state_ = State::status_line;
  LineScanner scanner_;
  Headers headers_;
  std::string body_;
  std::optional<Error> error_;
  int status_ = 0;
  int version_minor_ = 1;
  std::size_t line_bytes_ = 0;  ///< of all lines so far
  unsigned interims_ = 0;
  std::optional<std::uint64_t> content_length_;
  std::uint64_t body_left_ = 0;  ///< of the body or of the current chunk
  bool chunked_ = false;
  bool close_ = false;
  bool to_head_ = false;
  bool keep_alive_ = false;
  bool started_ = false;
};

}  // namespace atgateway::wire
