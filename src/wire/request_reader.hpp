// The strict HTTP/1.x request reader: bytes in, a request or a refusal out. No sockets, no clock.
#pragma once

#include "wire/head_rules.hpp"
#include "wire/line_scanner.hpp"

#include <atgateway/http.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace atgateway::wire {

/// Reads one request after another from a stream of bytes.
///
/// The caller keeps a buffer, hands its unread front to `read`, and drops `consumed` bytes from it afterwards. Scan
/// positions are remembered, so a sender of one byte at a time costs linear time, provided that the next call is given
/// the unconsumed bytes again, followed by the new ones.
class RequestReader {
 public:
  enum class Step {
    need_more,  ///< all that could be used was consumed
    head,       ///< the head is complete (see `head()`); once per request, before its body; call `read` again
    complete,   ///< the request is complete: `take()` it, then go on
    refused,    ///< see `error()`; the connection must be closed, nothing further may be read as HTTP
  };

  explicit RequestReader(const HttpLimits& limits) : limits_(limits) {}
  ~RequestReader() = default;
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  /// `consumed` is set by each call; at most one unfinished line, never body bytes, is left unconsumed.
  [[nodiscard]] Step read(std::string_view input, std::size_t& consumed);
  /// The request so far: method, target, headers; `body` is not complete before `Step::complete`. After a refusal in
  /// the head it holds what came before the fault.
  [[nodiscard]] const Request& head() const noexcept { return request_; }
  /// The same, for the connection to write down how the request arrived; what was read stays as it is.
  [[nodiscard]] Request& head() noexcept { return request_; }
  /// Content-Length, or nothing when chunked or absent.
  [[nodiscard]] std::optional<std::uint64_t> content_length() const noexcept { return rules_.content_length(); }
  /// The sender waits for `100 Continue` before it sends the body.
  [[nodiscard]] bool expects_continue() const noexcept { return expects_continue_; }
  /// May the connection carry another request after this one? Stays as it is until the next request begins.
  [[nodiscard]] bool keep_alive() const noexcept { return keep_alive_; }
  /// Has any byte of the next request been seen? Tells an idle connection from one that stalled. The one empty line
  /// that may come before a request is not part of it.
  [[nodiscard]] bool started() const noexcept { return started_; }
  /// Is the head complete and the body not?
  [[nodiscard]] bool in_body() const noexcept {
    return state_ != State::request_line && state_ != State::header_line && state_ != State::complete &&
           state_ != State::refused;
  }
  /// The complete request; the reader is then ready for the next one.
  [[nodiscard]] Request take();
  [[nodiscard]] const Error& error() const noexcept { return *error_; }

 private:
  enum class State : std::uint8_t {
    request_line,
    header_line,
    body_bytes,
    chunk_line,
    chunk_bytes,
    chunk_end,
    trailer_line,
    complete,
    refused,
  };
  using Stop = std::optional<Step>;  ///< nothing: go on with the state reached

  Stop advance(std::string_view rest, std::size_t& consumed);
  Stop read_request_line(std::string_view rest, std::size_t& consumed);
  Stop read_header_line(std::string_view rest, std::size_t& consumed);
  Stop finish_head();
  Stop read_body_bytes(std::string_view rest, std::size_t& consumed);
  Stop read_chunk_line(std::string_view rest, std::size_t& consumed);
  Stop read_chunk_end(std::string_view rest, std::size_t& consumed);
  Stop read_trailer_line(std::string_view rest, std::size_t& consumed);
  Stop next_line(std::string_view rest, std::size_t limit, Errc too_long, std::string_view& line);
  Step refuse(Error error);
  Step refuse(const char* detail) { return refuse(Error(Errc::bad_request, detail)); }
  [[nodiscard]] std::size_t section_left() const noexcept;

  HttpLimits limits_;
  Request request_;
  std::optional<Error> error_;
  HeadRules rules_;
  LineScanner scanner_;
  State state_ = State::request_line;
  std::size_t section_bytes_ = 0;    ///< of the head's or trailer's field lines so far, CRLF included
  std::size_t section_fields_ = 0;   ///< in the head or the trailer
  std::size_t extension_bytes_ = 0;  ///< of all chunk extensions of the request
  std::uint64_t body_left_ = 0;      ///< of the body or of the current chunk
  bool absolute_form_ = false;
  bool empty_line_skipped_ = false;
  bool expects_continue_ = false;
  bool keep_alive_ = true;
  bool started_ = false;
};

}  // namespace atgateway::wire
