#include "wire/request_reader.hpp"

#include "base/wiping_growth.hpp"
#include "wire/characters.hpp"
#include "wire/chunk_line.hpp"
#include "wire/request_line.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace atgateway::wire {
namespace {

/// Of all extensions of one request together; nobody needs them, so this only bounds how much is looked at.
constexpr std::size_t most_extension_bytes = 4096;

}  // namespace

RequestReader::Step RequestReader::read(std::string_view input, std::size_t& consumed) {
  consumed = 0;
  Stop stop;
  while (!stop) stop = advance(input.substr(consumed), consumed);
  return *stop;
}

RequestReader::Stop RequestReader::advance(std::string_view rest, std::size_t& consumed) {
  switch (state_) {
    case State::request_line:
      return read_request_line(rest, consumed);
    case State::header_line:
      return read_header_line(rest, consumed);
    case State::body_bytes:
    case State::chunk_bytes:
      return read_body_bytes(rest, consumed);
    case State::chunk_line:
      return read_chunk_line(rest, consumed);
    case State::chunk_end:
      return read_chunk_end(rest, consumed);
    case State::trailer_line:
      return read_trailer_line(rest, consumed);
    case State::complete:
      return Step::complete;
    case State::refused:
      break;
  }
  return Step::refused;
}

Request RequestReader::take() {
  Request taken = std::move(request_);
  request_ = Request();
  state_ = State::request_line;
  section_bytes_ = section_fields_ = extension_bytes_ = 0;
  empty_line_skipped_ = false;
  started_ = false;
  return taken;
}

RequestReader::Stop RequestReader::read_request_line(std::string_view rest, std::size_t& consumed) {
  if (rest.empty()) return Step::need_more;
  if (rest.front() == '\r' && !empty_line_skipped_) {  // RFC 9112 2.2: one empty line before a request
    if (rest.size() == 1) return Step::need_more;
    if (rest[1] != '\n') return refuse("A CR is not followed by an LF.");
    empty_line_skipped_ = true;
    consumed += 2;
    return std::nullopt;
  }
  if (!is(token_character, rest.front())) {  // said at once: what follows may never hold a line end
    if (rest.front() == '\x16')
      return refuse("A TLS handshake came instead of a request; this listener speaks plain HTTP.");
    if (rest.front() == '\r')
      return refuse("A second empty line came instead of a request; PROXY protocol v2 begins so.");
    return refuse("The request line does not begin with a method.");
  }
  started_ = true;

  std::string_view line;
  if (auto stop = next_line(rest, limits_.request_line_bytes, Errc::uri_too_long, line)) return stop;
  auto parsed = parse_request_line(line);
  if (!parsed) return refuse(parsed.error());
  request_.method = parsed->method;
  request_.version_minor = parsed->version_minor;
  absolute_form_ = parsed->form == TargetForm::absolute;
  const bool has_path = absolute_form_ || parsed->form == TargetForm::origin;
  // Authority and asterisk forms name no path. "/" is one that exists, so that routing can answer 405 to the method.
  request_.target = has_path ? parsed->target : std::string_view("/");
  rules_ = HeadRules();
  expects_continue_ = false;
  keep_alive_ = false;
  consumed += line.size() + 2;
  state_ = State::header_line;
  return std::nullopt;
}

RequestReader::Stop RequestReader::read_header_line(std::string_view rest, std::size_t& consumed) {
  std::string_view line;
  if (auto stop = next_line(rest, section_left(), Errc::headers_too_large, line)) return stop;
  if (line.empty()) {
    if (auto stop = finish_head(); stop == Step::refused) return stop;
    consumed += 2;
    return Step::head;
  }
  if (section_fields_ == limits_.headers) {
    return refuse(
        Error(Errc::headers_too_large, "There are more than " + std::to_string(limits_.headers) + " header lines."));
  }
  const auto field = parse_field_line(line);
  if (!field) return refuse(field.error());
  if (auto error = rules_.note(*field)) return refuse(std::move(*error));
  request_.headers.add(field->name, field->value);
  ++section_fields_;
  section_bytes_ += line.size() + 2;
  consumed += line.size() + 2;
  return std::nullopt;
}

RequestReader::Stop RequestReader::finish_head() {
  if (auto error = rules_.finish(request_.method, request_.version_minor, limits_.body_bytes)) {
    return refuse(std::move(*error));
  }
  if (absolute_form_) {
    if (auto error = reduce_to_origin_form(request_.target, request_.headers.find("host"))) {
      return refuse(std::move(*error));
    }
  }
  expects_continue_ = rules_.expects_continue(request_.version_minor);
  keep_alive_ = rules_.keep_alive(request_.version_minor);
  body_left_ = rules_.content_length().value_or(0);
  section_bytes_ = section_fields_ = 0;
  if (rules_.chunked()) {
    state_ = State::chunk_line;
  } else {
    state_ = body_left_ > 0 ? State::body_bytes : State::complete;
  }
  return std::nullopt;
}

RequestReader::Stop RequestReader::read_body_bytes(std::string_view rest, std::size_t& consumed) {
  if (rest.empty()) return Step::need_more;
  const auto piece = rest.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(rest.size(), body_left_)));
  auto& body = request_.body;
  const bool chunked = state_ == State::chunk_bytes;
  const auto ceiling = chunked ? limits_.body_bytes : body.size() + static_cast<std::size_t>(body_left_);
  base::grow_wiping(body, body.size() + piece.size(), ceiling);
  body.append(piece);
  consumed += piece.size();
  body_left_ -= piece.size();
  if (body_left_ == 0) state_ = chunked ? State::chunk_end : State::complete;
  return std::nullopt;
}

RequestReader::Stop RequestReader::read_chunk_line(std::string_view rest, std::size_t& consumed) {
  std::string_view line;
  const auto limit = chunk_size_digits + most_extension_bytes - extension_bytes_;
  if (auto stop = next_line(rest, limit, Errc::bad_request, line)) return stop;
  const auto chunk = parse_chunk_line(line);
  if (!chunk) return refuse("A chunk size is not 1 to 16 hexadecimal digits, or its extension is malformed.");
  extension_bytes_ += chunk->extension_bytes;
  if (extension_bytes_ > most_extension_bytes) return refuse("The chunk extensions are longer than 4096 bytes.");
  if (chunk->size > limits_.body_bytes - request_.body.size()) {
    return refuse(Error(Errc::body_too_large, "The chunks are over the limit of " + std::to_string(limits_.body_bytes) +
                                                  " bytes for a body."));
  }
  consumed += line.size() + 2;
  body_left_ = chunk->size;
  state_ = body_left_ > 0 ? State::chunk_bytes : State::trailer_line;
  return std::nullopt;
}

RequestReader::Stop RequestReader::read_chunk_end(std::string_view rest, std::size_t& consumed) {
  if (rest.empty()) return Step::need_more;
  if (rest[0] != '\r' || (rest.size() > 1 && rest[1] != '\n')) return refuse("A chunk is not followed by CRLF.");
  if (rest.size() == 1) return Step::need_more;
  consumed += 2;
  state_ = State::chunk_line;
  return std::nullopt;
}

RequestReader::Stop RequestReader::read_trailer_line(std::string_view rest, std::size_t& consumed) {
  std::string_view line;
  if (auto stop = next_line(rest, section_left(), Errc::headers_too_large, line)) return stop;
  if (line.empty()) {
    consumed += 2;
    state_ = State::complete;
    return std::nullopt;
  }
  if (section_fields_ == limits_.headers) {
    return refuse(
        Error(Errc::headers_too_large, "There are more than " + std::to_string(limits_.headers) + " trailer lines."));
  }
  const auto field = parse_field_line(line);
  if (!field) return refuse(field.error());
  if (forbidden_in_trailer(field->name)) return refuse("A trailer line has a name that may stand in the head only.");
  // Checked and dropped: a trailer never becomes a header.
  ++section_fields_;
  section_bytes_ += line.size() + 2;
  consumed += line.size() + 2;
  return std::nullopt;
}

RequestReader::Stop RequestReader::next_line(std::string_view rest, std::size_t limit, Errc too_long,
                                             std::string_view& line) {
  switch (scanner_.scan(rest, limit)) {
    case LineScanner::Found::need_more:
      return Step::need_more;
    case LineScanner::Found::line:
      line = rest.substr(0, scanner_.size());
      scanner_.reset();
      return std::nullopt;
    case LineScanner::Found::bare_cr:
      return refuse("A CR is not followed by an LF.");
    case LineScanner::Found::bare_lf:
      return refuse("A line ends in LF alone; lines end in CRLF.");
    case LineScanner::Found::control:
      return refuse("A line holds a control character.");
    case LineScanner::Found::too_long:
      break;
  }
  switch (too_long) {
    case Errc::uri_too_long:
      return refuse(Error(too_long, "The request line is longer than " + std::to_string(limit) + " bytes."));
    case Errc::headers_too_large:
      return refuse(Error(
          too_long, "The header lines are over the limit of " + std::to_string(limits_.header_bytes) + " bytes."));
    default:
      return refuse("A line before a chunk is longer than its size and extensions may be.");
  }
}

RequestReader::Step RequestReader::refuse(Error error) {
  error_ = std::move(error);
  state_ = State::refused;
  keep_alive_ = false;
  expects_continue_ = false;
  return Step::refused;
}

std::size_t RequestReader::section_left() const noexcept {
  // A field line takes two bytes more than what it holds. The empty line that ends the section is always allowed.
  const auto left = limits_.header_bytes - std::min(limits_.header_bytes, section_bytes_);
  return left < 2 ? 0 : left - 2;
}

}  // namespace atgateway::wire
