#include "wire/chunk_line.hpp"

#include "wire/characters.hpp"

namespace atgateway::wire {
namespace {

bool skip_whitespace(std::string_view& text) noexcept {
  const auto before = text.size();
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  return text.size() != before;
}

bool skip_token(std::string_view& text) noexcept {
  const auto before = text.size();
  while (!text.empty() && is(token_character, text.front())) text.remove_prefix(1);
  return text.size() != before;
}

bool skip_quoted(std::string_view& text) noexcept {
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      text.remove_prefix(i + 1);
      return true;
    }
  }
  return false;
}

/// *( BWS ";" BWS name [ BWS "=" BWS ( token / quoted-string ) ] )
bool valid_extensions(std::string_view text) noexcept {
  while (!text.empty()) {
    skip_whitespace(text);
    if (!text.starts_with(';')) return false;
    text.remove_prefix(1);
    skip_whitespace(text);
    if (!skip_token(text)) return false;
    auto ahead = text;
    skip_whitespace(ahead);
    if (!ahead.starts_with('=')) continue;
    text = ahead.substr(1);
    skip_whitespace(text);
    if (!(text.starts_with('"') ? skip_quoted(text) : skip_token(text))) return false;
  }
  return true;
}

}  // namespace

std::optional<ChunkLine> parse_chunk_line(std::string_view line) noexcept {
  ChunkLine parsed;
  std::size_t digits = 0;
  for (; digits < line.size() && is(hex_digit, line[digits]); ++digits) {
    if (digits == chunk_size_digits) return std::nullopt;
    const char c = lower(line[digits]);
    parsed.size = parsed.size << 4 | static_cast<std::uint64_t>(is_digit(c) ? c - '0' : c - 'a' + 10);
  }
  if (digits == 0 || !valid_extensions(line.substr(digits))) return std::nullopt;
  parsed.extension_bytes = line.size() - digits;
  return parsed;
}

}  // namespace atgateway::wire
