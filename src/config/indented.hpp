// JSON for people: two-space indent, a comment behind a value.
#pragma once

#include "json/writer.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace atgateway::config {

class Indented {
 public:
  explicit Indented(std::string& out) noexcept : out_(out) {}

  void open(char bracket) {
    out_ += bracket;
    ++depth_;
    first_ = true;
  }
  void close(char bracket) {
    --depth_;
    if (!first_) new_line();
    first_ = false;
    out_ += bracket;
  }
  /// Begins the next item; what is appended then is its value.
  Indented& item() {
    if (!first_) out_ += ',';
    first_ = false;
    new_line();
    return *this;
  }
  Indented& key(std::string_view name) {
    item();
    json::append_string(out_, name);
    out_ += ": ";
    return *this;
  }
  void raw(std::string_view json) { out_ += json; }
  void string(std::string_view text) { json::append_string(out_, text); }
  void number(std::uint64_t value) { out_ += std::to_string(value); }
  /// Stands at the end of the line, behind the comma that may follow.
  void comment(std::string_view text) { comment_ = " // " + std::string(text); }
  void end() {
    out_ += comment_;
    comment_.clear();
    out_ += '\n';
  }

 private:
  void new_line() {
    out_ += comment_;
    comment_.clear();
    out_ += '\n';
    out_.append(2 * depth_, ' ');
  }

  std::string& out_;
  std::string comment_;
  std::size_t depth_ = 0;
  bool first_ = true;
};

}  // namespace atgateway::config
