#include "wire/reply_reader.hpp"

#include "wire/characters.hpp"
#include "wire/chunk_line.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace atgateway::wire {
namespace {

// A length is a promise: room is made for this much of it before the bytes are there.
constexpr std::uint64_t trusted_length = 65536;

std::optional<std::uint64_t> parse_length(std::string_view text) noexcept {
  if (text.empty() || !std::all_of(text.begin(), text.end(), is_digit)) return std::nullopt;
  std::uint64_t length = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), length);
  if (read.ec != std::errc()) return std::nullopt;
  return length;
}

bool has_token(std::string_view list, std::string_view token) noexcept {
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    auto item = list.substr(0, comma);
    while (!item.empty() && (item.front() == ' ' || item.front() == '\t')) item.remove_prefix(1);
    while (!item.empty() && (item.back() == ' ' || item.back() == '\t')) item.remove_suffix(1);
    if (equal_without_case(item, token)) return true;
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return false;
}

}  // namespace

void ReplyReader::restart(bool to_head) noexcept {
  state_ = State::status_line;
  scanner_.reset();
  headers_.wipe();
  std::string().swap(body_);  // it may have been large; `= {}` would keep the memory
  error_.reset();
  status_ = 0;
  version_minor_ = 1;
  line_bytes_ = 0;
  interims_ = 0;
  content_length_.reset();
  body_left_ = 0;
  chunked_ = close_ = keep_alive_ = started_ = false;
  to_head_ = to_head;
}

ReplyReader::Step ReplyReader::read(std::string_view input, std::size_t& consumed) {
  consumed = 0;
  if (!input.empty()) started_ = true;
  for (;;) {
    std::size_t used = 0;
    const auto stop = advance(input.substr(consumed), used);
    consumed += used;
    if (stop) return *stop;
  }
}

ReplyReader::Step ReplyReader::end() {
  if (state_ == State::complete) return Step::complete;
  if (state_ == State::body_until_end) return *complete();
  if (state_ == State::refused) return Step::refused;
  return refuse("ended before it was complete");
}

ReplyReader::Stop ReplyReader::advance(std::string_view rest, std::size_t& consumed) {
  switch (state_) {
    case State::status_line:
      return read_status_line(rest, consumed);
    case State::header_line:
      return read_header_line(rest, consumed);
    case State::body_bytes:
    case State::body_until_end:
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
      return Step::refused;
  }
  return Step::refused;
}

/// A stop, or the line without its CRLF, which is then consumed.
ReplyReader::Stop ReplyReader::next_line(std::string_view rest, std::size_t& consumed, std::string_view& line) {
  const std::size_t room = limits_.header_bytes - std::min(line_bytes_, limits_.header_bytes);
  switch (scanner_.scan(rest, room)) {
    case LineScanner::Found::need_more:
      return Step::need_more;
    case LineScanner::Found::line:
      break;
    case LineScanner::Found::too_long:
      return refuse("has too many header bytes");
    case LineScanner::Found::bare_cr:
    case LineScanner::Found::bare_lf:
    case LineScanner::Found::control:
      return refuse(state_ == State::status_line ? "is not HTTP" : "has a line with a control character");
  }
  line = rest.substr(0, scanner_.size());
  consumed = line.size() + 2;
  line_bytes_ += consumed;
  scanner_.reset();
  return std::nullopt;
}

/// "HTTP/1.1 200 OK"; the reason may be empty, and its space too: many servers leave it out.
ReplyReader::Stop ReplyReader::read_status_line(std::string_view rest, std::size_t& consumed) {
  constexpr std::string_view protocol = "HTTP/1.";
  // Judged as the bytes come: another protocol's greeting may have no CRLF, and then nothing more.
  if (rest.substr(0, protocol.size()) != protocol.substr(0, rest.size())) return refuse("is not HTTP");
  std::string_view line;
  if (auto stop = next_line(rest, consumed, line)) return stop;
  if (line.size() < 12 || !is_digit(line[7]) || line[8] != ' ' || !is_digit(line[9]) || !is_digit(line[10]) ||
      !is_digit(line[11]) || (line.size() > 12 && line[12] != ' ')) {
    return refuse("has a malformed status line");
  }
  version_minor_ = line[7] - '0';
  status_ = (line[9] - '0') * 100 + (line[10] - '0') * 10 + (line[11] - '0');
  if (status_ < 100 || status_ > 599) return refuse("has an unknown status");
  state_ = State::header_line;
  return std::nullopt;
}

ReplyReader::Stop ReplyReader::read_header_line(std::string_view rest, std::size_t& consumed) {
  std::string_view line;
  if (auto stop = next_line(rest, consumed, line)) return stop;
  if (line.empty()) return finish_head();
  const auto field = parse_field_line(line);
  if (!field.ok()) return refuse("has a malformed header line");
  return note(*field);
}

ReplyReader::Stop ReplyReader::note(const FieldLine& field) {
  switch (known_field(field.name)) {
    case KnownField::content_length:
      if (content_length_) return refuse("has two Content-Length fields");
      content_length_ = parse_length(field.value);
      if (!content_length_) return refuse("has a Content-Length that is not a number");
      break;
    case KnownField::transfer_encoding:
      if (chunked_ || !equal_without_case(field.value, "chunked")) return refuse("has an unknown Transfer-Encoding");
      chunked_ = true;
      break;
    case KnownField::connection:
      close_ = close_ || has_token(field.value, "close");
      break;
    default:
      break;
  }
  headers_.add(field.name, field.value);
  return std::nullopt;
}

ReplyReader::Stop ReplyReader::finish_head() {
  if (status_ < 200) {
    // We ask for no protocol switch, so none can be granted.
    if (status_ == 101) return refuse("switches to a protocol that nobody asked for");
    if (++interims_ > limits_.interims) return refuse("is preceded by too many interim answers");
    headers_.wipe();
    content_length_.reset();
    chunked_ = close_ = false;
    state_ = State::status_line;
    return std::nullopt;
  }
  if (chunked_ && content_length_) return refuse("has both Content-Length and Transfer-Encoding");
  if (chunked_ && version_minor_ == 0) return refuse("has a Transfer-Encoding, which HTTP/1.0 does not know");
  // HTTP/1.0 keeps connections by an extension that we do not ask for.
  keep_alive_ = !close_ && version_minor_ >= 1;
  if (to_head_ || status_ == 204 || status_ == 304) return complete();
  if (chunked_) {
    state_ = State::chunk_line;
  } else if (content_length_) {
    if (*content_length_ > limits_.body_bytes) return refuse("is too large", Errc::upstream_reply_too_large);
    if (*content_length_ == 0) return complete();
    body_.reserve(static_cast<std::size_t>(std::min(*content_length_, trusted_length)));
    body_left_ = *content_length_;
    state_ = State::body_bytes;
  } else {
    keep_alive_ = false;
    state_ = State::body_until_end;
  }
  return std::nullopt;
}

ReplyReader::Stop ReplyReader::read_body_bytes(std::string_view rest, std::size_t& consumed) {
  if (state_ != State::body_until_end) {
    rest = rest.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(body_left_, rest.size())));
  }
  if (rest.size() > limits_.body_bytes - body_.size()) return refuse("is too large", Errc::upstream_reply_too_large);
  body_.append(rest);
  consumed = rest.size();
  if (state_ == State::body_until_end) return Step::need_more;
  body_left_ -= rest.size();
  if (body_left_ > 0) return Step::need_more;
  if (state_ == State::body_bytes) return complete();
  state_ = State::chunk_end;
  return std::nullopt;
}

ReplyReader::Stop ReplyReader::read_chunk_line(std::string_view rest, std::size_t& consumed) {
  constexpr std::size_t longest = 4096;
  std::string_view line;
  switch (scanner_.scan(rest, longest)) {
    case LineScanner::Found::need_more:
      return Step::need_more;
    case LineScanner::Found::line:
      break;
    default:
      return refuse("has a malformed chunk");
  }
  line = rest.substr(0, scanner_.size());
  consumed = line.size() + 2;
  scanner_.reset();
  const auto chunk = parse_chunk_line(line);
  if (!chunk) return refuse("has a malformed chunk");
  if (chunk->size > limits_.body_bytes - body_.size()) return refuse("is too large", Errc::upstream_reply_too_large);
  // Extensions say nothing to us; without a bound they could go on for ever beside empty data.
  line_bytes_ += chunk->extension_bytes;
  if (line_bytes_ > limits_.header_bytes) return refuse("has too many header bytes");
  body_left_ = chunk->size;
  state_ = chunk->size == 0 ? State::trailer_line : State::chunk_bytes;
  return std::nullopt;
}

ReplyReader::Stop ReplyReader::read_chunk_end(std::string_view rest, std::size_t& consumed) {
  if (rest.empty() || rest == "\r") return Step::need_more;
  if (rest.substr(0, 2) != "\r\n") return refuse("has a malformed chunk");
  consumed = 2;
  state_ = State::chunk_line;
  return std::nullopt;
}

ReplyReader::Stop ReplyReader::read_trailer_line(std::string_view rest, std::size_t& consumed) {
  std::string_view line;
  if (auto stop = next_line(rest, consumed, line)) return stop;
  if (line.empty()) return complete();
  if (!parse_field_line(line).ok()) return refuse("has a malformed trailer line");
  return std::nullopt;
}

ReplyReader::Stop ReplyReader::complete() {
  state_ = State::complete;
  return Step::complete;
}

ReplyReader::Step ReplyReader::refuse(const char* what, Errc code) {
  error_.emplace(code, what);
  keep_alive_ = false;
  state_ = State::refused;
  return Step::refused;
}

}  // namespace atgateway::wire
