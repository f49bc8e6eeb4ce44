#include "json/writer.hpp"

#include "json/utf8.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>

namespace atgateway::json {
namespace {

// 0: stands for itself; 'u': \u00XX; '?': look at the whole character; else the letter after the backslash.
constexpr std::array<char, 256> escapes = [] {
  std::array<char, 256> table{};
  for (std::size_t i = 0; i < 0x20; ++i) table[i] = 'u';
  for (std::size_t i = 0x80; i < 0x100; ++i) table[i] = '?';
  table['\b'] = 'b';
  table['\f'] = 'f';
  table['\n'] = 'n';
  table['\r'] = 'r';
  table['\t'] = 't';
  table['"'] = '"';
  table['\\'] = '\\';
  table[0x7F] = 'u';
  return table;
}();

void append_low_escape(std::string& out, unsigned char c) {
  constexpr char digits[] = "0123456789abcdef";
  const char escape[] = {'\\', 'u', '0', '0', digits[c >> 4], digits[c & 0xF]};
  out.append(escape, sizeof escape);
}

/// Appends what stands for the character, or the bytes that are none, at the front of `text`; how many bytes it took.
std::size_t append_character(std::string& out, std::string_view text) {
  const Utf8Step step = utf8_step(text);
  const std::string_view character = text.substr(0, step.bytes);
  if (!step.valid) {
    out += "\xEF\xBF\xBD";
  } else if (character == "\xE2\x80\xA8") {
    out += "\\u2028";
  } else if (character == "\xE2\x80\xA9") {
    out += "\\u2029";
  } else if (character.front() == '\xC2' && static_cast<unsigned char>(character[1]) < 0xA0) {
    append_low_escape(out, static_cast<unsigned char>(character[1]));  // the C1 controls, next line among them
  } else {
    out += character;
  }
  return step.bytes;
}

template <class N>
void append_number(std::string& out, N value) {
  std::array<char, 32> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
  out.append(digits.data(), end);
}

}  // namespace

void append_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0, at = 0;
  const auto flush = [&] { out.append(text, plain, at - plain); };
  while (at < text.size()) {
    const char escape = escapes[static_cast<unsigned char>(text[at])];
    if (escape == 0) {
      ++at;
      continue;
    }
    flush();
    if (escape == '?') {
      at += append_character(out, text.substr(at));
    } else {
      if (escape == 'u') {
        append_low_escape(out, static_cast<unsigned char>(text[at]));
      } else {
        out += '\\';
        out += escape;
      }
      ++at;
    }
    plain = at;
  }
  flush();
  out += '"';
}

void Writer::separate() {
  if (need_comma_) out_ += ',';
}

Writer& Writer::begin_object() {
  separate();
  out_ += '{';
  need_comma_ = false;
  return *this;
}

Writer& Writer::end_object() {
  out_ += '}';
  need_comma_ = true;
  return *this;
}

Writer& Writer::begin_array() {
  separate();
  out_ += '[';
  need_comma_ = false;
  return *this;
}

Writer& Writer::end_array() {
  out_ += ']';
  need_comma_ = true;
  return *this;
}

Writer& Writer::key(std::string_view name) {
  separate();
  append_string(out_, name);
  out_ += ':';
  need_comma_ = false;
  return *this;
}

Writer& Writer::string(std::string_view text) {
  separate();
  append_string(out_, text);
  need_comma_ = true;
  return *this;
}

Writer& Writer::number(std::int64_t value) {
  separate();
  append_number(out_, value);
  need_comma_ = true;
  return *this;
}

Writer& Writer::number(std::uint64_t value) {
  separate();
  append_number(out_, value);
  need_comma_ = true;
  return *this;
}

Writer& Writer::number(double value) {
  if (!std::isfinite(value)) return null();
  separate();
  append_number(out_, value);
  need_comma_ = true;
  return *this;
}

Writer& Writer::boolean(bool value) { return raw(value ? "true" : "false"); }
Writer& Writer::null() { return raw("null"); }

Writer& Writer::raw(std::string_view json) {
  separate();
  out_ += json;
  need_comma_ = true;
  return *this;
}

}  // namespace atgateway::json
