// Texts to compare with: JSON without the blanks between its tokens, and "*" for any string.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace atgateway::test {

/// Drops what stands between tokens; strings keep every byte.
inline std::string compact_json(std::string_view text) {
  std::string out;
  bool inside = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inside) {
      out += c;
      if (c == '\\' && i + 1 < text.size()) {
        out += text[++i];
      } else if (c == '"') {
        inside = false;
      }
    } else if (c != ' ' && c != '\n' && c != '\r' && c != '\t') {
      inside = c == '"';
      out += c;
    }
  }
  return out;
}

/// Is `text` what `pattern` says, with "*" (in quotes) for any one JSON string?
inline bool matches_json(std::string_view pattern, std::string_view text) {
  constexpr std::string_view any = "\"*\"";
  while (true) {
    const auto at = pattern.find(any);
    if (at == std::string_view::npos) return pattern == text;
    if (text.size() <= at || pattern.substr(0, at) != text.substr(0, at) || text[at] != '"') return false;
    pattern.remove_prefix(at + any.size());
    text.remove_prefix(at + 1);
    std::size_t end = 0;
    while (end < text.size() && text[end] != '"') end += text[end] == '\\' ? 2U : 1U;
    if (end >= text.size()) return false;
    text.remove_prefix(end + 1);
  }
}

inline std::string with_upstream(std::string text, const std::string& upstream) {
  constexpr std::string_view mark = "{upstream}";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + upstream.size())) {
    text.replace(at, mark.size(), upstream);
  }
  return text;
}

}  // namespace atgateway::test
