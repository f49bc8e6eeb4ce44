// Drives a RequestReader the way a connection does, in pieces of any size, and notes all that it says.
#pragma once

#include "wire/request_reader.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace atgateway::test {

/// One request as it came out.
struct ReadMessage {
  std::string method, target, body;
  int version_minor = 1;
  bool keep_alive = false;
  bool expects_continue = false;
  std::optional<std::uint64_t> content_length;
  std::vector<std::string> fields;  ///< "name: value"
  std::size_t head_at = 0;          ///< bytes consumed when its head was complete
  std::size_t end_at = 0;           ///< bytes consumed when it was complete

  friend bool operator==(const ReadMessage&, const ReadMessage&) = default;
};

/// All that a stream of bytes gave.
struct Reading {
  std::vector<ReadMessage> messages;
  std::size_t heads = 0;        ///< how often Step::head came
  std::size_t consumed = 0;     ///< in all
  std::optional<Errc> refused;  ///< why it ended, if it did
  std::string detail;
  bool started = false;        ///< at the end
  bool in_body = false;        ///< at the end
  bool steps_in_order = true;  ///< head, then complete, for each request

  friend bool operator==(const Reading&, const Reading&) = default;
};

/// Hands `stream` over in pieces of `piece` bytes; the first one is `first` bytes instead, unless 0.
inline Reading read_in_pieces(std::string_view stream, std::size_t piece, std::size_t first = 0,
                              const HttpLimits& limits = {}) {
  using Step = wire::RequestReader::Step;
  wire::RequestReader reader(limits);
  Reading reading;
  std::size_t arrived = 0;
  std::size_t head_at = 0;
  bool ended = false;
  while (!ended && arrived < stream.size()) {
    arrived = std::min(stream.size(), arrived + (arrived == 0 && first != 0 ? first : piece));
    for (bool more = true; more;) {
      std::size_t consumed = 0;
      const Step step = reader.read(stream.substr(reading.consumed, arrived - reading.consumed), consumed);
      reading.consumed += consumed;
      switch (step) {
        case Step::need_more:
          more = false;
          break;
        case Step::head:
          ++reading.heads;
          reading.steps_in_order = reading.steps_in_order && reading.heads == reading.messages.size() + 1;
          head_at = reading.consumed;
          break;
        case Step::complete: {
          reading.steps_in_order = reading.steps_in_order && reading.heads == reading.messages.size() + 1;
          ReadMessage message;
          message.expects_continue = reader.expects_continue();
          message.content_length = reader.content_length();
          const Request request = reader.take();
          message.method = request.method;
          message.target = request.target;
          message.body = request.body;
          message.version_minor = request.version_minor;
          message.keep_alive = reader.keep_alive();
          for (std::size_t i = 0; i < request.headers.size(); ++i) {
            message.fields.push_back(std::string(request.headers[i].name) + ": " +
                                     std::string(request.headers[i].value));
          }
          message.head_at = head_at;
          message.end_at = reading.consumed;
          reading.messages.push_back(std::move(message));
          break;
        }
        case Step::refused:
          reading.refused = reader.error().code();
          reading.detail = reader.error().detail();
          more = false;
          ended = true;
          break;
      }
    }
  }
  reading.started = reader.started();
  reading.in_body = reader.in_body();
  return reading;
}

inline Reading read_whole(std::string_view stream, const HttpLimits& limits = {}) {
  return read_in_pieces(stream, std::max<std::size_t>(stream.size(), 1), 0, limits);
}

}  // namespace atgateway::test
