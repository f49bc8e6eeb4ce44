// The strict HTTP/1.x request reader: bytes in, a request or a refusal out. No sockets, no clock.
#pragma once

#include <atgateway/http.hpp>

#include <cstddef>
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
  ~RequestReader();

  [[nodiscard]] Step read(std::string_view input, std::size_t& consumed);
  /// The request so far: method, target, headers; `body` is not complete before `Step::complete`.
  [[nodiscard]] const Request& head() const noexcept { return request_; }
  /// Content-Length, or nothing when chunked or absent.
  [[nodiscard]] std::optional<std::uint64_t> content_length() const noexcept;
  /// The sender waits for `100 Continue` before it sends the body.
  [[nodiscard]] bool expects_continue() const noexcept { return expects_continue_; }
  /// May the connection carry another request after this one?
  [[nodiscard]] bool keep_alive() const noexcept { return keep_alive_; }
  /// Has any byte of the next request been seen? Tells an idle connection from one that stalled.
  [[nodiscard]] bool started() const noexcept { return started_; }
  /// Is the head complete and the body not?
  [[nodiscard]] bool in_body() const noexcept;
  [[nodiscard]] Request take();
  [[nodiscard]] const Error& error() const noexcept { return *error_; }

 private:
  // (the private part is request_reader.cpp's business)
  HttpLimits limits_;
  Request request_;
  std::optional<Error> error_;
  bool expects_continue_ = false;
  bool keep_alive_ = true;
  bool started_ = false;
};

}  // namespace atgateway::wire
